// Job files: YAML or JSON to a job, or to all its mistakes at once, each with line and column. Knows neither the day nor
// the disk, and leaves to the specification what rules and lists may say.

import { parseDay } from '../days.ts';
import { readAllowed, readLists, readTexts } from '../spec/lists.ts';
import { didYouMean, expected, type Mistakes, type Place } from '../spec/mistakes.ts';
import { describe, expectFields, expectText, parseTree } from '../spec/tree.ts';
import { memorySizes, parseMemory } from '../spill-folder.ts';
import { quote } from '../text.ts';
import { type DayWish, type InputTemplates, type Job, type JobQuestion, keptReport } from './job.ts';
import { type JobFields, nothing, optional, readCount, readFlag, readTemplates } from './job-fields.ts';
import { checkOwnFiles, readBaseline, readOutputs, readQuiet, readState } from './job-outputs.ts';
import { isTimeZone, knownTimeZones, type TimeZone } from './time-zones.ts';

/** What an output may end in. */
export interface KnownExtensions {
  readonly reports: readonly string[];
  readonly comparisons: readonly string[];
}

/** The names are those of the manual's table. */
export const jobFields = {
  known: [
    ...['version', 'day', 'timezone', 'inputs', 'include', 'ignore', 'hidden', 'follow'],
    ...['rules', 'only', 'lists', 'list', 'allow', 'min'],
    ...['outputs', 'state', 'baseline', 'quiet', 'fail_on_new', 'fail_on_findings'],
    ...['jobs', 'memory', 'tmp'],
  ],
  later: [],
};

/** More threads than this are a slip of the finger. */
const mostJobs = 1024;

/** Reads a job file's text; undefined if it is no YAML or JSON. What is a mistake is noted, and the job of no use. */
export function readJobFile(
  text: string,
  path: string,
  extensions: KnownExtensions,
  mistakes: Mistakes,
): Job | undefined {
  const tree = parseTree(text, path, mistakes);
  if (tree === undefined) return undefined;
  const fields = expectFields(tree, 'the job file', jobFields, mistakes);
  if (tree.kind !== 'map') return undefined;
  const from: JobFields = { fields, mistakes };
  checkVersion(from, tree.place);
  for (const name of ['inputs', 'rules', 'outputs']) expectItems(from, name, tree.place);
  const outputs = readOutputs(extensions.reports, from);
  const baseline = readBaseline(extensions.comparisons, from);
  checkOwnFiles([outputs, baseline?.outputs ?? nothing], mistakes);
  const job: Job = {
    day: readDay(from) ?? 'yesterday',
    ...optional('timeZone', readTimeZone(from)),
    inputs: readInputs(from),
    question: readQuestion(from),
    outputs: outputs.items,
    ...optional('state', readState(from)),
    ...optional('baseline', baseline && { ...baseline, outputs: baseline.outputs.items }),
    ...optional('quiet', readQuiet(from)),
    failOnNew: readFlag(from, 'fail_on_new'),
    failOnFindings: readFlag(from, 'fail_on_findings'),
    ...optional('jobs', readCount(from, 'jobs', mostJobs)),
    ...optional('memory', readMemorySize(from)),
    ...optional('tmp', readTmp(from)),
  };
  checkMemory(job, from);
  return job;
}

function checkVersion({ fields, mistakes }: JobFields, place: Place): void {
  const version = fields.get('version')?.value;
  if (version?.kind === 'number' && version.value === 1) return;
  const got = version === undefined ? 'no field of that name' : describe(version);
  mistakes.add(version?.place ?? place, () => expected('`version`', '1', got));
}

function expectItems({ fields, mistakes }: JobFields, name: string, place: Place): void {
  const tree = fields.get(name)?.value;
  if (tree !== undefined && (tree.kind !== 'list' || tree.items.length > 0)) return;
  const got = tree === undefined ? 'no field of that name' : 'none';
  mistakes.add(tree?.place ?? place, () => expected(`\`${name}\``, 'a list of at least one path', got));
}

/** What looks back needs reports to look at. */
function checkMemory(job: Job, { fields, mistakes }: JobFields): void {
  const place = (name: string) => fields.get(name)?.place;
  if (job.failOnNew && job.baseline === undefined) {
    mistakes.add(place('fail_on_new'), () => 'Expected `baseline` beside `fail_on_new`, got no field of that name');
  }
  if (keptReport(job) !== undefined) return;
  for (const name of ['baseline', 'quiet'] as const) {
    if (job[name] === undefined) continue;
    const what = 'an output ending in .json with the day in its name, as "reports/{day}.json"';
    mistakes.add(place(name), () => `Expected ${what} beside \`${name}\`, which reads it again, got none`);
  }
}

// ---------------------------------------------------------------- when

function readDay({ fields, mistakes }: JobFields): DayWish | undefined {
  const tree = fields.get('day')?.value;
  if (tree === undefined) return undefined;
  const wish = tree.kind === 'text' ? readDayWish(tree.text) : undefined;
  if (wish === undefined) mistakes.add(tree.place, () => expected('`day`', dayWishes, describe(tree)));
  return wish;
}

export const dayWishes = 'yesterday, today or a day as 2014-07-03';

/** Undefined for what is no day. */
export function readDayWish(written: string): DayWish | undefined {
  return written === 'yesterday' || written === 'today' ? written : parseDay(written);
}

function readTimeZone({ fields, mistakes }: JobFields): TimeZone | undefined {
  const tree = fields.get('timezone')?.value;
  // An offset without a colon is a number to YAML.
  const name = tree?.kind === 'number' ? tree.written : tree && expectText(tree, '`timezone`', mistakes);
  if (tree === undefined || name === undefined || isTimeZone(name)) return name;
  mistakes.add(tree.place, () =>
    expected(
      '`timezone`',
      'the name of a time zone, as Europe/Berlin',
      quote(name),
      offsetHint(name) ?? didYouMean(name, knownTimeZones()),
    ),
  );
  return undefined;
}

/** Undefined for what is no offset. */
function offsetHint(written: string): string | undefined {
  const [offset, sign, hours, minutes = '00'] = /^(?:UTC|GMT)?([+-])(\d\d?):?(\d\d)?$/i.exec(written) ?? [];
  if (offset === undefined) return undefined;
  // Signs of these names are turned round, as POSIX has them.
  const always = Number(hours) === 0 ? 'UTC' : `Etc/GMT${sign === '+' ? '-' : '+'}${Number(hours)}`;
  const instead = minutes === '00' && isTimeZone(always) ? `, or ${always}, which has it all year` : '';
  return `; an offset knows no summer time: write the name of a place${instead}`;
}

// ---------------------------------------------------------------- what is read

function readInputs(from: JobFields): InputTemplates {
  return {
    paths: readInputPaths(from),
    include: readTemplates('include', from).items,
    ignore: readTemplates('ignore', from).items,
    hidden: readFlag(from, 'hidden'),
    follow: readFlag(from, 'follow'),
  };
}

function readInputPaths(from: JobFields): readonly string[] {
  const { items, placeOf } = readTemplates('inputs', from);
  for (const [index, path] of items.entries()) {
    if (path !== '' && path !== '-' && !path.includes('\0')) continue;
    const hint = path === '-' ? '; a job reads no standard input' : '';
    from.mistakes.add(placeOf(index), () =>
      expected('an item of `inputs`', 'a file, a directory or a glob', quote(path), hint),
    );
  }
  return items;
}

// ---------------------------------------------------------------- how it runs

function readMemorySize({ fields, mistakes }: JobFields): string | undefined {
  const tree = fields.get('memory')?.value;
  if (tree?.kind === 'text' && parseMemory(tree.text) !== undefined) return tree.text;
  if (tree !== undefined) mistakes.add(tree.place, () => expected('`memory`', memorySizes, describe(tree)));
  return undefined;
}

/** It may lie anywhere: in it there is only a folder with a name of its own, which goes when the day has ended. */
function readTmp({ fields, mistakes }: JobFields): string | undefined {
  const tree = fields.get('tmp')?.value;
  const path = tree && expectText(tree, '`tmp`', mistakes);
  if (tree === undefined || path === undefined || (path !== '' && !path.includes('\0'))) return path;
  mistakes.add(tree.place, () => expected('`tmp`', 'a folder', quote(path)));
  return undefined;
}

// ---------------------------------------------------------------- what is asked

function readQuestion(from: JobFields): JobQuestion {
  const { fields, mistakes } = from;
  const texts = (name: string) => {
    const tree = fields.get(name)?.value;
    return tree && readTexts(tree, `\`${name}\``, mistakes);
  };
  const list = fields.get('list')?.value;
  const allow = fields.get('allow')?.value;
  return {
    rules: texts('rules') ?? nothing,
    ...optional('only', texts('only')),
    lists: texts('lists') ?? nothing,
    list: list === undefined ? new Map() : readLists(list, mistakes),
    allow: allow === undefined ? nothing : readAllowed(allow, '`allow`', mistakes),
    ...optional('min', readCount(from, 'min', Number.MAX_SAFE_INTEGER)),
  };
}

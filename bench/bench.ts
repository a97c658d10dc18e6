// syslog-sweep beside what people use today, over the same files: makes the data, sees to it that every competitor
// gives the right answer, then times them in rounds, one after the other, so that a slow minute of the machine hits
// all of them. Prints a table a part; `--json FILE` keeps the figures. Status 1 when an answer is wrong, 2 on wrong usage.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCode, UserError } from '../src/errors.ts';
import { missing } from './commands.ts';
import { type Competitor, competitors, ourName } from './competitors.ts';
import { type ArchiveCodec, codecs } from './compress.ts';
import { type BenchData, prepareData } from './data.ts';
import { thisMachine } from './machine.ts';
import { type ManyKeysFigures, measureManyKeys, renderManyKeys } from './many-keys.ts';
import { measure, type Result } from './measure.ts';
import { type BenchOptions, readOptions } from './options.ts';
import { checkOurs } from './ours.ts';
import { checkPack, type PackFigures, timePack } from './pack.ts';
import { renderPack } from './pack-table.ts';
import { measureScaling, type ScalingFigure } from './scaling.ts';
import { renderScaling } from './scaling-table.ts';
import { measureSeek, renderSeek, type SeekFigure } from './seek.ts';
import { renderTables } from './table.ts';
import { run } from './timing.ts';

const say = (message: string) => process.stderr.write(`${message}\n`);

/** What was measured, part by part. */
interface Measured {
  readonly results: readonly Result[];
  /** Peak memory of ours, by codec. */
  readonly maxRssBytes: Readonly<Record<string, number>>;
  readonly pack?: PackFigures;
  readonly seek?: readonly SeekFigure[];
  readonly scaling?: readonly ScalingFigure[];
  readonly keys?: ManyKeysFigures;
  readonly faults: readonly string[];
}

async function main(options: BenchOptions): Promise<void> {
  const asked = codecs.filter((codec) => options.only.includes(codec));
  const isSeek = options.only.includes('seek');
  const needed = new Set(['plain' as const, ...asked, ...(isSeek ? ['gzip' as const] : [])]);
  const data = await prepareData({ ...options, codecs: [...needed] }, say);
  const overCodecs = await measureCodecs(asked, options, data);
  const withPack = options.only.includes('pack') ? await measurePack(options, data) : { faults: [] };
  const [file = ''] = data.files.gzip ?? [];
  const seek = isSeek
    ? await measureSeek({ file, folder: join(options.folder, 'seek'), runs: options.runs }, say)
    : undefined;
  const scaling = options.only.includes('scaling') ? await measureScaling(options, say) : undefined;
  const many = options.only.includes('keys') ? await measureManyKeys(options, say) : { faults: [] };
  const faults = [
    ...(await wrongLineCount(data)),
    ...overCodecs.faults,
    ...withPack.faults,
    ...(seek?.faults ?? []),
    ...(scaling?.faults ?? []),
    ...many.faults,
  ];
  const measured = {
    ...overCodecs,
    ...withPack,
    ...(seek && { seek: seek.figures }),
    ...(scaling && { scaling: scaling.figures }),
    ...keysOf(many),
    faults,
  };
  process.stdout.write(`${heading(options, data)}\n${tables(measured, data).join('\n')}`);
  if (options.json !== undefined) writeFileSync(options.json, asJson(options, data, measured));
  for (const fault of faults) say(`WRONG: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

function keysOf({ figures }: { readonly figures?: ManyKeysFigures }): Pick<Measured, 'keys'> {
  return figures === undefined ? {} : { keys: figures };
}

async function measureCodecs(
  asked: readonly ArchiveCodec[],
  options: BenchOptions,
  data: BenchData,
): Promise<Pick<Measured, 'results' | 'maxRssBytes' | 'faults'>> {
  const faults: string[] = [];
  const results: Result[] = [];
  const maxRssBytes: Record<string, number> = {};
  for (const codec of asked) {
    const files = data.files[codec] ?? [];
    const contenders = competitors.filter((competitor) => competitor.codec === codec);
    const ours = await checkOurs(ourselves(contenders), files, data.answer);
    faults.push(...(ours?.faults ?? []).map((fault) => `${ourName}, ${codec}: ${fault}`));
    if (ours?.maxRssBytes !== undefined) maxRssBytes[codec] = ours.maxRssBytes;
    results.push(...(await measure(contenders, files, data, options.runs, say)));
  }
  faults.push(
    ...results.flatMap((one) => (one.kind === 'failed' ? [`${one.name}, ${one.codec}: ${one.message}`] : [])),
  );
  return { results, maxRssBytes, faults };
}

/** A wrong answer is not timed. */
async function measurePack(
  { runs }: BenchOptions,
  { files: { plain = [] }, answer }: BenchData,
): Promise<Pick<Measured, 'pack' | 'faults'>> {
  say('pack: checking');
  const { faults, ruleIds } = await checkPack(plain, answer.lines);
  return faults.length > 0 ? { faults } : { faults, pack: await timePack(plain, ruleIds, runs, say) };
}

/** The tally of lines is checked against a witness of its own. */
async function wrongLineCount({ files, answer }: BenchData): Promise<string[]> {
  if (
    missing([
      { kind: 'command', name: 'wc' },
      { kind: 'command', name: 'sh' },
    ]).length > 0
  )
    return [];
  const { output } = await run(['sh', '-c', 'cat "$@" | wc -l', 'sh', ...(files.plain ?? [])], 'keep');
  return Number(output) === answer.lines ? [] : [`wc -l counts ${output.trim()} lines, the generator ${answer.lines}`];
}

function ourselves(contenders: readonly Competitor[]): Competitor {
  const ours = contenders.find(({ name }) => name === ourName);
  if (ours === undefined) throw new Error(`${ourName} is not among the competitors`);
  return ours;
}

function heading(options: BenchOptions, { answer }: BenchData): string {
  const { cpu, cores, platform, node } = thisMachine();
  const keys = Object.keys(answer.counts).length;
  const text = `${options.fileCount} files, ${(answer.bytes / 1e9).toFixed(3)} GB of text, ${answer.lines} lines, ${keys} keys`;
  return `${cpu}, ${cores} cores, ${platform}, Node ${node}\n${text}; medians of ${options.runs} runs, files in the page cache\n`;
}

function tables({ results, maxRssBytes, pack, seek, scaling, keys }: Measured, { answer }: BenchData): string[] {
  return [
    ...(results.length > 0 ? [renderTables(results, answer.bytes) + memoryLines(maxRssBytes)] : []),
    ...(pack === undefined ? [] : [renderPack(pack, answer.bytes)]),
    ...(seek === undefined ? [] : [renderSeek(seek)]),
    ...(scaling === undefined ? [] : [renderScaling(scaling)]),
    ...(keys === undefined ? [] : [renderManyKeys(keys)]),
  ];
}

function memoryLines(memory: Readonly<Record<string, number>>): string {
  return Object.entries(memory)
    .map(([codec, bytes]) => `\nPeak memory of ${ourName} over ${codec}: ${(bytes / 2 ** 20).toFixed(0)} MiB\n`)
    .join('');
}

function asJson(options: BenchOptions, { seed, answer }: BenchData, measured: Measured): string {
  const { bytes, lines, needleLines, counts } = answer;
  const data = { seed, files: options.fileCount, bytes, lines, needleLines, keys: Object.keys(counts).length };
  const kept = {
    schema: 'syslog-sweep/bench@1',
    date: new Date().toISOString(),
    machine: thisMachine(),
    data,
    runs: options.runs,
    ...measured,
  };
  return `${JSON.stringify(kept, null, 2)}\n`;
}

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  say(error.message);
  process.exitCode = exitCode.noReport;
}

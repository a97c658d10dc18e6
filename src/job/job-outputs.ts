// What a job writes, and what it reads again: outputs, the state's folder, what a day is compared with and measured by.
// Everything that is written stays in the folder of the job file or below it, since such a file may come from elsewhere.

import { extname, posix } from 'node:path';
import { defaultThresholds } from '../diff/diff.ts';
import { type PlacedItems, readTexts } from '../spec/lists.ts';
import { didYouMean, expected, type Mistakes, oneOf, type Place, showPlace } from '../spec/mistakes.ts';
import { readTimes } from '../spec/options.ts';
import { describe, expectText } from '../spec/tree.ts';
import { quote } from '../text.ts';
import type { Baseline, Quiet } from './job.ts';
import { checkNames, type JobFields, nothing, readCount, readMap } from './job-fields.ts';
import { templateNames } from './templates.ts';

const baselineFields = { known: ['days', 'up', 'min', 'outputs'], later: [] };
const quietFields = { known: ['share', 'days'], later: [] };

/** A year, and a leap day. */
const mostDays = 366;

/** Extensions are in small letters and have their dot. */
export function readOutputs(extensions: readonly string[], from: JobFields): PlacedItems {
  const tree = from.fields.get('outputs')?.value;
  if (tree === undefined) return nothing;
  const outputs = readTexts(tree, '`outputs`', from.mistakes);
  const { items, placeOf } = outputs;
  for (const [index, path] of items.entries()) {
    const place = placeOf(index);
    checkNames(path, place, from);
    checkPlace(path, 'an output', place, from);
    const extension = extname(path).toLowerCase();
    if (extensions.includes(extension)) continue;
    from.mistakes.add(place, () =>
      expected('an output', `a file ending in ${oneOf(extensions)}`, quote(path), didYouMean(extension, extensions)),
    );
  }
  return outputs;
}

/** Notes what is written twice, under whatever spelling. */
export function checkOwnFiles(outputs: readonly PlacedItems[], mistakes: Mistakes): void {
  const places = new Map<string, Place | undefined>();
  for (const { items, placeOf } of outputs) {
    for (const [index, path] of items.entries()) {
      const name = posix.normalize(path);
      const before = places.get(name);
      if (before === undefined) places.set(name, placeOf(index));
      else {
        const got = `got ${quote(path)}, as at ${showPlace(before)}`;
        mistakes.add(placeOf(index), () => `Expected every output to be a file of its own, ${got}`);
      }
    }
  }
}

export function readState(from: JobFields): string | undefined {
  const tree = from.fields.get('state')?.value;
  const path = tree && expectText(tree, '`state`', from.mistakes);
  if (tree === undefined || path === undefined) return undefined;
  checkPlace(path, '`state`', tree.place, from);
  if (templateNames.some((name) => path.includes(`{${name}}`))) {
    from.mistakes.add(tree.place, () => `Expected \`state\` to be one folder for all days, got ${quote(path)}`);
  }
  return path;
}

/** A backslash parts names on Windows alone, and a colon may begin another drive or a stream of a file there. */
function checkPlace(path: string, subject: string, place: Place | undefined, { mistakes }: JobFields): void {
  const names = path.split('/');
  const stays = !names.includes('..') && !/^\/|[\\:\0]/.test(path) && path.replace(/[./]/g, '') !== '';
  if (stays) return;
  const what = "a path in the job file's folder or below, with / between names";
  mistakes.add(place, () => expected(subject, what, quote(path)));
}

/** `outputs` with their places. */
export type ReadBaseline = Omit<Baseline, 'outputs'> & { readonly outputs: PlacedItems };

export function readBaseline(extensions: readonly string[], from: JobFields): ReadBaseline | undefined {
  const inner = readMap('baseline', baselineFields, from);
  if (inner === undefined) return undefined;
  return {
    days: readCount(inner, 'days', mostDays) ?? 7,
    thresholds: {
      up: readUp(inner) ?? defaultThresholds.up,
      min: readCount(inner, 'min', Number.MAX_SAFE_INTEGER) ?? defaultThresholds.min,
    },
    outputs: readOutputs(extensions, inner),
  };
}

function readUp({ fields, mistakes }: JobFields): number | undefined {
  const tree = fields.get('up')?.value;
  const written = tree?.kind === 'number' ? tree.written : tree?.kind === 'text' ? tree.text : '';
  const times = readTimes(written);
  if (tree !== undefined && times === undefined) {
    mistakes.add(tree.place, () => expected('`up`', 'a factor over 1, as 3x', describe(tree)));
  }
  return times;
}

export function readQuiet(from: JobFields): Quiet | undefined {
  const inner = readMap('quiet', quietFields, from);
  if (inner === undefined) return undefined;
  const tree = inner.fields.get('share')?.value;
  const share = tree?.kind === 'number' ? tree.value : 0;
  const isShare = share > 0 && share < 1;
  if (tree !== undefined && !isShare) {
    inner.mistakes.add(tree.place, () => expected('`share`', 'a number between 0 and 1, as 0.3', describe(tree)));
  }
  return { share: isShare ? share : 0.3, days: readCount(inner, 'days', mostDays) ?? 7 };
}

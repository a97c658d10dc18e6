// The table of the forms that a comparison can have.

import type { Diff } from '../diff/diff.ts';
import { renderDiffCsv } from './diff-csv.ts';
import { renderDiffJson } from './diff-json.ts';
import { renderDiffText } from './diff-text.ts';

export type DiffFormat = 'text' | 'json' | 'csv';

export const diffRenderers: Readonly<Record<DiffFormat, (diff: Diff) => Iterable<string>>> = {
  text: renderDiffText,
  json: renderDiffJson,
  csv: renderDiffCsv,
};

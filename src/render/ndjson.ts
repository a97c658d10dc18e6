// One JSON object a line for every ranking row, its rule first; for jq and for loading into other tools.

import { stringifyExact } from '../exact-json.ts';
import type { Report } from '../types.ts';
import { inChunks, type RenderOptions, shownRows } from './renderer.ts';

export function renderNdjson(report: Report, options: RenderOptions): Iterable<string> {
  return inChunks(lines(report, options));
}

function* lines(report: Report, options: RenderOptions): Iterable<string> {
  for (const rule of report.rules) {
    for (const row of shownRows(rule, options)) yield `${stringifyExact({ rule: rule.id, ...row })}\n`;
  }
}

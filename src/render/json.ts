// The report as JSON: the frame indented by two, one ranking row a line, so that two reports can be compared by diff.

import { stringifyExact } from '../exact-json.ts';
import type { Report, RuleReport } from '../types.ts';
import { inChunks, type RenderOptions, shownRows } from './renderer.ts';

export function renderJson(report: Report, options: RenderOptions): Iterable<string> {
  return inChunks(pieces(report, options));
}

function* pieces(report: Report, options: RenderOptions): Iterable<string> {
  const { rules, ...frame } = report;
  yield `${opened(frame)},\n  "rules": [`;
  for (const [index, rule] of rules.entries()) {
    yield `${index === 0 ? '' : ','}\n    `;
    yield* rulePieces(rule, options);
  }
  yield rules.length === 0 ? ']\n}\n' : '\n  ]\n}\n';
}

function* rulePieces(rule: RuleReport, options: RenderOptions): Iterable<string> {
  const { ranking: _, ...frame } = rule;
  // A line break in JSON text stands between tokens, never in a string, so the frame can be moved to the right.
  yield `${opened(frame)},\n  "ranking": [`.replaceAll('\n', '\n    ');
  const rows = shownRows(rule, options);
  let separator = '\n        ';
  for (const row of rows) {
    yield separator + stringifyExact(row);
    separator = ',\n        ';
  }
  yield rows.length === 0 ? ']\n    }' : '\n      ]\n    }';
}

/** An object without its closing brace; it has at least one field. */
export function opened(frame: object): string {
  return stringifyExact(frame, 2).slice(0, -'\n}'.length);
}

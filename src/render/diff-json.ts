// A comparison as JSON: the frame indented by two, a change a line, as reports have a row a line.

import type { Diff, RuleDiff } from '../diff/diff.ts';
import { opened } from './json.ts';
import { inChunks } from './renderer.ts';

export function renderDiffJson(diff: Diff): Iterable<string> {
  return inChunks(pieces(diff));
}

function* pieces(diff: Diff): Iterable<string> {
  const { rules, ...frame } = diff;
  yield `${opened(frame)},\n  "rules": [`;
  for (const [index, rule] of rules.entries()) {
    yield `${index === 0 ? '' : ','}\n    `;
    yield* rulePieces(rule);
  }
  yield rules.length === 0 ? ']\n}\n' : '\n  ]\n}\n';
}

function* rulePieces({ changes, ...frame }: RuleDiff): Iterable<string> {
  // A line break in JSON text stands between tokens, never in a string, so the frame can be moved to the right.
  yield `${opened(frame)},\n  "changes": [`.replaceAll('\n', '\n    ');
  let separator = '\n        ';
  for (const change of changes) {
    yield separator + JSON.stringify(change);
    separator = ',\n        ';
  }
  yield changes.length === 0 ? ']\n    }' : '\n      ]\n    }';
}

import test from 'ava';
import { compareReports, defaultThresholds } from '../../../src/diff/diff.ts';
import { diffRenderers } from '../../../src/render/diff-renderers.ts';
import { chunkLength } from '../../../src/render/renderer.ts';
import { renderers } from '../../../src/render/renderers.ts';
import { reportOf, ruleOf } from '../../sample-report.ts';
import { tell } from '../diff/reports.ts';

/** Longer than all else in a row. */
const keyLength = 100_000;
const keys = Array.from({ length: 45 }, (_, index) => `${index} `.padEnd(keyLength, 'x'));
const longest = chunkLength + 1.1 * keyLength;

for (const [format, render] of Object.entries(renderers)) {
  test(`${format}: however long the keys, a piece of the report is short`, (t) => {
    const report = reportOf(
      ruleOf(
        'long',
        keys.map((key) => ({ key })),
      ),
    );
    const lengths = [...render(report, { top: 0 })].map(({ length }) => length);
    t.true(Math.max(...lengths) < longest, `${Math.max(...lengths)}`);
    t.true(lengths.reduce((sum, length) => sum + length, 0) > keys.length * keyLength);
  });
}

for (const [format, render] of Object.entries(diffRenderers)) {
  test(`${format}: so it is with a comparison`, (t) => {
    const now = tell({ counts: Object.fromEntries(keys.map((key) => [key, 10])) });
    const [old, thresholds] = [[{ name: 'old', report: tell({ counts: {} }) }], defaultThresholds];
    const diff = compareReports({ old, now: { name: 'now', report: now }, thresholds, missing: [], version: '1' });
    const lengths = [...render(diff)].map(({ length }) => length);
    t.true(Math.max(...lengths) < longest, `${Math.max(...lengths)}`);
    t.true(lengths.reduce((sum, length) => sum + length, 0) > keys.length * keyLength);
  });
}

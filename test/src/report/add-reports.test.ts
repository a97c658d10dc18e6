import test from 'ava';
import { addReports } from '../../../src/report/add-reports.ts';
import type { Report, StaleItem } from '../../../src/types.ts';
import { tell } from '../diff/reports.ts';

test('an exception that one of the reports has a use for is used', (t) => {
  const [a, b, over] = [
    unused('a'),
    unused('b'),
    { item: 'c', rule: 'dns', until: '2014-07-27', why: 'expired' } as const,
  ];
  t.deepEqual(sum([a, b, over], [b, over]).staleAllow, [b, over]);
  t.false('staleAllow' in sum([a], []));
  t.false('staleAllow' in sum([], [a]));
});

function unused(item: string): StaleItem {
  return { item, rule: 'dns', reason: 'x', why: 'unused' };
}

function sum(...stale: readonly (readonly StaleItem[])[]): Report {
  const reports = stale.map((items, index) => {
    const report = tell({ counts: { x: 1 } });
    return { name: `${index}`, report: items.length === 0 ? report : { ...report, staleAllow: items } };
  });
  return addReports(reports);
}

import test from 'ava';
import { renderJson } from '../../../src/render/json.ts';
import { renderText } from '../../../src/render/text.ts';
import { readReport } from '../../../src/report/read-report.ts';
import type { Report, StaleItem } from '../../../src/types.ts';
import { actingCharacter, pairRule, plainRule, reportOf } from '../../sample-report.ts';

const until = '2014-07-27';
const items: readonly StaleItem[] = [
  { item: '10.1.40.1', rule: 'dns', until, reason: 'ticket 4711', why: 'expired' },
  { item: '10.1.40.2', list: 'cameras', until, why: 'no-day' },
  { item: 'src=10.1.40.3', rule: 'dns', reason: 'a printer', why: 'unused' },
];

test('the text lists exceptions to look at, behind the rules and before what was read', (t) => {
  for (const rules of [[plainRule], [plainRule, pairRule]]) {
    const text = textOf({ ...reportOf(...rules), staleAllow: items });
    const [, behind = ''] = text.split('\nALLOWED ITEMS TO LOOK AT\n');
    t.true(
      behind.startsWith(
        [
          '  dns: 10.1.40.1 was allowed until 2014-07-27, and is ranked again (ticket 4711)',
          '  list cameras: 10.1.40.2 is allowed until 2014-07-27, and is ranked, since no day was given (--as-of)',
          '  dns: src=10.1.40.3 hid no key (a printer)',
          '',
          '3 inputs found: ',
        ].join('\n'),
      ),
      behind,
    );
  }
  t.false(textOf(reportOf(plainRule)).includes('ALLOWED'));
});

test('they stand in JSON as they are, and are read again', (t) => {
  const report: Report = { ...reportOf(plainRule), staleAllow: items };
  const json = [...renderJson(report, {})].join('');
  t.deepEqual(JSON.parse(json).staleAllow, items);
  t.deepEqual(readReport(json), report);
  t.throws(() => readReport(json.replace('"unused"', '"x"')), {
    message: /^Expected staleAllow\[2\]\.why in "the report" to be one of expired, no-day, unused, got "x"/,
  });
});

test('nothing of them acts', (t) => {
  const hostile = '\x1b[2J\u202e\n';
  const text = textOf({
    ...reportOf(plainRule),
    staleAllow: [
      { item: hostile, rule: hostile, until: hostile, reason: hostile, why: 'expired' },
      { item: hostile, list: hostile, why: 'no-day' },
    ],
  });
  t.notRegex(text, actingCharacter);
});

function textOf(report: Report): string {
  return [...renderText(report, {})].join('');
}

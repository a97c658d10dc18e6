import test from 'ava';
import { renderTables } from '../../bench/table.ts';
import { summarize } from '../../bench/timing.ts';

const timed = (name: string, seconds: number[], bar?: number) =>
  ({ kind: 'timed', codec: 'plain', name, times: summarize(seconds), ...(bar !== undefined && { bar }) }) as const;

test('ratios are to our median, and bars are met or missed', (t) => {
  const rows = renderTables(
    [timed('syslog-sweep', [0.2, 0.1, 0.3]), timed('slow', [4], 15), timed('quick', [0.25], 1.5)],
    2e9,
  ).split('\n');
  t.deepEqual(
    rows.map((row) => row.replace(/ +/g, ' ')),
    [
      '| plain | median s | min to max | GB/s of text | time : ours | bar |',
      rows[1] ?? '',
      '| syslog-sweep | 0.200 | 0.100 to 0.300 | 10.00 | 1.00 | |',
      '| slow | 4.000 | 4.000 to 4.000 | 0.50 | 20.00 | ≥ 15 met |',
      '| quick | 0.250 | 0.250 to 0.250 | 8.00 | 1.25 | ≥ 1.5 MISSED |',
      '',
    ],
  );
  t.regex(rows[1] ?? '', /^\|-+\|-+:\|-+:\|-+:\|-+:\|-+:\|$/);
  t.is(new Set(rows.slice(0, -1).map((row) => row.length)).size, 1);
});

test('what was absent or wrong stands in the table and is explained below it', (t) => {
  const text = renderTables(
    [
      { kind: 'absent', codec: 'zstd', name: 'syslog-sweep', missing: ['a', 'b'] },
      { kind: 'failed', codec: 'zstd', name: 'peer', message: '10.0.0.1 is missing' },
      { ...timed('other', [1], 2), codec: 'zstd' },
    ],
    1e9,
  );
  t.regex(text, /\| syslog-sweep \| +absent \|/);
  t.regex(text, /\| peer +\| +WRONG \|/);
  t.regex(text, /≥ 2 \(open\)/);
  t.true(text.includes('\nsyslog-sweep was not measured, not found: a, b.\n'));
  t.true(text.includes('\npeer was not measured: 10.0.0.1 is missing.\n'));
});

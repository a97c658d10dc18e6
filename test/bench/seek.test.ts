import test from 'ava';
import { renderSeek, type SeekFigure } from '../../bench/seek.ts';
import { summarize } from '../../bench/timing.ts';

const figures = (start: number, one: number, two: number): readonly SeekFigure[] =>
  [start, one, two].map((seconds, jobs) => ({ question: 'q', jobs, times: summarize([seconds]) }));

test('two jobs are held against the bar, start and all', (t) => {
  const [, , , , two = ''] = renderSeek(figures(0.2, 2, 1.1)).split('\n');
  t.regex(two, /2 jobs +\| +1\.100 .* 1\.82 \| +2\.00 \| ≥ 1\.8 \|$/);
  t.regex(renderSeek(figures(0.2, 2, 1.2)), /1\.67 \| +1\.80 \| ≥ 1\.8 MISSED \|/);
});

test('of one job, and of the start alone, no ratio is told', (t) => {
  const lines = renderSeek(figures(0.2, 2, 1)).split('\n');
  t.regex(lines[2] ?? '', /q +\| start alone \| +0\.200 \| 0\.200 to 0\.200 \| +\| +\| +\|$/);
  t.regex(lines[3] ?? '', /1 job \| +2\.000 \| 2\.000 to 2\.000 \| +\| +\| +\|$/);
});

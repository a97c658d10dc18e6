// The scaling part's figures as a table for people: what grew, and what it did to the time.

import type { ScalingFigure } from './scaling.ts';
import { align } from './table.ts';

export function renderScaling(figures: readonly ScalingFigure[]): string {
  const rows = figures.map(({ axis, at, bytes, times: { median, min, max } }, index) => [
    figures[index - 1]?.axis === axis ? '' : axis,
    at,
    median.toFixed(3),
    `${min.toFixed(3)} to ${max.toFixed(3)}`,
    (bytes / median / 1e9).toFixed(2),
  ]);
  return [...align([['scaling', 'at', 'median s', 'min to max', 'GB/s of text'], ...rows]), ''].join('\n');
}

// Times as texts: a packed time written as the line said it.

import type { PackedTime } from './stamps.ts';

/** ISO 8601 to the second, with the offset that the line said. */
export function timeText(time: PackedTime): string {
  const code = Number(time % 4096n);
  const minutes = code < 2 ? 0 : code - 2048;
  const instant = Number(time / 4096n - 2n ** 40n);
  const shown = new Date((instant + minutes * 60) * 1000).toISOString().slice(0, -'.000Z'.length);
  if (code < 2) return shown + (code === 0 ? '' : 'Z');
  const size = Math.abs(minutes);
  const parts = [Math.trunc(size / 60), size % 60].map((part) => String(part).padStart(2, '0'));
  return `${shown}${minutes < 0 ? '-' : '+'}${parts.join(':')}`;
}

// Whether a competitor's output is the answer that the generator knows: every key, every count, nothing else.

import type { Answer } from './data.ts';

/** What is wrong with `count key` lines in any order, in a few words; absent if nothing is. */
export function wrongCounts(output: string, answer: Answer): string | undefined {
  const seen = new Set<string>();
  for (const line of output.split('\n')) {
    if (line === '') continue;
    const [count = '', key = ''] = line.trim().split(' ');
    const expected = answer.counts[key];
    if (String(expected) !== count) return `${key} is counted ${count} times instead of ${expected ?? 0}`;
    if (seen.has(key)) return `${key} stands there twice`;
    seen.add(key);
  }
  const lost = Object.keys(answer.counts).find((key) => !seen.has(key));
  return lost === undefined ? undefined : `${lost} is missing`;
}

/** What `LC_ALL=C sort | uniq -c | sort -rn` prints for this answer: counts descending, then keys descending. */
export function uniqText(answer: Answer): string {
  return Object.entries(answer.counts)
    .sort(([keyA, countA], [keyB, countB]) => countB - countA || (keyA < keyB ? 1 : -1))
    .map(([key, count]) => `${String(count).padStart(7)} ${key}\n`)
    .join('');
}

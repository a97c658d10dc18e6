// Every address that stands in a line, canonical: found in a way of its own, for tests that must not believe the
// decoder. Runs of an address's bytes, taken whole or from behind any colon.

import { isIP } from 'node:net';
import { canonicalAddress } from '../../src/addresses.ts';
import type { ByteText } from '../../src/types.ts';

export function addressesIn(line: ByteText): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [run] of line.matchAll(/[0-9A-Fa-f:.]{2,}/g)) {
    for (let from = 0; from >= 0; from = nextStart(run, from)) {
      for (const text of [run.slice(from), run.slice(from).replace(/[.:]$/, '')]) {
        if (isIP(text) !== 0) found.add(canonicalAddress(text) ?? '');
      }
    }
  }
  // With a port behind a colon.
  for (const [text] of line.matchAll(/(?<![0-9A-Za-z.])\d+\.\d+\.\d+\.\d+(?=:)/g)) {
    if (isIP(text) === 4) found.add(text);
  }
  return found;
}

function nextStart(run: string, from: number): number {
  const colon = run.indexOf(':', from);
  return colon < 0 ? -1 : colon + 1;
}

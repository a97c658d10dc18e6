// Reads the lines of a text for the naive twin, by the reference decoder.

import { decodeLine, noHeaders } from '../src/decode/decode-line.ts';
import { findStamp, packStamp, type ReferenceDate } from '../src/stamps.ts';
import type { DecodePlan } from '../src/types.ts';
import type { LineReader } from '../workers/kernel/naive.ts';

/** For the lines of one text, in their order; by no format, they only have times. */
export function referenceReader(plan: Pick<DecodePlan, 'formats'> | undefined, reference: ReferenceDate): LineReader {
  let headers = noHeaders;
  return {
    decode(line) {
      const result = decodeLine(plan?.formats ?? [], line, headers, reference);
      headers = result.headers;
      return result.decoded;
    },
    timeOf(line) {
      const stamp = findStamp(line);
      return stamp && packStamp(stamp, reference);
    },
  };
}

// What lines are decoded by in tests, and a reader for the naive twin that does it by the reference decoder.

import { decodeLine, noHeaders } from '../../src/decode/decode-line.ts';
import { protocolAliases, protocolNames } from '../../src/formats/protocols.ts';
import { servicePorts } from '../../src/formats/services.ts';
import { findStamp, packStamp, type ReferenceDate } from '../../src/stamps.ts';
import type { DecodePlan } from '../../src/types.ts';
import type { LineReader } from '../../workers/kernel/naive.ts';
import { allPlans } from './decoded.ts';

export const testReference: ReferenceDate = { year: 2014, month: 7, day: 3 };

export function decodePlan(formats = allPlans): DecodePlan {
  return { formats, services: servicePorts, protocols: protocolNames, protocolAliases };
}

/** For the lines of one text, in their order. */
export function referenceReader({ formats }: Pick<DecodePlan, 'formats'> = { formats: [] }): LineReader {
  let headers = noHeaders;
  return {
    decode(line) {
      const result = decodeLine(formats, line, headers, testReference);
      headers = result.headers;
      return result.decoded;
    },
    timeOf(line) {
      const stamp = findStamp(line);
      return stamp && packStamp(stamp, testReference);
    },
  };
}

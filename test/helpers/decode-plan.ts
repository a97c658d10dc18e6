// What lines are decoded by in tests, and a reader for the naive twin that does it by the reference decoder.

import { referenceReader } from '../../bench/reference-reader.ts';
import { protocolAliases, protocolNames } from '../../src/formats/protocols.ts';
import { servicePorts } from '../../src/formats/services.ts';
import type { ReferenceDate } from '../../src/stamps.ts';
import type { DecodePlan } from '../../src/types.ts';
import type { LineReader } from '../../workers/kernel/naive.ts';
import { allPlans } from './decoded.ts';

export const testReference: ReferenceDate = { year: 2014, month: 7, day: 3 };

export function decodePlan(formats = allPlans): DecodePlan {
  return { id: 'of a test', formats, services: servicePorts(), protocols: protocolNames, protocolAliases };
}

/** For the lines of one text, in their order. */
export function testReader(plan: DecodePlan | undefined): LineReader {
  return referenceReader(plan, testReference);
}

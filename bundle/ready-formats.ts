// Compiles the built-in formats and lays them out, once for all sweeps: what `src/ready-formats.ts` reads. Knows neither what
// a format says nor where the result is written.

import type { LaidFormats } from '../src/ready-formats.ts';
import { decodePlanOf } from '../src/spec/plan.ts';
import { builtInFormats } from '../src/spec/sweep-formats.ts';
import type { DecodePlan } from '../src/types.ts';
import { instantiateKernel } from '../workers/kernel/instance.ts';
import { laidAt, roomForFormats } from '../workers/kernel/lay-formats.ts';

export function makeReady(): { readonly decode: DecodePlan; readonly laid: LaidFormats } {
  const decode = decodePlanOf(builtInFormats());
  return { decode, laid: laidAt(roomForFormats(instantiateKernel()), decode) };
}

// What the kernel's decoder is held against: the reference decoder, line by line, with the headers that are in force.

import { isDeepStrictEqual } from 'node:util';
import type { Random } from '../../../bench/random.ts';
import { decodeLine, type HeadersInForce, noHeaders } from '../../../src/decode/decode-line.ts';
import type { FieldName, FormatPlan } from '../../../src/format-types.ts';
import { compileFormats, formats } from '../../../src/formats/formats.ts';
import type { ByteText } from '../../../src/types.ts';
import { bytesAt } from '../../../workers/kernel/instance.ts';
import { chance, someLines, spoilt } from '../../helpers/format-lines.ts';
import { fieldNames, KernelDecoder } from '../../helpers/kernel-fields.ts';
import { peerFiles } from '../../helpers/peer-lines.ts';
import { sampleLines } from '../../helpers/sample-lines.ts';
import { someFormat } from '../../helpers/some-format.ts';

const reference = { year: 2014, month: 7, day: 3 };

export const builtIn = compileFormats(formats);

/** Kernel and reference decoder side by side. */
export class DecodeRig {
  readonly plans: readonly FormatPlan[];
  readonly decoder: KernelDecoder;
  readonly #wanted: ReadonlySet<FieldName>;
  readonly #anchors: readonly (readonly ByteText[])[];
  #headers: HeadersInForce = noHeaders;

  constructor(plans: readonly FormatPlan[], wanted: readonly FieldName[] = fieldNames) {
    this.plans = plans;
    this.decoder = new KernelDecoder(plans, wanted);
    this.decoder.kernel.setReference(reference.year, reference.month, reference.day);
    this.#wanted = new Set(wanted);
    this.#anchors = plans.map((_, format) => this.#anchorsOf(format));
  }

  reset(): void {
    this.#headers = noHeaders;
    this.decoder.kernel.resetHeaders();
  }

  /** What is different, as a text for people; undefined if nothing is. */
  difference(line: ByteText): string | undefined {
    const { decoded, headers } = decodeLine(this.plans, line, this.#headers, reference);
    this.#headers = headers;
    const known = this.#mayKnow(line);
    const expected = decoded && { format: decoded.format, fields: this.#comparable(decoded.fields) };
    // What begins alike is learnt.
    for (let again = line.length % 3; again > 0; again--) this.decoder.decode(line, known);
    const found = this.decoder.decode(line, known);
    const got = found && { format: found.format, fields: this.#comparable(found.fields) };
    if (isDeepStrictEqual(got, expected)) return undefined;
    return `${JSON.stringify(line)}\n  kernel    ${JSON.stringify(got)}\n  reference ${JSON.stringify(expected)}`;
  }

  #comparable(fields: object): object {
    return Object.fromEntries(Object.entries(fields).filter(([name]) => this.#wanted.has(name as FieldName)));
  }

  #mayKnow(line: ByteText): bigint {
    return this.#anchors.reduce(
      (known, anchors, format) =>
        anchors.some((text) => line.includes(text)) ? known | (1n << BigInt(format)) : known,
      0n,
    );
  }

  #anchorsOf(format: number): readonly ByteText[] {
    const { kernel } = this.decoder;
    return Array.from({ length: kernel.anchorCount(format) }, (_, anchor) =>
      Buffer.from(bytesAt(kernel, kernel.anchorText(format, anchor), kernel.anchorLength(format, anchor))).toString(
        'latin1',
      ),
    );
  }
}

/** Formats that are built in, in their order, one alone, or invented ones; all fields, or some. */
export function someRig(random: Random): DecodeRig {
  const wanted = chance(random, 0.5) ? fieldNames : fieldNames.filter(() => chance(random, 0.4));
  const kind = random.below(4);
  if (kind === 0) return new DecodeRig(builtIn, wanted);
  if (kind === 1) return new DecodeRig([random.pick(builtIn)], wanted);
  const own = Array.from({ length: 1 + random.below(3) }, (_, i) => someFormat(random, `own-${i}`));
  return new DecodeRig(compileFormats(chance(random, 0.2) ? [...own, random.pick(formats)] : own), wanted);
}

const realLines = [...sampleLines, ...peerFiles().flat()];

/** Lines of the rig's formats, or real ones, as they should be, and spoilt. */
export function spoiltLines(random: Random, rig: DecodeRig): readonly ByteText[] {
  const some = () => (chance(random, 0.6) ? someLines(random, random.pick(rig.plans)) : [random.pick(realLines)]);
  const lines = some();
  const [other = ''] = some();
  return lines.map((line) => (chance(random, 0.3) ? line : spoilt(random, line, other)));
}

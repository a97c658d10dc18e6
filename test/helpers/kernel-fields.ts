// What the kernel makes of lines, in the form in which the reference decoder tells it.

import { parseAddress } from '../../src/addresses.ts';
import type { Decoded } from '../../src/decode/decode-line.ts';
import { type FieldName, type Fields, type FormatPlan, fieldTypes } from '../../src/format-types.ts';
import { protocolAliases, protocolNames } from '../../src/formats/protocols.ts';
import { servicePorts } from '../../src/formats/services.ts';
import type { ByteText } from '../../src/types.ts';
import { bytesAt, instantiateKernel, type KernelInstance } from '../../workers/kernel/instance.ts';
import { layFormats } from '../../workers/kernel/lay-formats.ts';

export const fieldNames = Object.keys(fieldTypes) as FieldName[]; // its own keys

/** Bytes on either side of a line, so chosen that whoever looks at them finds something. */
const around = Buffer.from(' to 9.9.9.9/53 (9) "=,\t:[]-> duration 7'.repeat(8), 'latin1');

export const allFormats = ~0n;

export class KernelDecoder {
  readonly kernel: KernelInstance = instantiateKernel();
  readonly #plans: readonly FormatPlan[];
  #room = 0;
  #at = 0;

  constructor(plans: readonly FormatPlan[], wanted: readonly FieldName[] = fieldNames) {
    this.#plans = plans;
    layFormats(this.kernel, {
      id: 'of a test',
      formats: plans,
      services: servicePorts(),
      protocols: protocolNames,
      protocolAliases,
    });
    for (const field of wanted) this.kernel.want(fieldNames.indexOf(field));
  }

  /** By the first format that knows the line; headers stay in force until the next one. */
  decode(line: ByteText, known = allFormats): Decoded | undefined {
    const at = this.#place(line);
    const format = this.#plans[this.kernel.decode(at, at + line.length, known)];
    return format === undefined ? undefined : { format: format.name, fields: this.fields() };
  }

  /** Of the line decoded last, in the order of the table of fields; not `format`. */
  fields(): Fields {
    return Object.fromEntries(
      fieldNames.flatMap((name, field) =>
        name === 'format' || this.kernel.hasField(field) === 0 ? [] : [[name, this.#value(name, field)]],
      ),
    );
  }

  setHeader(format: number, header: ByteText): void {
    const at = this.#place(header);
    this.kernel.setHeader(format, at, header.length);
  }

  header(format: number): ByteText {
    const { kernel } = this;
    return this.#text(kernel.headerAt(format), kernel.headerLength(format));
  }

  #place(line: ByteText): number {
    const { kernel } = this;
    if (line.length > this.#room) {
      if (this.#at !== 0) kernel.release(this.#at);
      this.#room = line.length * 2 + 4096;
      this.#at = kernel.allocate(this.#room + 2 * around.length + 64);
    }
    const at = this.#at + around.length + (line.length % 16);
    bytesAt(kernel, at - around.length, around.length).set(around);
    bytesAt(kernel, at, line.length).set(Buffer.from(line, 'latin1'));
    bytesAt(kernel, at + line.length, around.length).set(around);
    return at;
  }

  #value(name: FieldName, field: number): ByteText | number {
    const { kernel } = this;
    const text = this.#text(kernel.textAt(field), kernel.textLength(field));
    switch (fieldTypes[name]) {
      case 'port':
      case 'integer':
      case 'duration': {
        const number = Number(kernel.low(field));
        if (String(number) !== text) throw new Error(`${name} is ${number}, and its text ${text}`);
        return number;
      }
      case 'address':
        if (this.#address(field) !== parseAddress(text)) throw new Error(`${name} is not ${text}`);
        return text;
      default:
        return text;
    }
  }

  #address(field: number): ByteText {
    const { kernel } = this;
    const bytes = Buffer.alloc(16);
    bytes.writeBigUInt64BE(BigInt.asUintN(64, kernel.high(field)), 0);
    bytes.writeBigUInt64BE(BigInt.asUintN(64, kernel.low(field)), 8);
    return bytes.toString('latin1', kernel.isV6(field) !== 0 ? 0 : 12);
  }

  #text(at: number, length: number): ByteText {
    return Buffer.from(bytesAt(this.kernel, at, length)).toString('latin1');
  }
}

// The built-in formats as they were compiled, and laid out for a kernel, when the tool was built: to do either at the start
// takes longer than a small sweep. Knows no format, and neither how they are compiled nor how they are laid.
//
// Each file is 16 bytes and what they tell of: the CRC-32 of all behind it, and three numbers. Of the plan, which is JSON, these
// are 0; of what is laid they are the plan's CRC-32, the base and the address.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import type { DecodePlan } from './types.ts';

export interface ReadyFormats {
  readonly decode: DecodePlan;
  /** Read only where it is asked for. Undefined where it is damaged. */
  readonly laid: () => LaidFormats | undefined;
}

/** What kernel memory holds from `base` on, and the address in it by which the kernel finds the rest. */
export interface LaidFormats {
  readonly base: number;
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** Where they lie. */
const readyFolder = fileURLToPath(new URL('../bundled/', import.meta.url));

let read: ReadyFormats | undefined | 'not yet' = 'not yet';

/** Undefined where nobody has made them ready, or what lies there is damaged. */
export function readyFormats(): ReadyFormats | undefined {
  if (read === 'not yet') read = readReady(readyFolder);
  return read;
}

/** The files of a folder, by their names. */
export function writtenReady(
  decode: DecodePlan,
  { base, address, bytes }: LaidFormats,
): Readonly<Record<string, Buffer>> {
  const plan = written([0, 0, 0], Buffer.from(JSON.stringify(decode)));
  return { [planName]: plan, [laidName]: written([plan.readUInt32LE(0), base, address], bytes) };
}

export function readReady(folder: string): ReadyFormats | undefined {
  const plan = readWritten(folder, planName);
  if (plan === undefined) return undefined;
  const decode: DecodePlan = JSON.parse(plan.content.toString('utf8'));
  return { decode, laid: () => readLaid(folder, plan.sum) };
}

function readLaid(folder: string, planSum: number): LaidFormats | undefined {
  const laid = readWritten(folder, laidName);
  const [sum, base = 0, address = 0] = laid?.numbers ?? [];
  return laid === undefined || sum !== planSum ? undefined : { base, address, bytes: laid.content };
}

const planName = 'formats.plan';
const laidName = 'formats.laid';
const headBytes = 16;

function written(numbers: readonly [number, number, number], content: Uint8Array): Buffer {
  const summed = Buffer.concat([Buffer.from(Uint32Array.from(numbers).buffer), content]);
  return Buffer.concat([Buffer.from(Uint32Array.of(crc32(summed)).buffer), summed]);
}

function readWritten(folder: string, name: string) {
  try {
    const file = readFileSync(`${folder}${name}`);
    const sum = file.readUInt32LE(0);
    if (crc32(file.subarray(4)) !== sum || file.length < headBytes) return undefined;
    return { sum, numbers: [4, 8, 12].map((at) => file.readUInt32LE(at)), content: file.subarray(headBytes) };
  } catch {
    return undefined;
  }
}

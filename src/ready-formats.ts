// The built-in formats as they were compiled, and laid out for a kernel, when the tool was built: to do either at the start
// takes longer than a small sweep. Knows no format, and neither how they are compiled nor how they are laid.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import type { DecodePlan } from './types.ts';

export interface ReadyFormats {
  readonly decode: DecodePlan;
  readonly laid: LaidFormats;
}

/** What kernel memory holds from `base` on, and the address in it by which the kernel finds the rest. */
export interface LaidFormats {
  readonly base: number;
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** Where they lie. */
export const readyPath = fileURLToPath(new URL('../bundled/formats.ready', import.meta.url));

let read: ReadyFormats | undefined | 'not yet' = 'not yet';

/** Undefined where nobody has made them ready, or what lies there is damaged. */
export function readyFormats(): ReadyFormats | undefined {
  if (read === 'not yet') read = readReady(readyPath);
  return read;
}

/** Of the four numbers in front: the CRC-32 of all behind it, base, address, and how many bytes are laid. */
const headBytes = 16;

/** What lies at `readyPath`. */
export function writtenReady({ decode, laid }: ReadyFormats): Buffer {
  const numbers = Buffer.from(Uint32Array.of(laid.base, laid.address, laid.bytes.length).buffer);
  const summed = Buffer.concat([numbers, laid.bytes, Buffer.from(JSON.stringify(decode))]);
  return Buffer.concat([Buffer.from(Uint32Array.of(crc32(summed)).buffer), summed]);
}

export function readReady(path: string): ReadyFormats | undefined {
  try {
    const written = readFileSync(path);
    if (crc32(written.subarray(4)) !== written.readUInt32LE(0)) return undefined;
    const end = headBytes + written.readUInt32LE(12);
    const [base, address] = [written.readUInt32LE(4), written.readUInt32LE(8)];
    const decode: DecodePlan = JSON.parse(written.toString('utf8', end));
    return { decode, laid: { base, address, bytes: written.subarray(headBytes, end) } };
  } catch {
    return undefined;
  }
}

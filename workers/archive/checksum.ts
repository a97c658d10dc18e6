// CRC-32 of text in the kernel's memory: the kernel makes a long one short (kernel/assembly/checksum.ts), zlib does the rest.

import { crc32 } from 'node:zlib';
import { bytesAt, type KernelInstance } from '../kernel/instance.ts';

/** What the kernel leaves of a text. */
const foldedBytes = 4800;
/** Of a shorter text too little would be spared. */
const leastBytes = 4 * foldedBytes;

/** As `crc32(text, before)`; `text` lies in the kernel's memory. */
export function textCrc32(kernel: KernelInstance, text: Uint8Array, before: number): number {
  if (text.length < leastBytes) return crc32(text, before);
  const end = text.byteOffset + text.length;
  const foldedTo = kernel.fold(text.byteOffset, end, ~before) >>> 0;
  const folded = crc32(bytesAt(kernel, kernel.foldedAt() >>> 0, foldedBytes), registerZero);
  return crc32(bytesAt(kernel, foldedTo, end - foldedTo), folded);
}

/** The CRC so far of which the register is zero: it is kept complemented. */
const registerZero = 0xffffffff;

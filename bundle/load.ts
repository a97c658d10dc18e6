// Loads a bundle: one file for what would be a hundred and fifty, with the byte code that V8 made of it when it was
// built. Where that byte code is of another Node, or of other flags of V8, the text is compiled as ever.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';

/** What a bundle's text is a function of, as Node would wrap a CommonJS file. */
type Body = (exports: object, require: NodeJS.Require, module: { exports: object }, file: string, dir: string) => void;

export interface Bundle {
  /** What the bundle exports. */
  readonly exports: object;
  /** To take byte code from. */
  readonly script: Script;
}

/** Of its text as it was built, in the name of its byte code. */
export type Digest = string;

/** Runs the bundle of this name in this folder; it requires packages as the file that `require` is of. */
export function loadBundle(folder: string, name: string, digest: Digest, require: NodeJS.Require): Bundle {
  const filename = bodyFile(folder, name);
  const memory = { bytes: Buffer.alloc(0) };
  const body = readWhole(filename, memory);
  // The bundler writes ASCII alone: a text of one byte a letter is not decoded.
  const text = body.toString('latin1');
  // Before that memory holds the byte code.
  const bodySum = crc32(body);
  const cachedData = readByteCode(byteCodeFile(folder, name, digest), memory, bodySum);
  const script = new Script(text, cachedData === undefined ? { filename } : { filename, cachedData });
  const module = { exports: {} };
  (script.runInThisContext() as Body)(module.exports, require, module, filename, folder);
  return { exports: module.exports, script };
}

export function bodyFile(folder: string, name: string): string {
  return `${folder}/${name}.body.cjs`;
}

/** V8 refuses what another version of it or other flags made; machines of another kind are not even tried. */
export function byteCodeFile(folder: string, name: string, digest: Digest): string {
  return `${folder}/${name}.${digest}.${process.version}-${process.platform}-${process.arch}.cache`;
}

/**
 * What is to be written to `byteCodeFile`. The seal is of the text that the byte code was made of, since V8 asks only
 * whether the text is as long, and somebody may have changed it, and of the byte code: V8 takes damaged one for sound,
 * and dies of it. CRC-32 is against mishaps; who may write here may write the text too. A better checksum takes each
 * thread 10 ms to load.
 */
export function sealByteCode(byteCode: Buffer, body: Buffer): Buffer {
  return Buffer.concat([byteCode, sealOf(crc32(body), byteCode)]);
}

const sealBytes = 8;

function sealOf(bodySum: number, byteCode: Buffer): Buffer {
  return Buffer.from(Uint32Array.of(bodySum, crc32(byteCode)).buffer);
}

/** Undefined if there is none, if it is damaged, or if it is of another text. */
function readByteCode(path: string, memory: Memory, bodySum: number): Buffer | undefined {
  try {
    const sealed = readWhole(path, memory);
    const byteCode = sealed.subarray(0, -sealBytes);
    return sealOf(bodySum, byteCode).equals(sealed.subarray(-sealBytes)) ? byteCode : undefined;
  } catch {
    return undefined;
  }
}

/** Taken again by what is read next: a page that the system gives anew costs more than to fill it. */
interface Memory {
  bytes: Buffer;
}

function readWhole(path: string, memory: Memory): Buffer {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    // What is not touched costs nothing, and byte code is longer than its text, but not twice as long.
    if (size > memory.bytes.length) memory.bytes = Buffer.allocUnsafeSlow(2 * size);
    let length = 0;
    for (let got = 1; got > 0 && length < size; length += got) {
      got = readSync(file, memory.bytes, length, size - length, null);
    }
    return memory.bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

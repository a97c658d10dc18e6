// What is behind standard output and standard error, without Node's streams for them: to make one for a pipe takes longer
// than to write a report into it. Knows not what is written.

import { fstatSync, writeSync } from 'node:fs';
import { systemCode } from '../system-error.ts';

const files = { stdout: 1, stderr: 2 } as const;

export function isTerminal(stream: keyof typeof files): boolean {
  return mayBeTerminal(files[stream]) && process[stream].isTTY === true;
}

/** Whether `writeNow` is as good as Node's stream, which on these systems waits too for files and pipes. */
export function takesBytes(stream: keyof typeof files): boolean {
  return !mayBeTerminal(files[stream]);
}

/** What is left of them if it takes no more now, as a pipe that somebody has told not to wait; throws as `writeSync`. */
export function writeNow(stream: keyof typeof files, bytes: Buffer): Buffer {
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(files[stream], bytes, written);
  } catch (error) {
    if (systemCode(error) !== 'EAGAIN') throw error;
  }
  return bytes.subarray(written);
}

function mayBeTerminal(file: number): boolean {
  return process.platform === 'win32' || fstatSync(file).isCharacterDevice();
}

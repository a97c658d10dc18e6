// A file or a pipe, read whole, up to a limit: what is named may have no end.

import { closeSync, openSync, readSync } from 'node:fs';

/** Undefined if there is more. Works for pipes too, whose size is not known. Throws what the system says. */
export function readWhole(path: string, maxBytes: number): Buffer | undefined {
  const file = openSync(path, 'r');
  try {
    const chunks: Buffer[] = [];
    let total = 0;
    for (;;) {
      const chunk = Buffer.alloc(65536);
      const length = readSync(file, chunk);
      if (length === 0) return Buffer.concat(chunks);
      total += length;
      if (total > maxBytes) return undefined;
      chunks.push(chunk.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
}

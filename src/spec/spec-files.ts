// The files that a sweep's question is written in: rule files, lists, items. Reads them whole, up to a limit, as UTF-8;
// a failure is a message, never an exception. The only room of the specification that touches the disk.

import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { showText } from '../text.ts';
import { readWhole } from '../whole-file.ts';

export interface ReadLimits {
  readonly maxBytes: number;
  /** The file must then lie in this folder or below, also when symbolic links are followed, and be a regular file. */
  readonly within?: string;
}

export type ReadText =
  | { readonly kind: 'text'; readonly text: string }
  /** `message` completes "cannot be read: …". */
  | { readonly kind: 'mistake'; readonly message: string };

/** How the specification reads; tests give their own. */
export interface SpecFiles {
  read(path: string, limits: ReadLimits): ReadText;
}

export const filesOnDisk: SpecFiles = {
  read(path, limits) {
    try {
      const barred = limits.within === undefined ? undefined : whyBarred(path, limits.within);
      if (barred !== undefined) return { kind: 'mistake', message: barred };
      const bytes = readWhole(path, limits.maxBytes);
      if (bytes === undefined) return { kind: 'mistake', message: `it is larger than ${limits.maxBytes} bytes` };
      return decode(bytes);
    } catch (error) {
      return { kind: 'mistake', message: whyFailed(error) };
    }
  },
};

function whyBarred(path: string, folder: string): string | undefined {
  const way = relative(realpathSync(folder), realpathSync(path));
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way))
    return 'it leads out of the folder of its rule file';
  // Opening a FIFO that someone left in the folder would wait for ever.
  return statSync(path).isFile() ? undefined : 'it is not a regular file';
}

function decode(bytes: Buffer): ReadText {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe' || mark === 'feff') return { kind: 'mistake', message: 'it is UTF-16; save it as UTF-8' };
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { kind: 'mistake', message: 'it is not UTF-8' };
  }
}

const reasons = new Map([
  ['ENOENT', 'it does not exist'],
  ['ENOTDIR', 'it does not exist'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EISDIR', 'it is a directory'],
  ['ELOOP', 'its symbolic links run in a circle'],
  // A NUL in the path.
  ['ERR_INVALID_ARG_VALUE', 'its name cannot be the name of a file'],
]);

function whyFailed(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  return reasons.get(code) ?? showText(code);
}

// The text of one input, piece by piece, as a sweep would read it: for a command that looks at lines one by one, on the
// thread that asks. Knows no lines.

import type { Damage } from '../src/types.ts';
import { openText } from './archive/open.ts';
import { instantiateKernel } from './kernel/instance.ts';
import { TextWindow } from './window.ts';

const windowBytes = 512 * 1024;

export interface TextReader {
  /** The next text, a copy; undefined at the end, and then ask `damage`. */
  read(): Buffer | undefined;
  damage(): Damage | undefined;
}

/** From an open file descriptor, which stays the caller's, to its end. */
export default async function openTextReader(file: number): Promise<TextReader> {
  const kernel = instantiateKernel();
  const window = new TextWindow(kernel, windowBytes);
  const input = { path: '', kind: 'stream', storedBytes: 0, codec: 'plain' } as const;
  const source = await openText({ kernel, file, shard: { input, start: 0, end: 0 }, hugeWindow: true });
  return {
    read() {
      const filled = source.read(window.free());
      window.end += filled;
      const text = Buffer.from(window.unread());
      window.start = window.end;
      return filled === 0 ? undefined : text;
    },
    damage: () => source.damage(),
  };
}

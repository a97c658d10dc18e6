// UTF-16 with a byte order mark, as Windows tools write it: turned into UTF-8 on the way. A broken surrogate becomes
// U+FFFD; half a unit at a cut is dropped with the cut line.

import type { KernelInstance } from '../kernel/instance.ts';
import { TextWindow } from '../window.ts';
import type { TextSource } from './source.ts';

const pieceBytes = 256 * 1024;

/** `head` is text that was read from `raw` already, mark included. */
export function transcodeUtf16(
  kernel: KernelInstance,
  raw: TextSource,
  encoding: 'utf-16le' | 'utf-16be',
  head: Uint8Array,
): TextSource {
  const window = new TextWindow(kernel, Math.max(pieceBytes, head.length * 2));
  window.free().set(head);
  window.end += head.length;
  const decoder = new TextDecoder(encoding);
  let utf8 = Buffer.alloc(0);
  let ended = false;

  return {
    read(target) {
      while (utf8.length === 0 && !ended) decodeMore();
      const taken = utf8.subarray(0, target.length);
      target.set(taken);
      utf8 = utf8.subarray(taken.length);
      return taken.length;
    },
    storedBytes: () => raw.storedBytes(),
    damage: () => raw.damage(),
    close() {
      window.close();
      raw.close();
    },
  };

  function decodeMore(): void {
    if (window.end === window.start) {
      const filled = raw.read(window.free());
      window.end += filled;
      ended = filled === 0;
    }
    const units = window.unread();
    utf8 = Buffer.from(decoder.decode(units, { stream: !ended }), 'utf8');
    window.start = window.end;
  }
}

// What a terminal is shown instead of raw output: no byte of a log may move its cursor, colour its text or turn the
// direction of writing. Files and pipes get the output itself.

import { showBytes, showText } from '../text.ts';
import type { Chunk, PrintFormat } from './renderer.ts';

/** A rendered chunk (whole lines) with its acting characters escaped; JSON stays JSON of the same value. */
export function showForTerminal(chunk: Chunk, format: PrintFormat): string {
  return shown[format](chunk);
}

const shown: Readonly<Record<PrintFormat, (chunk: Chunk) => string>> = {
  text: showLines,
  csv: showLines,
  uniq: showByteLines,
  json: showJson,
  ndjson: showJson,
};

function showLines(chunk: Chunk): string {
  // A CR is left alone only where it ends a line together with LF.
  return chunk.toString().replace(/[^\r\n]+|\r(?!\n)/g, showText);
}

/** Line by line, so that one key that is no UTF-8 does not make all others unreadable. */
function showByteLines(chunk: Chunk): string {
  return Buffer.from(chunk).toString('latin1').split('\n').map(showBytes).join('\n');
}

/** Outside its strings JSON has only printable ASCII and LF, and in them a character may be written as `\uNNNN`. */
function showJson(chunk: Chunk): string {
  return chunk.toString().replace(/[^\x20-\x7e\n]/g, (character) => {
    if (showText(character) === character) return character;
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

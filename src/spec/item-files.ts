// Files of items, one a line, that `@./path` names on the command line or in another file: where they may lie, and what
// they hold. Each is read once. Knows nothing of what items mean.

import { dirname, isAbsolute, join, normalize, sep } from 'node:path';
import { quote, showText } from '../text.ts';
import type { PlacedItems, PlacedList, PlacedLists } from './lists.ts';
import { expected, type Mistakes, type Place } from './mistakes.ts';
import type { SpecFiles } from './spec-files.ts';

const maxItemBytes = 2 ** 24;
const noItems: PlacedList = { items: [], placeOf: () => undefined, place: undefined };

/** Reads each file of items once, when it is first named. */
export interface ItemFiles {
  /**
   * A value `@path` with its path as it is reached from the working directory, which is then its key in `read`; any
   * other value unchanged. One that stands in a file names only files in that file's folder or below.
   */
  resolve(value: string, place: Place | undefined): string;
  readonly read: PlacedLists;
}

export function openItemFiles(files: SpecFiles, mistakes: Mistakes): ItemFiles {
  const read = new Map<string, PlacedList>();
  return {
    read,
    resolve(value, place) {
      if (!value.startsWith('@') || !/[/\\]/.test(value)) return value;
      const written = withSlashes(value.slice(1));
      const wrong = place === undefined ? wrongPath(written) : wrongPathInFile(value.slice(1));
      if (wrong !== undefined) {
        mistakes.add(place, () => expected('the path of a file of items', wrong, quote(value)));
        // Known, though empty, so that it is not told a second time as an unknown list.
        read.set(value.slice(1), noItems);
        return value;
      }
      const folder = place === undefined ? '' : dirname(place.path);
      const path = fromHere(join(folder, written));
      if (!read.has(path)) read.set(path, { ...load(path, place && folder, value, place), place: { path } });
      return `@${path}`;
    },
  };

  function load(path: string, within: string | undefined, value: string, place: Place | undefined): PlacedItems {
    const found = files.read(path, { maxBytes: maxItemBytes, ...(within === undefined ? {} : { within }) });
    if (found.kind === 'text') return readItems(found.text, path, mistakes);
    mistakes.add(place, () => `The file ${quote(value)} (${showText(path)}) cannot be read: ${found.message}`);
    return noItems;
  }
}

function wrongPath(path: string): string | undefined {
  return /^\.{0,2}\//.test(path) || isAbsolute(path) ? undefined : '@./path, @../path or @/path';
}

// A rule file may come from elsewhere, so it reads nothing outside its folder. A backslash would part names on Windows.
function wrongPathInFile(path: string): string | undefined {
  const stays = path.startsWith('./') && !path.includes('\\') && !path.split('/').includes('..');
  return stays ? undefined : '@./path, in the folder of this file or below';
}

function withSlashes(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path;
}

function fromHere(path: string): string {
  const short = withSlashes(normalize(path));
  return isAbsolute(short) || short.startsWith('../') ? short : `./${short}`;
}

/** Reads a plain file of items: one a line; `#` after white space or at the line's start begins a comment. */
export function readItems(text: string, path: string, mistakes: Mistakes): PlacedItems {
  const items: string[] = [];
  const lines: number[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const item = line.replace(/(?:^|\s)#.*$/s, '').trim();
    if (item === '') continue;
    if (item.startsWith('@')) {
      mistakes.add(
        { path, line: index + 1 },
        () => `Expected an item, got ${quote(item)}; a file of items names no lists`,
      );
      continue;
    }
    items.push(item);
    lines.push(index + 1);
  }
  return { items, placeOf: (index) => ({ path, line: lines[index] ?? 1 }) };
}

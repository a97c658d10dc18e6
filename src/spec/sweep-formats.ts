// The formats that the lines of a sweep are tried with: those of rule files before the built-in ones, or those that
// `--format` names. No two have one name, since a condition can ask for a format by it. Reads files only through the
// `SpecFiles` that it is given.

import { extname, sep } from 'node:path';
import type { FormatSpec } from '../format-types.ts';
import { lazily } from '../lazily.ts';
import { quote } from '../text.ts';
import { readFormatFile } from './format-file.ts';
import { didYouMean, expected, type Mistakes, type Place, showPlace } from './mistakes.ts';
import { optionNamed } from './options.ts';
import type { SpecFiles } from './spec-files.ts';

const builtIn = lazily<typeof import('../formats/formats.ts')>('./formats/formats.js');

/** Loaded when something asks for them: most of them are long. */
export function builtInFormats(): readonly FormatSpec[] {
  return builtIn().formats;
}

/** A format of a rule file. */
export interface PlacedFormat {
  readonly format: FormatSpec;
  readonly place: Place;
}

const maxFormatBytes = 2 ** 20;

/** All formats that can be named: those of rule files first. Notes names that two of them have. */
export function joinFormats(own: readonly PlacedFormat[], mistakes: Mistakes): readonly FormatSpec[] {
  const places = new Map<string, string>(builtInFormats().map(({ name }) => [name, 'a format that is built in']));
  for (const { format, place } of own) {
    // Empty: a mistake that has been noted.
    if (format.name === '') continue;
    const before = places.get(format.name);
    if (before === undefined) places.set(format.name, `the one at ${showPlace(place)}`);
    else mistakes.add(place, () => expected('`name`', 'unique', quote(format.name), `, as ${before}`));
  }
  return [...own.map(({ format }) => format), ...builtInFormats()];
}

/** Those that `--format` names, in that order; `auto`, or no option: all. */
export function chooseFormats(
  wanted: readonly string[],
  all: readonly FormatSpec[],
  files: SpecFiles,
  mistakes: Mistakes,
): readonly FormatSpec[] {
  const chosen = [...new Set(wanted)].flatMap((name) => findFormats(name, all, files, mistakes));
  const unique = new Map<string, FormatSpec>();
  for (const format of chosen) {
    const before = unique.get(format.name);
    if (before === undefined) unique.set(format.name, format);
    else if (before !== format)
      mistakes.add(undefined, () => `Two formats are called ${quote(format.name)}; rename one`);
  }
  return wanted.length === 0 ? all : [...unique.values()];
}

function findFormats(
  name: string,
  all: readonly FormatSpec[],
  files: SpecFiles,
  mistakes: Mistakes,
): readonly FormatSpec[] {
  if (name === 'auto') return all;
  if (name.includes('/') || name.includes(sep) || extname(name) !== '') return readOwnFormat(name, files, mistakes);
  const found = all.filter((format) => format.name === name);
  if (found.length === 0) {
    const names = ['auto', ...all.map((format) => format.name)];
    const hint = didYouMean(name, names) || `; known are ${names.join(', ')}`;
    mistakes.add(undefined, () =>
      expected(optionNamed('--format'), 'the name or the path of a format', quote(name), hint),
    );
  }
  return found;
}

function readOwnFormat(path: string, files: SpecFiles, mistakes: Mistakes): readonly FormatSpec[] {
  const found = files.read(path, { maxBytes: maxFormatBytes });
  if (found.kind === 'text') return [readFormatFile(found.text, path, mistakes) ?? []].flat();
  mistakes.add({ path }, () => `The file of ${optionNamed('--format')} cannot be read: ${found.message}`);
  return [];
}

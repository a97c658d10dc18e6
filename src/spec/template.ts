// Key templates: `inside:{src:ip}/` as literal bytes and captures. Literal text knows the escapes of text.ts, and
// `{{` for an opening brace; a closing brace outside a capture is itself, also twice, as the ends of JSON objects are.
// Knows nothing of how a line is searched.

import { parseText, quote } from '../text.ts';
import type { CaptureType, TemplatePart } from '../types.ts';
import { didYouMean, expected, type Mistakes, oneOf, type Place } from './mistakes.ts';

/** A column of a key; of decoded fields an address may be grouped by its network. */
export interface Column {
  readonly name: string;
  readonly type: CaptureType | 'network';
}

export type ParsedTemplate =
  | { readonly kind: 'template'; readonly parts: readonly TemplatePart[]; readonly columns: readonly Column[] }
  | { readonly kind: 'mistake'; readonly message: string };

/** What a capture, or a key taken by `--field`, is called if it has no name. */
const unnamedColumn = 'key';

/** The columns of a key taken by field number. */
export const fieldColumns: readonly Column[] = [{ name: unnamedColumn, type: 'any' }];

const captureTypes: readonly CaptureType[] = ['ip', 'int', 'word', 'any'];
const maxCaptures = 16;
const maxLength = 4096;
const tokens = /\{\{|\{[^{}]*\}?|[^{]+/g;
const captureForm = /^\{(?:([A-Za-z_][A-Za-z0-9_]*):)?([A-Za-z0-9_]*)\}$/;

/**
 * Reads a template, or tells its first mistake and the column of it, from 1. A capture with no name is called `key`;
 * there can be one. Names differ also when case is folded: a spreadsheet takes `Src` and `src` for one column.
 */
export function parseTemplate(written: string): ParsedTemplate {
  if (written.length > maxLength) return mistake(`it is longer than ${maxLength} characters`);
  const pieces = [...written.matchAll(tokens)].map((match) => readPiece(match[0], match.index + 1));
  const wrong = pieces.find((piece) => piece.kind === 'mistake') ?? findMisplaced(pieces);
  if (wrong !== undefined) return mistake(`column ${wrong.column}: ${wrong.message}`);
  const parts = joinLiterals(pieces);
  const columns = parts.flatMap((part) => (part.kind === 'capture' ? [{ name: part.name, type: part.type }] : []));
  if (columns.length > 0) return { kind: 'template', parts, columns };
  return mistake('it captures nothing; write {ip}, {int}, {word} or {any} where the key stands');
}

/** The columns of a template's key; undefined if it is none, and then its mistake is noted. */
export function checkTemplate(
  written: string,
  subject: string,
  place: Place | undefined,
  mistakes: Mistakes,
): readonly Column[] | undefined {
  const parsed = parseTemplate(written);
  if (parsed.kind === 'template') return parsed.columns;
  mistakes.add(place, () => expected(subject, 'a key template', quote(written), `: ${parsed.message}`));
  return undefined;
}

function mistake(message: string): ParsedTemplate {
  return { kind: 'mistake', message };
}

type Misread = { readonly kind: 'mistake'; readonly message: string };
type Piece = { readonly column: number } & (TemplatePart | Misread);

function readPiece(written: string, column: number): Piece {
  const opens = written.startsWith('{') && written !== '{{';
  return { column, ...(opens ? readCapture(written) : readLiteral(written)) };
}

function readLiteral(written: string): TemplatePart | Misread {
  if (written === '{{') return { kind: 'literal', text: '{' };
  const parsed = parseText(written);
  if (parsed.kind === 'mistake') return parsed;
  if (parsed.bytes.includes('\n')) return { kind: 'mistake', message: 'a line never holds a line feed' };
  return { kind: 'literal', text: parsed.bytes };
}

function readCapture(written: string): TemplatePart | Misread {
  if (!written.endsWith('}')) {
    return { kind: 'mistake', message: `the capture ${quote(written)} is not closed; write {{ for a brace` };
  }
  const [, name = unnamedColumn, type = ''] = captureForm.exec(written) ?? [];
  const known = captureTypes.find((one) => one === type);
  // A column of this name could not stand in an object as the others do.
  if (known !== undefined && name !== '__proto__') return { kind: 'capture', name, type: known };
  return { kind: 'mistake', message: `${quote(written)} is no capture; ${captureAdvice(written)}` };
}

function captureAdvice(written: string): string {
  const [first = '', second = ''] = written.slice(1, -1).split(':');
  if (captureTypes.some((type) => type === first) && second !== '') {
    return `the name goes first: ${quote(`{${second}:${first}}`)}`;
  }
  const form = `write {TYPE} or {NAME:TYPE}, TYPE being ${oneOf(captureTypes)}, or {{ for a brace`;
  return `${form}${didYouMean(second === '' ? first : second, captureTypes)}`;
}

function findMisplaced(pieces: readonly Piece[]): (Misread & { readonly column: number }) | undefined {
  const names: string[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind !== 'capture') continue;
    const message = misplaced(piece.name, names, pieces[index - 1]?.kind === 'capture');
    if (message !== undefined) return { kind: 'mistake', column: piece.column, message };
    names.push(piece.name.toLowerCase());
  }
  return undefined;
}

function misplaced(name: string, before: readonly string[], touches: boolean): string | undefined {
  if (touches) return 'two captures stand side by side; put the text between them that parts them in the line';
  if (before.length === maxCaptures) return `it has more than ${maxCaptures} captures`;
  if (!before.includes(name.toLowerCase())) return undefined;
  if (name === unnamedColumn) return 'a second capture is called key; give each its name, as in {a:ip} and {b:ip}';
  return `a second capture is called ${name}; give each its own name`;
}

function joinLiterals(pieces: readonly Piece[]): TemplatePart[] {
  const parts: TemplatePart[] = [];
  for (const piece of pieces) {
    const last = parts.at(-1);
    if (piece.kind === 'capture') parts.push({ kind: 'capture', name: piece.name, type: piece.type });
    else if (piece.kind === 'literal' && last?.kind === 'literal') {
      parts[parts.length - 1] = { kind: 'literal', text: last.text + piece.text };
    } else if (piece.kind === 'literal') parts.push({ kind: 'literal', text: piece.text });
  }
  return parts;
}

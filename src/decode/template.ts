// Runs a template over a line: literals where they must stand, captures up to the text that is known to follow them,
// optional parts if they fit. Never goes back behind a capture that has been taken. Knows no fields.

import type { FieldTarget, FormatPart, FormatTemplate, PartType } from '../format-types.ts';
import type { ByteText } from '../types.ts';

export interface Captured {
  readonly target: FieldTarget;
  readonly type: PartType;
  readonly text: ByteText;
}

export interface Run {
  /** In the order of the template; those whose following text was there. */
  readonly captured: readonly Captured[];
  /** How many parts of the template were there. */
  readonly parts: number;
  readonly complete: boolean;
  /** Where it ended. */
  readonly end: number;
}

/** A line, and what else than blanks and tabs a blank in a template may be. */
export interface Text {
  readonly line: ByteText;
  readonly blanks: readonly ByteText[];
}

/** The first template that fits whole, else the one that came farthest, if one came anywhere. */
export function runTemplates(templates: readonly FormatTemplate[], text: Text, at: number): Run | undefined {
  let best: Run | undefined;
  for (const template of templates) {
    const run = runParts(template, text, at);
    if (run.complete) return run;
    if (run.parts > (best?.parts ?? 0)) best = run;
  }
  return best;
}

function runParts(parts: FormatTemplate, text: Text, start: number): Run {
  const captured: Captured[] = [];
  // Behind a capture: how many there were before it, until the text that must follow is there.
  let pending: number | undefined;
  let at = start;
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'optional') {
      const run = runParts(part.parts, text, at);
      if (!run.complete) continue;
      captured.push(...run.captured);
      at = run.end;
      pending = undefined;
      continue;
    }
    const end = part.kind === 'literal' ? literalEnd(part.text, text, at) : captureEnd(part, text, at);
    if (end === undefined) {
      return { captured: captured.slice(0, pending), parts: index, complete: false, end: at };
    }
    pending = part.kind === 'capture' ? captured.length : undefined;
    if (part.kind === 'capture' && part.target !== undefined) {
      captured.push({ target: part.target, type: part.type, text: text.line.slice(at, end) });
    }
    at = end;
  }
  return { captured, parts: parts.length, complete: true, end: at };
}

/** Where a literal ends that begins here; undefined if it does not. */
export function literalEnd(literal: ByteText, text: Text, start: number): number | undefined {
  let at = start;
  for (const byte of literal) {
    if (byte === ' ') {
      const end = blanksEnd(text, at);
      if (end === at) return undefined;
      at = end;
    } else {
      if (text.line[at] !== byte) return undefined;
      at++;
    }
  }
  return at;
}

/** So many of a relay's blanks are one run, so that no line can have the same run walked again and again. */
const longestRun = 64;

function blanksEnd(text: Text, start: number): number {
  let at = start;
  for (let left = longestRun; left > 0; ) {
    const length = blankAt(text, at);
    if (length === 0) return at;
    if (!isBlank(text.line[at])) left--;
    at += length;
  }
  return at;
}

/** The length of the blank that stands here; 0 if none does. */
function blankAt({ line, blanks }: Text, at: number): number {
  if (isBlank(line[at])) return 1;
  return blanks.find((blank) => line.startsWith(blank, at))?.length ?? 0;
}

function isBlank(byte: string | undefined): boolean {
  return byte === ' ' || byte === '\t';
}

function captureEnd(part: FormatPart & { kind: 'capture' }, text: Text, at: number): number | undefined {
  switch (part.type) {
    case 'integer':
      return runEnd(/[0-9]*/y, text, at);
    case 'letters':
      return runEnd(/[A-Za-z]*/y, text, at);
    case 'text':
    case 'user':
    case 'endpoint':
      return textEnd(part.until, part.mayEnd, text, at);
    default:
      return wordEnd(part.until, text, at);
  }
}

function runEnd(sticky: RegExp, { line }: Text, at: number): number | undefined {
  sticky.lastIndex = at;
  const length = sticky.exec(line)?.[0].length ?? 0;
  return length === 0 ? undefined : at + length;
}

/** A text that begins with a blank can stand only where a run of blanks begins. */
function textEnd(until: readonly ByteText[], mayEnd: boolean, text: Text, start: number): number | undefined {
  const inRuns = until.filter((literal) => !literal.startsWith(' '));
  let runEnd = start;
  for (let at = start; at < text.line.length; at++) {
    const here = at < runEnd ? inRuns : until;
    if (at >= runEnd) runEnd = blanksEnd(text, at);
    if (here.some((literal) => literalEnd(literal, text, at) !== undefined)) return at;
  }
  return mayEnd ? text.line.length : undefined;
}

function wordEnd(until: readonly ByteText[], text: Text, start: number): number | undefined {
  let at = start;
  while (at < text.line.length && blankAt(text, at) === 0) {
    if (until.some((literal) => literalEnd(literal, text, at) !== undefined)) break;
    at++;
  }
  return at === start ? undefined : at;
}

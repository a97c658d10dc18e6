// Runs templates over a line. Knows no fields. As src/decode/template.ts, which says more.
//
// Idea: a template never goes back, so that what it captures is a list that only grows; an optional part that does not
// fit takes the list back to where it was. The list of the best template so far is kept aside.

import { blankAt, blankCount, findLiteral, isBlank, lineEnd, literalEnd } from "./blanks";
import { DIGITS, LETTERS, LITERAL, Literal, OPTIONAL, Part, Templates, TEXT, WORD } from "./decode-plan";
import { allocate, release } from "./memory";
import { findByte } from "./seek";
import { isDigit, isLetter } from "./values";

/** Of a capture. */
@unmanaged
export class Captured {
  part: Part;
  at: usize;
  end: usize;
}

const CAPTURED: usize = offsetof<Captured>();
const PART: usize = offsetof<Part>();

/** Rows of Captured: what the template at hand has captured, and what the best one has. */
let row: usize = 0;
let other: usize = 0;
let capacity: usize = 0;
/** Behind the last Captured of the template at hand. */
let next: usize = 0;

/** What `runTemplates` has captured: Captureds from here on, up to `capturedEnd`. */
export let captured: usize = 0;
export let capturedEnd: usize = 0;
/** Whether the template fitted whole, and where it ended then. */
export let isComplete: bool = false;
export let runEnd: usize = 0;

/** No template that is run has more parts. */
export function reserveCaptures(parts: usize): void {
  if (row != 0) release(row);
  if (other != 0) release(other);
  row = allocate(parts * CAPTURED);
  other = allocate(parts * CAPTURED);
}

/** Captures that may fill none of the wanted fields are not kept. */
let wantedFields: u32 = 0;
/** Where the template at hand has come to, in the line. */
let cursor: usize = 0;
/** The part that did not fit. */
let failed: i32 = 0;
/** If a capture was the last part that fitted: where `next` was before it; else 0. */
let pending: usize = 0;

/** Runs the templates from `at` on: the first that fits whole counts, else the one that came farthest. */
export function runTemplates(templates: Templates, at: usize, wanted: u32): void {
  wantedFields = wanted;
  captured = other;
  capturedEnd = other;
  isComplete = false;
  let farthest = 0;
  let parts = templates.parts;
  for (let i = 0; i < templates.count; i++) {
    const end = load<usize>(templates.ends + ((<usize>i) << 2));
    cursor = at;
    next = row;
    if (runParts(parts, end)) {
      captured = row;
      capturedEnd = next;
      isComplete = true;
      runEnd = cursor;
      return;
    }
    if (failed > farthest) {
      farthest = failed;
      captured = row;
      capturedEnd = next;
      row = other;
      other = captured;
    }
    parts = end;
  }
}

/** Whether the parts [at, end) fit from `cursor` on. */
function runParts(at: usize, end: usize): bool {
  pending = 0;
  while (at < end) {
    const part = changetype<Part>(at);
    const kind = part.kind;
    at += PART;
    if (kind == LITERAL) {
      const stop = literalEnd(part.literal, cursor);
      if (stop == 0) return fail(part);
      cursor = stop;
      pending = 0;
    } else if (kind == OPTIONAL) {
      runOptional(at, part.end);
      at = part.end;
    } else {
      const stop = captureEnd(part, cursor);
      if (stop == 0) return fail(part);
      pending = next;
      if ((part.fields & wantedFields) != 0) keep(part, cursor, stop);
      cursor = stop;
    }
  }
  return true;
}

/** A capture counts only if the part behind it fits. */
function fail(part: Part): bool {
  failed = part.index;
  if (pending != 0) next = pending;
  return false;
}

function runOptional(at: usize, end: usize): void {
  const first = changetype<Part>(at);
  if (first.kind == LITERAL && !mayBegin(first.literal)) return;
  const cursorBefore = cursor;
  const nextBefore = next;
  const pendingBefore = pending;
  if (runParts(at, end)) {
    pending = 0;
  } else {
    cursor = cursorBefore;
    next = nextBefore;
    pending = pendingBefore;
  }
}

/** Quickly whether the literal could stand at the cursor. */
@inline
function mayBegin(literal: Literal): bool {
  const byte = <u32>load<u8>(literal.text);
  return isBlank(byte) || load<u8>(cursor) == byte;
}

@inline
function keep(part: Part, at: usize, end: usize): void {
  const kept = changetype<Captured>(next);
  kept.part = part;
  kept.at = at;
  kept.end = end;
  next += CAPTURED;
}

// ---------------------------------------------------------------- captures

/** Where the capture ends that begins at `at`; 0 if there is nothing for it. */
@inline
function captureEnd(part: Part, at: usize): usize {
  switch (part.kind) {
    case WORD:
      return wordEnd(part, at);
    case TEXT:
      return textEnd(part, at);
    case DIGITS:
      return digitsEnd(at);
    default:
      return lettersEnd(at);
  }
}

function wordEnd(part: Part, start: usize): usize {
  let at = findByte(part.stops, start, lineEnd);
  while (at < lineEnd && !endsWord(part, at)) at = findByte(part.stops, at + 1, lineEnd);
  return at == start ? 0 : at;
}

/** Whether a blank, or what may stand behind the word, stands at `at`. */
@inline
function endsWord(part: Part, at: usize): bool {
  if (isBlank(load<u8>(at))) return true;
  if (blankCount != 0 && blankAt(at) != 0) return true;
  for (let i = 0; i < part.untilCount; i++) {
    if (literalEnd(untilAt(part, i), at) != 0) return true;
  }
  return false;
}

function textEnd(part: Part, at: usize): usize {
  let nearest: usize = 0;
  let behind = lineEnd;
  for (let i = 0; i < part.untilCount; i++) {
    const found = findLiteral(untilAt(part, i), at, behind);
    if (found != 0) {
      nearest = found;
      behind = found;
    }
  }
  return nearest != 0 ? nearest : part.mayEnd ? lineEnd : 0;
}

@inline
function untilAt(part: Part, index: i32): Literal {
  return load<Literal>(part.until + ((<usize>index) << 2));
}

function digitsEnd(start: usize): usize {
  let at = start;
  while (at < lineEnd && isDigit(load<u8>(at))) at++;
  return at == start ? 0 : at;
}

function lettersEnd(start: usize): usize {
  let at = start;
  while (at < lineEnd && isLetter(load<u8>(at))) at++;
  return at == start ? 0 : at;
}

// Runs templates over a line. Knows no fields. As src/decode/template.ts, which says more.
//
// Idea: a template never goes back, so that what it captures is a list that only grows; an optional part that does not
// fit takes the list back to where it was. The list of the best template so far is kept aside.
//
// Trick: the end of a text is where the literal behind it stands, so that the literal is not looked at again.

import {
  blankAt,
  blankCount,
  findLiteral,
  foundEnd,
  isBlank,
  lineEnd,
  literalEnd,
  setEndReached,
} from "./blanks";
import { DIGITS, LITERAL, Literal, OPTIONAL, Part, Templates, TEXT, WORD } from "./decode-plan";
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

export const CAPTURED: usize = offsetof<Captured>();
const PART: usize = offsetof<Part>();

/** Rows of Captured: what the template at hand has captured, and what the best one has. */
let row: usize = 0;
let other: usize = 0;
/** Behind the last Captured of the template at hand. */
let next: usize = 0;

/** What `runTemplates` has captured: Captureds from here on, up to `capturedEnd`. */
export let captured: usize = 0;
export let capturedEnd: usize = 0;
/** Where the template ended that fitted whole; 0 if none did. */
export let completeEnd: usize = 0;

/** No template that is run has more parts. */
export function reserveCaptures(parts: usize): void {
  if (row != 0) release(row);
  if (other != 0) release(other);
  row = allocate(parts * CAPTURED);
  other = allocate(parts * CAPTURED);
}

/** Captures that may fill none of the wanted fields are not kept. */
let wantedFields: u32 = 0;
/** The part that did not fit, as its number. */
let failed: i32 = 0;

/** Runs the templates from `at` on: the first that fits whole counts, else the one that came farthest. */
export function runTemplates(templates: Templates, at: usize, wanted: u32): void {
  wantedFields = wanted;
  captured = other;
  capturedEnd = other;
  completeEnd = 0;
  let farthest = 0;
  let parts = templates.parts;
  for (let i = 0; i < templates.count; i++) {
    const end = load<usize>(templates.ends + ((<usize>i) << 2));
    next = row;
    const stop = runParts(parts, end, at);
    if (stop != 0) {
      captured = row;
      capturedEnd = next;
      completeEnd = stop;
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

/** Where the parts [at, end) end that begin at `cursor` in the line; 0 if they do not fit. */
function runParts(at: usize, end: usize, cursor: usize): usize {
  // If a capture was the last part that fitted: where `next` was before it. It counts once the part behind it fits.
  let pending: usize = 0;
  while (at < end) {
    const part = changetype<Part>(at);
    const kind = part.kind;
    at += PART;
    if (kind == LITERAL) {
      const stop = literalEnd(part.literal!, cursor);
      if (stop == 0) return fail(part.index, pending);
      cursor = stop;
      pending = 0;
      continue;
    }
    if (kind == OPTIONAL) {
      const behind = part.end;
      const stop = runOptional(at, behind, cursor);
      if (stop != 0) {
        cursor = stop;
        pending = 0;
      }
      at = behind;
      continue;
    }
    const literal = part.literal;
    const stop = captureEnd(part, kind, cursor);
    if (stop == 0) return fail(part.index, pending);
    if (literal === null) {
      pending = next;
      if ((part.fields & wantedFields) != 0) keep(part, cursor, stop);
      cursor = stop;
      continue;
    }
    const literalStop = kind == TEXT ? foundEnd : literalEnd(literal, stop);
    if (literalStop == 0) return fail(part.index + 1, 0);
    if ((part.fields & wantedFields) != 0) keep(part, cursor, stop);
    cursor = literalStop;
    pending = 0;
  }
  return cursor;
}

@inline
function fail(index: i32, pending: usize): usize {
  failed = index;
  if (pending != 0) next = pending;
  return 0;
}

@inline
function runOptional(at: usize, end: usize, cursor: usize): usize {
  const first = changetype<Part>(at);
  if (first.kind == LITERAL && !mayBegin(first.literal!, cursor)) return 0;
  const before = next;
  const stop = runParts(at, end, cursor);
  if (stop == 0) next = before;
  return stop;
}

/** Quickly whether the literal could stand at `at`. */
@inline
function mayBegin(literal: Literal, at: usize): bool {
  if (at >= lineEnd) setEndReached(true);
  const byte = <u32>(<u8>literal.first0);
  return isBlank(byte) || load<u8>(at) == byte;
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
function captureEnd(part: Part, kind: i32, at: usize): usize {
  if (kind == TEXT) return textEnd(part, at);
  if (kind == WORD) return wordEnd(part, at);
  return kind == DIGITS ? digitsEnd(at) : lettersEnd(at);
}

@inline
function wordEnd(part: Part, start: usize): usize {
  let at = findByte(part.stops, start, lineEnd);
  while (at < lineEnd && !endsWord(part, at)) at = findByte(part.stops, at + 1, lineEnd);
  if (at >= lineEnd) setEndReached(true);
  return at == start ? 0 : at;
}

/** Whether a blank, or what may stand behind the word, stands at `at`. */
@inline
function endsWord(part: Part, at: usize): bool {
  return isBlank(load<u8>(at)) || endsWordOtherwise(part, at);
}

function endsWordOtherwise(part: Part, at: usize): bool {
  if (blankCount != 0 && blankAt(at) != 0) return true;
  for (let i = 0; i < part.untilCount; i++) {
    if (literalEnd(untilAt(part, i), at) != 0) return true;
  }
  return false;
}

@inline
function textEnd(part: Part, at: usize): usize {
  if (part.untilCount == 1) {
    const found = findLiteral(untilAt(part, 0), at, lineEnd);
    return found != 0 ? found : part.mayEnd ? lineEnd : 0;
  }
  return nearestEnd(part, at);
}

function nearestEnd(part: Part, at: usize): usize {
  let nearest: usize = 0;
  let behind = lineEnd;
  for (let i = 0; i < part.untilCount; i++) {
    const found = findLiteral(untilAt(part, i), at, behind);
    if (found != 0) {
      nearest = found;
      behind = found;
    }
  }
  if (nearest != 0) return nearest;
  setEndReached(true);
  return part.mayEnd ? lineEnd : 0;
}

@inline
function untilAt(part: Part, index: i32): Literal {
  return load<Literal>(part.until + ((<usize>index) << 2));
}

function digitsEnd(start: usize): usize {
  let at = start;
  while (at < lineEnd && isDigit(load<u8>(at))) at++;
  if (at >= lineEnd) setEndReached(true);
  return at == start ? 0 : at;
}

function lettersEnd(start: usize): usize {
  let at = start;
  while (at < lineEnd && isLetter(load<u8>(at))) at++;
  if (at >= lineEnd) setEndReached(true);
  return at == start ? 0 : at;
}

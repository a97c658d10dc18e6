// Runs templates over a line. Knows no fields. As src/decode/template.ts, which says more.
//
// Idea: a template never goes back, so that what it captures is a list that only grows; an optional part that does not
// fit takes the list back to where it was. The list of the best template so far is kept aside.
//
// Trick: the end of a text is where the literal behind it stands, so that the literal is not looked at again.

import {
  blankAt,
  blankCount,
  findBlank,
  findBlankOr,
  findLiteral,
  foundEnd,
  lineEnd,
  literalEnd,
  setEndReached,
} from "./blanks";
import { BLANK_BYTE, DIGIT, isAt, LETTER, spanEnd } from "./bytes";
import { DIGITS, ENDS_IN_BLANK, LITERAL, Literal, OPTIONAL, Part, Templates, TEXT, WORD, WORD_TO_BYTE, WORD_TO_TEXTS } from "./decode-plan";
import { allocate, release } from "./memory";
import { findByte } from "./seek";

/** Of a capture. */
@unmanaged
export class Captured {
  part: Part;
  at: usize;
  end: usize;
}

export const CAPTURED: usize = offsetof<Captured>();
const BLANK: u8 = 32;
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
    if (isHopeless(changetype<Part>(parts), at)) {
      parts = end;
      continue;
    }
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

/** Quickly whether the first part is a literal that cannot stand at `at`, however many blanks there are. */
@inline
function isHopeless(part: Part, at: usize): bool {
  if (!part.isSimple || part.kind != LITERAL || at + 8 > lineEnd) return false;
  const literal = part.literal!;
  const difference = (load<u64>(at) ^ literal.first0) & literal.mask0;
  return difference != 0 && !isAt(at + (<usize>ctz(difference) >> 3), BLANK_BYTE);
}

/** If a capture was the last part that fitted: where `next` was before it. It counts once the part behind it fits. */
let pending: usize = 0;

/** Where the parts [at, end) end that begin at `cursor` in the line; 0 if they do not fit. */
function runParts(at: usize, end: usize, cursor: usize): usize {
  pending = 0;
  while (at < end) {
    const part = changetype<Part>(at);
    if (part.isSimple) {
      const behind = simpleEnd(part, cursor);
      if (behind != 0) {
        cursor = behind;
        at += PART;
        continue;
      }
    }
    if (part.kind == OPTIONAL) {
      if (part.isTail && (part.fields & wantedFields) == 0) return cursor;
      const behind = runOptional(at + PART, part.end, cursor);
      if (behind != 0) cursor = behind;
      at = part.end;
    } else {
      cursor = runPart(part, cursor);
      if (cursor == 0) return 0;
      at += PART;
    }
  }
  return cursor;
}

/** Where a simple part ends, if the line has byte by byte what the literal has, and more behind it; 0 tells nothing. */
@inline
function simpleEnd(part: Part, cursor: usize): usize {
  const literal = part.literal!;
  const kind = part.kind;
  let stop = cursor;
  if (kind == TEXT) return simpleTextEnd(part, literal, cursor);
  if (kind == WORD) {
    const blanks = i8x16.bitmask(i8x16.le_u(v128.load(cursor), i8x16.splat(BLANK)));
    if ((blanks & 1) != 0) return 0;
    stop += <usize>ctz(blanks | 0x10000);
  }
  const behind = stop + literal.length;
  if (behind >= lineEnd) return 0;
  const difference =
    ((load<u64>(stop) ^ literal.first0) & literal.mask0) | ((load<u64>(stop, 8) ^ literal.first1) & literal.mask1);
  if (difference != 0) return 0;
  if (literal.form == ENDS_IN_BLANK && load<u8>(behind) <= BLANK) return 0;
  if ((part.fields & wantedFields) != 0) keep(part, cursor, stop);
  pending = 0;
  return behind;
}

/** As `simpleEnd`, of a text up to a literal that begins with a blank and has more. */
function simpleTextEnd(part: Part, literal: Literal, cursor: usize): usize {
  const second = v128.load8_splat(changetype<usize>(literal), 1);
  const length = literal.length;
  for (let at = cursor; at < lineEnd; at += 16) {
    let here = i8x16.bitmask(
      v128.and(i8x16.le_u(v128.load(at), i8x16.splat(BLANK)), i8x16.eq(v128.load(at, 1), second)),
    );
    for (; here != 0; here &= here - 1) {
      const stop = at + <usize>ctz(here);
      const behind = stop + length;
      if (behind >= lineEnd) return 0;
      const difference0 = (load<u64>(stop) ^ literal.first0) & literal.mask0;
      const difference1 = (load<u64>(stop, 8) ^ literal.first1) & literal.mask1;
      if ((difference0 | difference1) != 0) {
        const same = <usize>(difference0 != 0 ? ctz(difference0) : 64 + ctz(difference1)) >> 3;
        // More blanks, or others, might make it fit.
        if (load<u8>(stop + same) <= BLANK) return 0;
        continue;
      }
      if (literal.form == ENDS_IN_BLANK && load<u8>(behind) <= BLANK) return 0;
      if (stop > cursor && load<u8>(stop - 1) <= BLANK) return 0;
      if ((part.fields & wantedFields) != 0) keep(part, cursor, stop);
      pending = 0;
      return behind;
    }
  }
  return 0;
}

/** As `runParts`, of one part that is not optional. */
function runPart(part: Part, cursor: usize): usize {
  const kind = part.kind;
  const literal = part.literal;
  let stop = cursor;
  if (kind != LITERAL) {
    stop = captureEnd(part, kind, cursor);
    if (stop == 0) return fail(part.index, pending);
  }
  let behind = stop;
  if (literal !== null) {
    behind = kind == TEXT ? foundEnd : literalEnd(literal, stop);
    if (behind == 0) return kind == LITERAL ? fail(part.index, pending) : fail(part.index + 1, 0);
    pending = 0;
  } else {
    pending = next;
  }
  if ((part.fields & wantedFields) != 0) keep(part, cursor, stop);
  return behind;
}

@inline
function fail(index: i32, last: usize): usize {
  failed = index;
  if (last != 0) next = last;
  return 0;
}

@inline
function runOptional(at: usize, end: usize, cursor: usize): usize {
  const first = changetype<Part>(at);
  if (first.kind == LITERAL && !mayBegin(first.literal!, cursor)) return 0;
  const before = next;
  const pendingBefore = pending;
  const stop = runParts(at, end, cursor);
  if (stop == 0) {
    next = before;
    pending = pendingBefore;
  } else {
    pending = 0;
  }
  return stop;
}

/** Quickly whether the literal could stand at `at`. */
@inline
function mayBegin(literal: Literal, at: usize): bool {
  if (at >= lineEnd) setEndReached(true);
  const byte = <u8>literal.first0;
  return load<u8>(at) == byte || byte == BLANK;
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
  if (kind == WORD) return wordEnd(at);
  if (kind == WORD_TO_BYTE) return wordEndBefore(<u32>part.stops, at);
  if (kind == WORD_TO_TEXTS) return wordEndAmong(part, at);
  return runEnd(at, kind == DIGITS ? DIGIT : LETTER);
}

@inline
function wordEnd(start: usize): usize {
  let at = findBlank(start, lineEnd);
  while (at < lineEnd && !isAt(at, BLANK_BYTE)) at = findBlank(at + 1, lineEnd);
  if (at >= lineEnd) setEndReached(true);
  return at == start ? 0 : at;
}

/** As `wordEnd`; this byte ends it, too. */
function wordEndBefore(byte: u32, start: usize): usize {
  let at = findBlankOr(byte, start, lineEnd);
  while (at < lineEnd && load<u8>(at) != byte && !isAt(at, BLANK_BYTE)) at = findBlankOr(byte, at + 1, lineEnd);
  if (at >= lineEnd) setEndReached(true);
  return at == start ? 0 : at;
}

/** As `wordEnd`, whatever may end it. */
function wordEndAmong(part: Part, start: usize): usize {
  let at = findByte(part.stops, start, lineEnd);
  while (at < lineEnd && !endsWord(part, at)) at = findByte(part.stops, at + 1, lineEnd);
  if (at >= lineEnd) setEndReached(true);
  return at == start ? 0 : at;
}

/** Whether a blank, or what may stand behind the word, stands at `at`. */
@inline
function endsWord(part: Part, at: usize): bool {
  return isAt(at, BLANK_BYTE) || endsWordOtherwise(part, at);
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

/** The end of the digits, or of the letters. */
function runEnd(start: usize, set: u32): usize {
  const at = spanEnd(start, lineEnd, set);
  if (at >= lineEnd) setEndReached(true);
  return at == start ? 0 : at;
}

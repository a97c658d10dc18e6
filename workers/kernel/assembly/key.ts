// The key of a line: a place in the text, or bytes put together in `scratch`. Knows no rule and no table.
//
// A template is literals and captures in turn. The leftmost place where the whole of it fits counts:
//
//     for each place s, from the left, where the first part can begin:
//       walk the parts from s: a literal must stand there; {ip} and {int} take the longest;
//       {word} and {any} run to the nearest next literal (at least one byte; {word} over no white space)
//       all parts done → this is the key
//
// The walk never goes back to try a later end of a capture, and the places of "the nearest next literal" only grow
// from one s to the next, so each is remembered: a line costs its length times the number of parts, whatever it holds.

import { addressEnd, digitsEnd, isWholeNumber, writeAddress } from "./address";
import { allocate, allocateDirty, release, Row } from "./memory";
import { find, Needle, standsAt } from "./needle";

export const CAPTURE_IP = 0;
export const CAPTURE_INT = 1;
export const CAPTURE_WORD = 2;
export const CAPTURE_ANY = 3;
const LITERAL = 4;

/** The key found last. */
export let keyAt: usize = 0;
export let keyLength: usize = 0;

@inline
export function setKey(at: usize, length: usize): void {
  keyAt = at;
  keyLength = length;
}

@unmanaged
class Part {
  kind: i32;
  literal: Needle;
  /** Of a capture: where it was found. */
  from: usize;
  to: usize;
  /**
   * Of a literal behind a {word} or {any}: its first place at or after `asked`; of a {word}, the first white space; of
   * an {int}, the end of the digits. NONE where there is none.
   */
  nearest: usize;
  asked: usize;
}

const NONE: usize = usize.MAX_VALUE;

@unmanaged
export class Template {
  parts: Row;
  captures: i32;
  /** Some part remembers places (`nearest`), which are of one line. */
  remembers: bool;

  static make(): Template {
    const template = changetype<Template>(allocate(offsetof<Template>()));
    template.parts = Row.make();
    return template;
  }

  addLiteral(literal: Needle): void {
    const part = changetype<Part>(allocate(offsetof<Part>()));
    part.kind = LITERAL;
    part.literal = literal;
    this.parts.push(changetype<usize>(part));
  }

  addCapture(kind: i32): void {
    const part = changetype<Part>(allocate(offsetof<Part>()));
    part.kind = kind;
    this.parts.push(changetype<usize>(part));
    this.captures++;
    if (kind != CAPTURE_IP) this.remembers = true;
  }

  @inline
  part(index: i32): Part {
    return changetype<Part>(this.parts.at(index));
  }

  /** Whether the line has a key; it is then at `keyAt`. */
  find(start: usize, end: usize): bool {
    if (this.remembers) {
      for (let i = 0; i < this.parts.length; i++) this.part(i).nearest = 0;
    }
    const head = this.part(0);
    let s = start;
    if (head.kind == LITERAL) {
      for (;;) {
        s = find(head.literal, s, end);
        if (s == 0) return false;
        if (this.fits(s, start, end)) return this.gather(end - start);
        s++;
      }
    }
    for (; s < end; s++) {
      if (this.fits(s, start, end)) return this.gather(end - start);
    }
    return false;
  }

  private fits(s: usize, start: usize, end: usize): bool {
    const count = this.parts.length;
    let at = s;
    for (let i = 0; i < count; i++) {
      const part = this.part(i);
      if (part.kind == LITERAL) {
        if (at + part.literal.length > end || !standsAt(part.literal, at)) return false;
        at += part.literal.length;
        continue;
      }
      let stop: usize;
      if (part.kind == CAPTURE_IP) stop = addressEnd(at, start, end, i == 0);
      else if (part.kind == CAPTURE_INT) stop = numberEnd(part, at, start, end, i == 0);
      else if (i + 1 == count) stop = blank(at, end);
      else stop = nearestLiteral(this.part(i + 1), at + 1, end);
      if (stop <= at) return false;
      if (part.kind == CAPTURE_WORD && i + 1 < count && nearestBlank(part, at, end) < stop) return false;
      part.from = at;
      part.to = stop;
      at = stop;
    }
    return true;
  }

  /** One capture is its place in the line; several, or an address to be rewritten, are put together in `scratch`. */
  private gather(lineLength: usize): bool {
    const count = this.parts.length;
    if (this.captures == 1) {
      for (let i = 0; i < count; i++) {
        const part = this.part(i);
        if (part.kind == LITERAL) continue;
        keyAt = part.from;
        keyLength = part.to - part.from;
        if (part.kind != CAPTURE_IP || !hasColon(part.from, part.to)) return true;
      }
    }
    let to = reserve(lineLength + (<usize>this.captures) * 64);
    let first = true;
    for (let i = 0; i < count; i++) {
      const part = this.part(i);
      if (part.kind == LITERAL) continue;
      if (!first) store<u8>(to++, 10);
      first = false;
      if (part.kind == CAPTURE_IP && hasColon(part.from, part.to)) {
        to = writeAddress(part.from, part.to, to);
      } else {
        memory.copy(to, part.from, part.to - part.from);
        to += part.to - part.from;
      }
    }
    keyAt = scratch;
    keyLength = to - scratch;
    return true;
  }
}

/** The first place of the literal at or after `at`, or 0. */
function nearestLiteral(part: Part, at: usize, end: usize): usize {
  if (at < part.asked || part.nearest < at) {
    const found = find(part.literal, at, end);
    part.asked = at;
    part.nearest = found == 0 ? NONE : found;
  }
  return part.nearest == NONE ? 0 : part.nearest;
}

/** The first white space at or after `at`, or `end`. */
function nearestBlank(part: Part, at: usize, end: usize): usize {
  if (at < part.asked || part.nearest < at) {
    part.asked = at;
    part.nearest = blank(at, end);
  }
  return part.nearest;
}

/** The end of the number at `at`, or 0. */
function numberEnd(part: Part, at: usize, start: usize, end: usize, bare: bool): usize {
  if (at < part.asked || part.nearest < at) {
    part.asked = at;
    part.nearest = digitsEnd(at, end);
  }
  return isWholeNumber(at, part.nearest, start, end, bare) ? part.nearest : 0;
}

let scratch: usize = 0;
let scratchSize: usize = 0;

/** Memory for a key that is put together; the next one takes it again. */
export function reserve(size: usize): usize {
  if (size > scratchSize) {
    if (scratch != 0) release(scratch);
    scratchSize = size * 2;
    scratch = allocateDirty(scratchSize);
  }
  return scratch;
}

@inline
function hasColon(from: usize, to: usize): bool {
  const colon = i8x16.splat(58);
  for (let at = from; at < to; at += 16) {
    const here = i8x16.bitmask(i8x16.eq(v128.load(at), colon));
    if (here != 0) return at + <usize>ctz(here) < to;
  }
  return false;
}

/** The first white space of [at, end), or `end`. */
function blank(at: usize, end: usize): usize {
  const space = i8x16.splat(32);
  const tab = i8x16.splat(9);
  const four = i8x16.splat(4);
  for (; at < end; at += 16) {
    const text = v128.load(at);
    const here = i8x16.bitmask(v128.or(i8x16.eq(text, space), i8x16.le_u(i8x16.sub(text, tab), four)));
    if (here != 0) {
      const found = at + ctz(here);
      return found < end ? found : end;
    }
  }
  return end;
}

@unmanaged
export class Cut {
  field: i32;
  delimiters: usize;
  delimiterCount: i32;
  contains: Needle | null;
  /** 0: the field is the key. */
  part: i32;
  splitters: usize;
  splitterCount: i32;

  static make(): Cut {
    return changetype<Cut>(allocate(offsetof<Cut>()));
  }

  /** As `Template.find`. */
  find(start: usize, end: usize): bool {
    cutField(start, end, this.delimiters, this.delimiterCount, this.field);
    const contains = this.contains;
    if (contains !== null && find(contains, keyAt, keyAt + keyLength) == 0) return false;
    if (this.part != 0) cutField(keyAt, keyAt + keyLength, this.splitters, this.splitterCount, this.part);
    return true;
  }
}

/**
 * What `cut -f wanted` takes of [from, to): the whole if there is no delimiter in it, nothing past the last field.
 * Sixteen bytes a step: delimiters are counted until the one that ends the field before, then the next one is sought.
 */
function cutField(from: usize, to: usize, delimiters: usize, count: i32, wanted: i32): void {
  keyAt = from;
  keyLength = 0;
  let toPass = wanted - 1;
  let field = from;
  let passed = toPass == 0;
  let seen = false;
  for (let at = from; at < to; at += 16) {
    let here = delimiterMask(at, delimiters, count);
    if (to - at < 16) here &= (1 << <u32>(to - at)) - 1;
    if (here == 0) continue;
    seen = true;
    if (!passed) {
      const found = popcnt(here);
      if (found < toPass) {
        toPass -= found;
        continue;
      }
      for (; toPass > 1; toPass--) here &= here - 1;
      field = at + ctz(here) + 1;
      passed = true;
      here &= here - 1;
      if (here == 0) continue;
    }
    keyAt = field;
    keyLength = at + ctz(here) - field;
    return;
  }
  if (!seen) keyLength = to - from;
  else if (passed) {
    keyAt = field;
    keyLength = to - field;
  }
}

@inline
function delimiterMask(at: usize, delimiters: usize, count: i32): i32 {
  const text = v128.load(at);
  let found = i8x16.eq(text, i8x16.splat(load<i8>(delimiters)));
  for (let i = 1; i < count; i++) {
    found = v128.or(found, i8x16.eq(text, i8x16.splat(load<i8>(delimiters + <usize>i))));
  }
  return i8x16.bitmask(found);
}

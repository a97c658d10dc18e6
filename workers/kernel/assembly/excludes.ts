// The texts of which a line may hold none: whether one of them stands somewhere. Knows no rule.
//
// Idea: texts that are much alike are sought as one, a blend. What their bytes differ in is masked away, as the case of
// a letter is (needle.ts): "10.1.0.10" and "10.1.0.11" are the needle "10.1.0.11" with the mask 1 over its last byte. A
// place where the masked needle stands is looked at closer, unless that bit is all they differ in.
//
//     for each blend: for each place where three bytes agree that have no mask:
//       the blend stands there, and so does one of its needles → the line holds it
//
// Texts of different lengths are blended as far as the shortest goes.
//
// Around an anchor the line's bounds are not known yet, and the ends of a line are sought in the same steps as the first
// blend: onwards first, since there most lines are left out, and then nobody needs to know where they begin.

import { bits, BLOCK, feedMask, LF, lowBits } from "./blocks";
import { lineStart } from "./lines";
import { allocate, Row } from "./memory";
import { candidates, Needle, standsAt } from "./needle";

/** So many bits of a needle a blend may mask: each lets twice as much pass. */
const MOST_BLENDED: u32 = 3;
/** A CR and its LF, as a number. */
const LINE_END: u32 = 0x0a0d;

@unmanaged
export class Blend {
  needle: Needle;
  members: Row;
  /** Where the blend stands, one of its members does. */
  isExact: bool;
  /** Offsets of the bytes that are compared first. */
  first: usize;
  middle: usize;
  last: usize;
  /** Some of these bytes have masks. */
  isMasked: bool;

  static make(needle: Needle): Blend {
    const blend = changetype<Blend>(allocate(offsetof<Blend>()));
    blend.members = Row.make();
    blend.members.push(changetype<usize>(needle));
    blend.isExact = true;
    blend.become(needle);
    return blend;
  }

  /** Takes another needle in, unless they are too unlike. */
  enter(other: Needle): bool {
    if (this.needle.folded != other.folded) return false;
    const blended = this.needle.blend(other);
    if (other.bitsLookedAtBeyond(blended) > MOST_BLENDED) return false;
    // One bit that is looked at no longer lets two bytes pass, and these are the two.
    this.isExact =
      this.members.length == 1 &&
      this.needle.length == other.length &&
      this.needle.bitsLookedAtBeyond(blended) == 1 &&
      other.bitsLookedAtBeyond(blended) == 1;
    this.members.push(changetype<usize>(other));
    this.become(blended);
    return true;
  }

  private become(needle: Needle): void {
    this.needle = needle;
    this.first = 0;
    this.last = needle.last;
    while (this.first < this.last && load<u8>(needle.masks + this.first) != 0) this.first++;
    while (this.last > this.first && load<u8>(needle.masks + this.last) != 0) this.last--;
    this.middle = load<u8>(needle.masks + needle.middle) == 0 ? needle.middle : this.first;
    this.isMasked = load<u8>(needle.masks + this.first) != 0;
  }

  /** Whether a member stands at `place`, which is before its line's LF. */
  isAt(place: usize): bool {
    if (!standsAt(this.needle, place)) return false;
    if (this.isExact) return isWithinLine(place + this.needle.length);
    for (let i = 0; i < this.members.length; i++) {
      const member = changetype<Needle>(this.members.at(i));
      if (standsAt(member, place) && isWithinLine(place + member.length)) return true;
    }
    return false;
  }
}

/** Whether what ends at `stop`, and holds no LF, is of the line's text: the CR before an LF is not. */
@inline
function isWithinLine(stop: usize): bool {
  return load<u16>(stop - 1) != LINE_END;
}

@unmanaged
export class Excludes {
  blends: Row;
  /** Of `blends` the first, if its compared bytes have no masks. */
  first: Blend | null;

  static make(): Excludes {
    const excludes = changetype<Excludes>(allocate(offsetof<Excludes>()));
    excludes.blends = Row.make();
    return excludes;
  }

  add(needle: Needle): void {
    for (let i = 0; i < this.blends.length; i++) {
      if (this.blend(i).enter(needle)) return this.chooseFirst();
    }
    this.blends.push(changetype<usize>(Blend.make(needle)));
    this.chooseFirst();
  }

  private chooseFirst(): void {
    this.first = this.blend(0).isMasked ? null : this.blend(0);
  }

  @inline
  private blend(index: i32): Blend {
    return changetype<Blend>(this.blends.at(index));
  }

  /** Whether one of the texts stands in the line, or a part of it, that is [from, to). */
  @inline
  stand(from: usize, to: usize): bool {
    return this.stands(0, from, to);
  }

  /** Whether one of those from blend `i` on begins in [from, to), which is of one line. */
  @inline
  private stands(i: i32, from: usize, to: usize): bool {
    for (; i < this.blends.length; i++) {
      if (begins(this.blend(i), from, to)) return true;
    }
    return false;
  }

  /**
   * The beginning of the line that holds `to`, which is not before `floor`, the beginning of a line, and ends at `feed`;
   * 0 if one of the texts stands in it. That `first` does not begin in [to, feed) is known already.
   */
  startBefore(to: usize, floor: usize, feed: usize): usize {
    const first = this.first;
    if (first === null) {
      const start = lineStart(to, floor);
      return this.stands(0, start, feed) ? 0 : start;
    }
    const start = startUnless(first, to, floor);
    return start != 0 && this.stands(1, start, feed) ? 0 : start;
  }
}

/** The LF of the line that holds `from`; 0 if the blend begins between. */
export function feedUnless(blend: Blend, from: usize): usize {
  const byte0 = v128.load8_splat(blend.needle.bytes + blend.first);
  const byte1 = v128.load8_splat(blend.needle.bytes + blend.middle);
  const byte2 = v128.load8_splat(blend.needle.bytes + blend.last);
  const lf = i8x16.splat(LF);
  let at = from;
  let feeds: u64 = 0;
  do {
    const at0 = at + blend.first;
    const at1 = at + blend.middle;
    const at2 = at + blend.last;
    const here0 = all(
      i8x16.eq(v128.load(at0), byte0),
      i8x16.eq(v128.load(at1), byte1),
      i8x16.eq(v128.load(at2), byte2),
    );
    const here1 = all(
      i8x16.eq(v128.load(at0, 16), byte0),
      i8x16.eq(v128.load(at1, 16), byte1),
      i8x16.eq(v128.load(at2, 16), byte2),
    );
    const here2 = all(
      i8x16.eq(v128.load(at0, 32), byte0),
      i8x16.eq(v128.load(at1, 32), byte1),
      i8x16.eq(v128.load(at2, 32), byte2),
    );
    const here3 = all(
      i8x16.eq(v128.load(at0, 48), byte0),
      i8x16.eq(v128.load(at1, 48), byte1),
      i8x16.eq(v128.load(at2, 48), byte2),
    );
    feeds = feedMask(at, lf);
    if (anyOf(here0, here1, here2, here3)) {
      let here = bits(here0, here1, here2, here3) & (feeds - 1) & ~feeds;
      for (; here != 0; here &= here - 1) {
        if (blend.isAt(at + <usize>ctz(here))) return 0;
      }
    }
    at += BLOCK;
  } while (feeds == 0);
  return at - BLOCK + <usize>ctz(feeds);
}

/** See `Excludes.startBefore`. */
function startUnless(blend: Blend, to: usize, floor: usize): usize {
  const byte0 = v128.load8_splat(blend.needle.bytes + blend.first);
  const byte1 = v128.load8_splat(blend.needle.bytes + blend.middle);
  const byte2 = v128.load8_splat(blend.needle.bytes + blend.last);
  const lf = i8x16.splat(LF);
  let start = to;
  for (let at = to; start > floor && start >= at; ) {
    at -= BLOCK;
    const at0 = at + blend.first;
    const at1 = at + blend.middle;
    const at2 = at + blend.last;
    const here0 = all(
      i8x16.eq(v128.load(at0), byte0),
      i8x16.eq(v128.load(at1), byte1),
      i8x16.eq(v128.load(at2), byte2),
    );
    const here1 = all(
      i8x16.eq(v128.load(at0, 16), byte0),
      i8x16.eq(v128.load(at1, 16), byte1),
      i8x16.eq(v128.load(at2, 16), byte2),
    );
    const here2 = all(
      i8x16.eq(v128.load(at0, 32), byte0),
      i8x16.eq(v128.load(at1, 32), byte1),
      i8x16.eq(v128.load(at2, 32), byte2),
    );
    const here3 = all(
      i8x16.eq(v128.load(at0, 48), byte0),
      i8x16.eq(v128.load(at1, 48), byte1),
      i8x16.eq(v128.load(at2, 48), byte2),
    );
    const feeds = feedMask(at, lf);
    start = feeds == 0 ? at : at + BLOCK - <usize>clz(feeds);
    start = start > floor ? start : floor;
    if (anyOf(here0, here1, here2, here3)) {
      let here = bits(here0, here1, here2, here3) & ~lowBits(start - at);
      for (; here != 0; here &= here - 1) {
        if (blend.isAt(at + <usize>ctz(here))) return 0;
      }
    }
    if (feeds != 0) return start;
  }
  return start;
}

function begins(blend: Blend, from: usize, to: usize): bool {
  const needle = blend.needle;
  const middle = needle.middle;
  const last = needle.last;
  const byte0 = v128.load8_splat(needle.bytes);
  const byte1 = v128.load8_splat(needle.bytes + middle);
  const byte2 = v128.load8_splat(needle.bytes + last);
  const mask0 = v128.load8_splat(needle.masks);
  const mask1 = v128.load8_splat(needle.masks + middle);
  const mask2 = v128.load8_splat(needle.masks + last);
  for (let at = from; at < to; at += BLOCK) {
    const here0 = candidates(at, middle, last, byte0, byte1, byte2, mask0, mask1, mask2);
    const here1 = candidates(at + 16, middle, last, byte0, byte1, byte2, mask0, mask1, mask2);
    const here2 = candidates(at + 32, middle, last, byte0, byte1, byte2, mask0, mask1, mask2);
    const here3 = candidates(at + 48, middle, last, byte0, byte1, byte2, mask0, mask1, mask2);
    if (!anyOf(here0, here1, here2, here3)) continue;
    for (let here = bits(here0, here1, here2, here3) & lowBits(to - at); here != 0; here &= here - 1) {
      if (blend.isAt(at + <usize>ctz(here))) return true;
    }
  }
  return false;
}

@inline
function all(a: v128, b: v128, c: v128): v128 {
  return v128.and(v128.and(a, b), c);
}

@inline
function anyOf(a: v128, b: v128, c: v128, d: v128): bool {
  return i8x16.bitmask(v128.or(v128.or(a, b), v128.or(c, d))) != 0;
}

// Many anchors at once: where in sixteen bytes might one of them stand? Knows no line and no rule.
//
// Idea (Teddy, by Geoffrey Langdale, of Hyperscan and the aho-corasick crate): each anchor lends a fingerprint of three
// of its bytes to one of eight buckets. A table lookup by nibble tells for a byte which buckets could have it there:
//
//     for k in 0, 1, 2:  buckets[k] = low[k][text[i + k] & 15] & high[k][text[i + k] >> 4]
//     candidates = buckets[0] & buckets[1] & buckets[2]        a bit a bucket, sixteen places at once
//     for each place with a bit: every anchor of those buckets is compared
//
// Tricks:
// 1. The fingerprint is what is rarest in the anchor, at an offset of its own: a candidate is the place of the
//    fingerprint, the anchor begins that much before. Buckets are put together by likeness (fingerprints.ts): with some
//    sixty anchors of all formats, a log of one of them has hardly more candidates than lines.
// 2. A folded letter sets the nibbles of both cases; an anchor shorter than three bytes sets all nibbles where it has
//    none. Nothing else in the loop knows of either.
// 3. Each anchor has a bit in the set of those that a line holds; past the 63rd they share the last one, which then
//    says only that one of them is there.

import { bits, BLOCK, lowBits } from "./blocks";
import { arrange, BUCKETS, fillTables } from "./fingerprints";
import { allocate, Row } from "./memory";
import { Needle, standsAt } from "./needle";

const OWN_BITS: i32 = 63;

@unmanaged
export class AnchorSet {
  /** Different from each other. */
  anchors: Row;
  buckets: Row;
  /** Six tables of sixteen bytes: low and high nibble of each byte of the fingerprint. */
  tables: usize;
  /** The candidates of a block: for each place its buckets. */
  places: usize;
  /** What `findAt` found last. */
  found: Row;
  /** The anchor whose mark `marksFound` gave last. */
  last: Needle;

  static make(): AnchorSet {
    const set = changetype<AnchorSet>(allocate(offsetof<AnchorSet>()));
    set.anchors = Row.make();
    set.buckets = Row.make();
    for (let i = 0; i < BUCKETS; i++) set.buckets.push(changetype<usize>(Row.make()));
    set.tables = allocate(96);
    set.places = allocate(64);
    set.found = Row.make();
    return set;
  }

  @inline
  get length(): i32 {
    return this.anchors.length;
  }

  @inline
  at(index: i32): Needle {
    return changetype<Needle>(this.anchors.at(index));
  }

  /** Enters an anchor; returns it, or the equal one that is there already. */
  enter(needle: Needle): Needle {
    const known = this.sameAs(needle);
    if (known !== null) return known;
    const index = this.length;
    needle.mark = (<u64>1) << min(index, OWN_BITS);
    needle.bit = index < OWN_BITS ? needle.mark : 0;
    this.anchors.push(changetype<usize>(needle));
    return needle;
  }

  /** Enters an anchor with a mark that others may have; an equal one that is there already gets it too. */
  enterMarked(needle: Needle, mark: u64): void {
    const known = this.sameAs(needle);
    if (known !== null) {
      known.mark |= mark;
    } else {
      needle.mark = mark;
      this.anchors.push(changetype<usize>(needle));
    }
  }

  private sameAs(needle: Needle): Needle | null {
    for (let i = 0; i < this.length; i++) {
      if (this.at(i).sameAs(needle)) return this.at(i);
    }
    return null;
  }

  /** To be called once, when all anchors are there. */
  seal(): void {
    arrange(this.anchors, this.buckets);
    fillTables(this.tables, this.buckets);
  }

  @inline
  private bucket(index: i32): Row {
    return changetype<Row>(this.buckets.at(index));
  }

  /** For `bucketsAt`: 0 to 2 the low nibbles, 3 to 5 the high ones. */
  @inline
  table(index: usize): v128 {
    return v128.load(this.tables + (index << 4));
  }

  /** Keeps the candidates of a block for `findAt`; a bit for each place that has any. */
  @inline
  keepPlaces(a: v128, b: v128, c: v128, d: v128): u64 {
    const places = this.places;
    v128.store(places, a);
    v128.store(places, b, 16);
    v128.store(places, c, 32);
    v128.store(places, d, 48);
    const none = i8x16.splat(0);
    return bits(i8x16.ne(a, none), i8x16.ne(b, none), i8x16.ne(c, none), i8x16.ne(d, none));
  }

  /** Fills `found` with the anchors that have their fingerprint at place `place` of the block at `at`. */
  findAt(at: usize, place: usize): void {
    const found = this.found;
    found.length = 0;
    for (let in_: u32 = load<u8>(this.places + place); in_ != 0; in_ &= in_ - 1) {
      const bucket = this.bucket(ctz(in_));
      for (let i = 0; i < bucket.length; i++) {
        const anchor = changetype<Needle>(bucket.at(i));
        if (standsAt(anchor, at + place - anchor.fingerprint)) found.push(changetype<usize>(anchor));
      }
    }
  }

  /** The marks of the anchors that lie within [start, end). */
  marksIn(start: usize, end: usize): u64 {
    const low0 = this.table(0);
    const low1 = this.table(1);
    const low2 = this.table(2);
    const high0 = this.table(3);
    const high1 = this.table(4);
    const high2 = this.table(5);
    let marks: u64 = 0;
    for (let at = start; at < end; at += BLOCK) {
      const here0 = bucketsAt(at, low0, low1, low2, high0, high1, high2);
      const here1 = bucketsAt(at + 16, low0, low1, low2, high0, high1, high2);
      const here2 = bucketsAt(at + 32, low0, low1, low2, high0, high1, high2);
      const here3 = bucketsAt(at + 48, low0, low1, low2, high0, high1, high2);
      if (!v128.any_true(v128.or(v128.or(here0, here1), v128.or(here2, here3)))) continue;
      let here = this.keepPlaces(here0, here1, here2, here3) & lowBits(end - at);
      for (; here != 0; here &= here - 1) {
        this.findAt(at, <usize>ctz(here));
        marks |= this.marksFound(at + <usize>ctz(here), start, end);
      }
    }
    return marks;
  }

  /** Of those found last, whose fingerprint is at `at`, the marks of the anchors that lie within [start, end). */
  @inline
  marksFound(at: usize, start: usize, end: usize): u64 {
    let marks: u64 = 0;
    for (let i = 0; i < this.found.length; i++) {
      const anchor = changetype<Needle>(this.found.at(i));
      const place = at - anchor.fingerprint;
      if (place < start || place + anchor.length > end) continue;
      marks |= anchor.mark;
      this.last = anchor;
    }
    return marks;
  }
}

/** The buckets whose anchors could have their fingerprint at each of the sixteen places from `at`. */
@inline
export function bucketsAt(at: usize, low0: v128, low1: v128, low2: v128, high0: v128, high1: v128, high2: v128): v128 {
  const nibble = i8x16.splat(15);
  const text0 = v128.load(at);
  const text1 = v128.load(at, 1);
  const text2 = v128.load(at, 2);
  const first = v128.and(i8x16.swizzle(low0, v128.and(text0, nibble)), i8x16.swizzle(high0, i8x16.shr_u(text0, 4)));
  const second = v128.and(i8x16.swizzle(low1, v128.and(text1, nibble)), i8x16.swizzle(high1, i8x16.shr_u(text1, 4)));
  const third = v128.and(i8x16.swizzle(low2, v128.and(text2, nibble)), i8x16.swizzle(high2, i8x16.shr_u(text2, 4)));
  return v128.and(v128.and(first, second), third);
}

// Which three bytes of each anchor are looked for, and which anchors share a bucket: so chosen that as few places of a
// log as possible look like an anchor. A wrong guess costs time, never an answer. Knows no line.
//
// Idea: a bucket lets a byte pass if its low nibble is that of some member's byte, and its high nibble that of some,
// so members whose bytes are alike let pass little more than each alone ("#se" and "#fi", "%AS" and "%PI").
//
//     share of a bucket = the product, over the three bytes, of how often bytes of a log pass
//     each anchor goes where the share grows least; then, twice, each is taken out and goes where it grows least now

import { allocate, release, Row } from "./memory";
import { Needle } from "./needle";

export const FINGERPRINT: usize = 3;
export const BUCKETS: i32 = 8;
const ROUNDS = 3;

/** How often each byte is met, as f64. */
const shares = memory.data(2048, 8);

export function setByteShares(of256: usize): void {
  memory.copy(shares, of256, 2048);
}

/** Sets the fingerprints of anchors, and puts each into one of `buckets`, which are empty Rows. */
export function arrange(anchors: Row, buckets: Row): void {
  const masks = allocate((<usize>BUCKETS) * MASKS);
  const places = allocate((<usize>anchors.length) << 2);
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < anchors.length; i++) {
      const anchor = changetype<Needle>(anchors.at(i));
      const place = places + ((<usize>i) << 2);
      if (round == 0) anchor.fingerprint = rarestFingerprint(anchor);
      else takeOut(anchor, changetype<Row>(buckets.at(load<i32>(place))), masks + (<usize>load<i32>(place)) * MASKS);
      store<i32>(place, bestBucket(anchor, masks));
      changetype<Row>(buckets.at(load<i32>(place))).push(changetype<usize>(anchor));
      addTo(masks + (<usize>load<i32>(place)) * MASKS, anchor);
    }
  }
  release(masks);
  release(places);
}

function rarestFingerprint(anchor: Needle): usize {
  let best: usize = 0;
  let least: f64 = 2;
  for (let offset: usize = 0; offset == 0 || offset + FINGERPRINT <= anchor.length; offset++) {
    anchor.fingerprint = offset;
    memory.fill(alone, 0, MASKS);
    addTo(alone, anchor);
    const share = shareOf(alone);
    if (share < least) {
      least = share;
      best = offset;
    }
  }
  return best;
}

function takeOut(anchor: Needle, bucket: Row, masks: usize): void {
  let kept = 0;
  memory.fill(masks, 0, MASKS);
  for (let i = 0; i < bucket.length; i++) {
    const other = bucket.at(i);
    if (other == changetype<usize>(anchor)) continue;
    bucket.put(kept++, other);
    addTo(masks, changetype<Needle>(other));
  }
  bucket.length = kept;
}

function bestBucket(anchor: Needle, masks: usize): i32 {
  let best = 0;
  let least: f64 = 2;
  for (let i = 0; i < BUCKETS; i++) {
    const own = masks + (<usize>i) * MASKS;
    memory.copy(alone, own, MASKS);
    addTo(alone, anchor);
    const growth = shareOf(alone) - shareOf(own);
    if (growth < least) {
      least = growth;
      best = i;
    }
  }
  return best;
}

// ---------------------------------------------------------------- masks

/** For each byte of a fingerprint [low nibbles u32] [high nibbles u32]: a bit for each that may pass. */
const MASKS: usize = 24;
const alone = memory.data(24, 8);

function addTo(masks: usize, anchor: Needle): void {
  for (let k: usize = 0; k < FINGERPRINT; k++) {
    const at = anchor.fingerprint + k;
    const mask = masks + (k << 3);
    if (at >= anchor.length) {
      store<u64>(mask, 0x0000ffff0000ffff);
      continue;
    }
    const byte = <u32>load<u8>(anchor.bytes + at);
    addByte(mask, byte);
    if (load<u8>(anchor.masks + at) != 0) addByte(mask, byte ^ 0x20);
  }
}

function addByte(mask: usize, byte: u32): void {
  store<u32>(mask, load<u32>(mask) | (1 << (byte & 15)));
  store<u32>(mask, load<u32>(mask, 4) | (1 << (byte >> 4)), 4);
}

/** How often three bytes of a log pass. */
function shareOf(masks: usize): f64 {
  let product: f64 = 1;
  for (let k: usize = 0; k < FINGERPRINT; k++) {
    let sum: f64 = 0;
    for (let high = load<u32>(masks + (k << 3), 4); high != 0; high &= high - 1) {
      for (let low = load<u32>(masks + (k << 3)); low != 0; low &= low - 1) {
        sum += load<f64>(shares + (((<usize>ctz(high) << 4) + <usize>ctz(low)) << 3));
      }
    }
    product *= sum;
  }
  return product;
}

/** Six tables of sixteen bytes, for each nibble the buckets that it may belong to: low and high ones of each byte. */
export function fillTables(tables: usize, buckets: Row): void {
  memory.fill(tables, 0, 96);
  for (let i = 0; i < BUCKETS; i++) {
    const bucket = changetype<Row>(buckets.at(i));
    memory.fill(alone, 0, MASKS);
    for (let j = 0; j < bucket.length; j++) addTo(alone, changetype<Needle>(bucket.at(j)));
    for (let k: usize = 0; k < FINGERPRINT; k++) {
      enter(tables + (k << 4), load<u32>(alone + (k << 3)), i);
      enter(tables + ((k + FINGERPRINT) << 4), load<u32>(alone + (k << 3), 4), i);
    }
  }
}

function enter(table: usize, nibbles: u32, bucket: i32): void {
  for (; nibbles != 0; nibbles &= nibbles - 1) {
    const at = table + <usize>ctz(nibbles);
    store<u8>(at, load<u8>(at) | (<u8>1 << <u8>bucket));
  }
}

// SipHash-1-3: a hash of bytes under a seed that is drawn a run, so that nobody who writes a log can make two texts
// collide. (Aumasson, Bernstein: SipHash, a fast short-input PRF, 2012.)

let seed0: u64 = 0;
let seed1: u64 = 0;

export function setHashSeed(a: u32, b: u32, c: u32, d: u32): void {
  seed0 = (<u64>a << 32) | b;
  seed1 = (<u64>c << 32) | d;
}

/**
 * One word a turn: the text's, the last with the length in its top byte, and three zeros to finish. May read 7 bytes
 * behind the text.
 */
export function sipHash13(text: usize, length: usize): u64 {
  let v0 = seed0 ^ 0x736f6d6570736575;
  let v1 = seed1 ^ 0x646f72616e646f6d;
  let v2 = seed0 ^ 0x6c7967656e657261;
  let v3 = seed1 ^ 0x7465646279746573;
  const whole = length >> 3;
  for (let turn: usize = 0; turn < whole + 4; turn++) {
    let word: u64 = 0;
    if (turn < whole) {
      word = load<u64>(text + (turn << 3));
    } else if (turn == whole) {
      const rest = (length & 7) << 3;
      word = (load<u64>(text + (whole << 3)) & ((<u64>1 << rest) - 1)) | (<u64>length << 56);
    } else if (turn == whole + 1) {
      v2 ^= 0xff;
    }
    v3 ^= word;
    v0 += v1;
    v1 = rotl(v1, 13) ^ v0;
    v0 = rotl(v0, 32);
    v2 += v3;
    v3 = rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = rotl(v1, 17) ^ v2;
    v2 = rotl(v2, 32);
    v0 ^= word;
  }
  return v0 ^ v1 ^ v2 ^ v3;
}

/** As `sipHash13`, of a text of eight bytes. */
export function sipHash13Word(word: u64): u64 {
  let v0 = seed0 ^ 0x736f6d6570736575;
  let v1 = seed1 ^ 0x646f72616e646f6d;
  let v2 = seed0 ^ 0x6c7967656e657261;
  let v3 = seed1 ^ 0x7465646279746573;
  for (let turn = 0; turn < 5; turn++) {
    v3 ^= word;
    v0 += v1;
    v1 = rotl(v1, 13) ^ v0;
    v0 = rotl(v0, 32);
    v2 += v3;
    v3 = rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = rotl(v1, 17) ^ v2;
    v2 = rotl(v2, 32);
    v0 ^= word;
    // The length, in the top byte; then zeros, the first of them with the mark of the end.
    word = turn == 0 ? 0x0800000000000000 : 0;
    if (turn == 1) v2 ^= 0xff;
  }
  return v0 ^ v1 ^ v2 ^ v3;
}

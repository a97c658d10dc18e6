// CRC-32 of a long text: what is left of it is short, and has the same one. Knows no container.
//
// Idea: the CRC is the remainder of the text, taken as a polynomial, by another one. Let y be the place value of a
// block of sixteen bytes. Some multiple of the divisor has few terms and only powers of y:
//
//     y^300 + y^155 + y^117 + y^89 + 1
//
// So a block may be taken away where it is and added 145, 183, 211 and 300 blocks further on, and the remainder stays:
//
//     for each block but the last 300:  gone[i] = text[i] ^ gone[i-145] ^ gone[i-183] ^ gone[i-211] ^ gone[i-300]
//     the last 300:                     left[i] = text[i] ^ those of the same that are gone
//
// Five loads, four XORs and a store for sixteen bytes, where tables take a load and an XOR for each.
// The multiple is the shortest of five terms, found by trying all.
// (S. Russell: Chorba, a novel CRC32 implementation, 2024, is the idea, with other multiples.)

const BLOCK: usize = 16;
/** Of the block 300, 211, 183 and 145 before. */
const BEFORE_300: usize = 0;
const BEFORE_211: usize = (300 - 211) * BLOCK;
const BEFORE_183: usize = (300 - 183) * BLOCK;
const BEFORE_145: usize = (300 - 145) * BLOCK;
/** What is left of a text, in bytes. */
const LEFT: usize = 300 * BLOCK;
/** So much is taken away before the end of it is moved to the front: together they stay in the first cache. */
const CHUNK: usize = 1024 * BLOCK;

const gone: usize = memory.data(<i32>(LEFT + CHUNK), 16);
const left: usize = memory.data(<i32>LEFT, 16);

/**
 * Folds the whole blocks of [from, to), 301 at least, and returns where the bytes begin that are in none. `state` is
 * the register before the text, that is, the complement of the CRC so far; the register behind it is that of the 4,800
 * bytes at `foldedAt`, begun with zero.
 */
export function fold(from: usize, to: usize, state: u32): usize {
  const end = from + ((to - from) & ~(BLOCK - 1));
  const lastGone = end - LEFT;
  memory.fill(gone, 0, LEFT);
  // The register is added to the first four bytes.
  v128.store(gone + LEFT, v128.xor(v128.load(from), i32x4(state, 0, 0, 0)));
  let at = from + BLOCK;
  let put = gone + BLOCK;
  for (;;) {
    const stop = min(lastGone, at + (gone + CHUNK - put));
    for (; at + 4 * BLOCK <= stop; at += 4 * BLOCK) {
      takeAway(at, put);
      takeAway(at + BLOCK, put + BLOCK);
      takeAway(at + 2 * BLOCK, put + 2 * BLOCK);
      takeAway(at + 3 * BLOCK, put + 3 * BLOCK);
      put += 4 * BLOCK;
    }
    for (; at < stop; at += BLOCK) {
      takeAway(at, put);
      put += BLOCK;
    }
    memory.copy(gone, put, LEFT);
    put = gone;
    if (at == lastGone) break;
  }
  // From here on nothing is taken away.
  memory.fill(gone + LEFT, 0, LEFT);
  for (let offset: usize = 0; offset < LEFT; offset += BLOCK) {
    v128.store(left + offset, v128.xor(v128.load(at + offset), added(gone + offset)));
  }
  return end;
}

export function foldedAt(): usize {
  return left;
}

/** What the blocks that are gone add to one; `before`: the place of the 300th before it. */
@inline
function added(before: usize): v128 {
  return v128.xor(
    v128.xor(v128.load(before, BEFORE_300), v128.load(before, BEFORE_211)),
    v128.xor(v128.load(before, BEFORE_183), v128.load(before, BEFORE_145)),
  );
}

@inline
function takeAway(at: usize, before: usize): void {
  v128.store(before, v128.xor(v128.load(at), added(before)), LEFT);
}

// Room for texts that are not in a line as they are meant, as quoted ones with quotes in them. It is good until the next
// line. Knows no text.

import { allocateDirty, release, Row } from "./memory";

const BLOCK: usize = 4096;

let block: usize = 0;
let used: usize = 0;
/** Room for texts that did not fit into the block. */
const others: Row = Row.make();

/** To be called before a line is looked at. */
@inline
export function freeScratch(): void {
  used = 0;
  if (others.length != 0) releaseOthers();
}

function releaseOthers(): void {
  for (let i = 0; i < others.length; i++) release(others.at(i));
  others.length = 0;
}

/** Room for so many bytes. */
export function scratch(length: usize): usize {
  if (block == 0) block = allocateDirty(BLOCK);
  if (used + length <= BLOCK) {
    const at = block + used;
    used += length;
    return at;
  }
  const other = allocateDirty(length);
  others.push(other);
  return other;
}

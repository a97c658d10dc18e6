// Room for texts that are not in a line as they are meant, as quoted ones with quotes in them. It is good until the next
// line. Knows no text.
//
// A block that is full is kept until then, and the next one is twice as large: all of them together are a few times what
// was asked for, however many texts that were.

import { allocateDirty, release, Row } from "./memory";

const FIRST_SIZE: usize = 4096;

let block: usize = 0;
let size: usize = 0;
let used: usize = 0;
/** Blocks that have no more room. */
const full: Row = Row.make();

/** To be called before a line is looked at. */
@inline
export function freeScratch(): void {
  used = 0;
  if (full.length != 0) releaseAll();
}

/** What one line has needed, others do not. */
function releaseAll(): void {
  for (let i = 0; i < full.length; i++) release(full.at(i));
  full.length = 0;
  release(block);
  block = 0;
  size = 0;
}

/** Room for so many bytes, one at least. */
export function scratch(length: usize): usize {
  if (length > size - used) takeBlock(length);
  const at = block + used;
  used += length;
  return at;
}

function takeBlock(length: usize): void {
  if (block != 0) full.push(block);
  size = max(size * 2, max(length, FIRST_SIZE));
  block = allocateDirty(size);
  used = 0;
}

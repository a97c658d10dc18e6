// Memory that the host asks for: scan windows, input windows, texts of the plan.

/** Bytes behind every allocation that a 64-byte load may touch without harm. */
export const SLACK: usize = 128;

/** Zeroed memory of `size` bytes and SLACK more, aligned to 16; traps when the memory cannot grow. */
export function allocate(size: usize): usize {
  const block = heap.alloc(size + SLACK);
  memory.fill(block, 0, size + SLACK);
  return block;
}

export function release(block: usize): void {
  heap.free(block);
}

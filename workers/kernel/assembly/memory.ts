// Memory that the host and the other rooms ask for: scan windows, input windows, the plan, the tables.

/** Bytes behind every allocation that a 64-byte load may touch without harm. */
export const SLACK: usize = 128;

let allocating: bool = false;

/** Whether the kernel trapped in here: then memory is short, and nothing else is wrong. */
export function isAllocating(): bool {
  return allocating;
}

/** Zeroed memory of `size` bytes and SLACK more, aligned to 16; traps when the memory cannot grow. */
export function allocate(size: usize): usize {
  const block = allocateDirty(size);
  memory.fill(block, 0, size + SLACK);
  return block;
}

/** As `allocate`, not zeroed. */
export function allocateDirty(size: usize): usize {
  allocating = true;
  const block = heap.alloc(size + SLACK);
  allocating = false;
  return block;
}

export function release(block: usize): void {
  heap.free(block);
}

/**
 * Copies a few bytes: as memory.copy, which is a call out of the kernel and takes as long as some hundred bytes do here.
 * Up to 15 bytes more are read, and are written behind the copy.
 */
@inline
export function copyShort(to: usize, from: usize, length: usize): void {
  for (let i: usize = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i));
}

/** A growing row of addresses. */
@unmanaged
export class Row {
  items: usize;
  length: i32;
  capacity: i32;

  static make(): Row {
    return changetype<Row>(allocate(offsetof<Row>()));
  }

  push(item: usize): void {
    if (this.length == this.capacity) {
      const capacity = this.capacity == 0 ? 4 : this.capacity * 2;
      const items = allocate((<usize>capacity) * sizeof<usize>());
      memory.copy(items, this.items, (<usize>this.length) * sizeof<usize>());
      if (this.items != 0) release(this.items);
      this.items = items;
      this.capacity = capacity;
    }
    store<usize>(this.items + (<usize>this.length) * sizeof<usize>(), item);
    this.length++;
  }

  /** In place of what is there. */
  @inline
  put(index: i32, item: usize): void {
    store<usize>(this.items + (<usize>index) * sizeof<usize>(), item);
  }

  @inline
  at(index: i32): usize {
    return load<usize>(this.items + (<usize>index) * sizeof<usize>());
  }
}

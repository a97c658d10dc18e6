// How Node is started where the kernel alone is looked at: one compiler, its best code from the first scan on, no thread
// beside the first, no chance. Otherwise a busy machine gets to the better code late, and times are of two kinds.

export const steadyNode: readonly string[] = [
  process.execPath,
  ...['--no-liftoff', '--no-wasm-lazy-compilation', '--no-wasm-tier-up', '--single-threaded'],
  ...['--hash-seed=1', '--random-seed=1'],
];

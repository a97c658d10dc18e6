// How far a run is, in memory that all threads share: workers add, the coordinator reads. No result depends on it, but for
// whether what a thread left behind may be tried again.

/** Where each number stands, in cells of 64 bits. */
const cell = { storedBytes: 0, scannedBytes: 1, lines: 2, cancelled: 3, spilledBytes: 4, spilling: 5 } as const;

export interface ProgressCells {
  readonly storedBytes: number;
  readonly scannedBytes: number;
  readonly lines: number;
}

export function makeProgress(): SharedArrayBuffer {
  return new SharedArrayBuffer(Object.keys(cell).length * BigInt64Array.BYTES_PER_ELEMENT);
}

export function addProgress(shared: SharedArrayBuffer, added: ProgressCells): void {
  const cells = new BigInt64Array(shared);
  Atomics.add(cells, cell.storedBytes, BigInt(added.storedBytes));
  Atomics.add(cells, cell.scannedBytes, BigInt(added.scannedBytes));
  Atomics.add(cells, cell.lines, BigInt(added.lines));
}

/** What is scanned again is not to be counted twice. Lines that were too long to be scanned were not told of. */
export function takeBackProgress(
  shared: SharedArrayBuffer | undefined,
  { storedBytes, scannedBytes, lines, overlongLines }: ProgressCells & { readonly overlongLines: number },
): void {
  if (shared === undefined) return;
  addProgress(shared, {
    storedBytes: -storedBytes,
    scannedBytes: -scannedBytes,
    lines: overlongLines - lines,
  });
}

export function readProgress(shared: SharedArrayBuffer): ProgressCells {
  const cells = new BigInt64Array(shared);
  const read = (index: number) => Number(Atomics.load(cells, index));
  return { storedBytes: read(cell.storedBytes), scannedBytes: read(cell.scannedBytes), lines: read(cell.lines) };
}

/** Asks the workers to stop at their next window. */
export function cancel(shared: SharedArrayBuffer): void {
  Atomics.store(new BigInt64Array(shared), cell.cancelled, 1n);
}

/** So much was written because memory was short. */
export function addSpilled(shared: SharedArrayBuffer, bytes: number): void {
  Atomics.add(new BigInt64Array(shared), cell.spilledBytes, BigInt(bytes));
}

export function readSpilled(shared: SharedArrayBuffer): number {
  return Number(Atomics.load(new BigInt64Array(shared), cell.spilledBytes));
}

/** Asks the workers to spill what is much, since the coordinator has no memory for it. */
export function askToSpill(shared: SharedArrayBuffer): void {
  Atomics.store(new BigInt64Array(shared), cell.spilling, 1n);
}

export function isSpilling(shared: SharedArrayBuffer): boolean {
  return Atomics.load(new BigInt64Array(shared), cell.spilling) !== 0n;
}

export function isCancelled(shared: SharedArrayBuffer): boolean {
  return Atomics.load(new BigInt64Array(shared), cell.cancelled) !== 0n;
}

/** One cell, for one task. */
export function makeMark(): SharedArrayBuffer {
  return new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
}

export function setMark(mark: SharedArrayBuffer): void {
  Atomics.store(new Int32Array(mark), 0, 1);
}

export function isMarked(mark: SharedArrayBuffer): boolean {
  return Atomics.load(new Int32Array(mark), 0) !== 0;
}

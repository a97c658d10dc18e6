// How far a run is, in memory that all threads share: workers add, the coordinator reads. No result depends on it.

const cellNames = ['storedBytes', 'scannedBytes', 'lines', 'cancelled'] as const;

export interface ProgressCells {
  readonly storedBytes: number;
  readonly scannedBytes: number;
  readonly lines: number;
}

export function makeProgress(): SharedArrayBuffer {
  return new SharedArrayBuffer(cellNames.length * BigInt64Array.BYTES_PER_ELEMENT);
}

export function addProgress(shared: SharedArrayBuffer, added: ProgressCells): void {
  const cells = new BigInt64Array(shared);
  Atomics.add(cells, 0, BigInt(added.storedBytes));
  Atomics.add(cells, 1, BigInt(added.scannedBytes));
  Atomics.add(cells, 2, BigInt(added.lines));
}

export function readProgress(shared: SharedArrayBuffer): ProgressCells {
  const cells = new BigInt64Array(shared);
  const [storedBytes, scannedBytes, lines] = [0, 1, 2].map((cell) => Number(Atomics.load(cells, cell)));
  return { storedBytes: storedBytes ?? 0, scannedBytes: scannedBytes ?? 0, lines: lines ?? 0 };
}

/** Asks the workers to stop at their next window. */
export function cancel(shared: SharedArrayBuffer): void {
  Atomics.store(new BigInt64Array(shared), 3, 1n);
}

export function isCancelled(shared: SharedArrayBuffer): boolean {
  return Atomics.load(new BigInt64Array(shared), 3) !== 0n;
}

// One shard: open, feed, take the counts out. Whatever goes wrong becomes data, bugs included, so that a promise that is
// rejected on the other side means one thing: the thread is gone.

import { closeSync, openSync } from 'node:fs';
import { addProgress, isCancelled, type ProgressCells, setMark } from '../src/progress.ts';
import { CannotSpill } from '../src/spilled-run.ts';
import { systemMessage } from '../src/system-error.ts';
import type {
  Damage,
  ScanPlan,
  SeekPoint,
  ShardHeaders,
  ShardOutcome,
  ShardTask,
  SpilledRun,
  TimeSpan,
} from '../src/types.ts';
import { openText } from './archive/open.ts';
import { ScannedContent } from './archive/scanned-content.ts';
import { SeekPoints } from './archive/seek-points.ts';
import { BadCut, HugeWindow, OutOfMemory, type TextSource } from './archive/source.ts';
import { type Fed, feed, type LineTaker } from './feed.ts';
import { Headers } from './headers.ts';
import { type KernelInstance, lacksMemory } from './kernel/instance.ts';
import { Scanner } from './kernel/scanner.ts';
import { Lender } from './lender.ts';
import { Spiller } from './spiller.ts';
import { TextWindow } from './window.ts';

/** About the second-level cache; bench/README.md tells what else was tried. */
const windowBytes = 1024 * 1024;

/** A scanner and its window, kept for the next shard of the same plan. */
interface Kept {
  readonly planId: string;
  readonly scanner: Scanner;
  readonly window: TextWindow;
  readonly headers: Headers | undefined;
  readonly spiller: Spiller;
  readonly lender: Lender;
}

const standardInput = 0;

/** The run was called off. */
class Cancelled extends Error {}

let kept: Kept | undefined;

const nothing: ProgressCells = { storedBytes: 0, scannedBytes: 0, lines: 0 };

export async function scanShard(task: ShardTask): Promise<ShardOutcome> {
  let used: KernelInstance | undefined;
  try {
    if (task.plan.rules.length === 0) return digestInput(task);
    const own = keptFor(task);
    used = own.scanner.kernel;
    const outcome = await scanInput(task, own);
    kept = own;
    return outcome;
  } catch (error) {
    if (error instanceof HugeWindow) return { kind: 'needs-huge-window' };
    if (error instanceof BadCut) return { kind: 'bad-cut' };
    if (error instanceof Cancelled) return { kind: 'cancelled' };
    if (error instanceof CannotSpill) return { kind: 'cannot-spill', message: error.message };
    if (isOutOfMemory(error, used)) return { kind: 'out-of-memory' };
    return { kind: 'bug', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function isOutOfMemory(error: unknown, kernel: KernelInstance | undefined): boolean {
  if (error instanceof OutOfMemory) return true;
  if (error instanceof WebAssembly.RuntimeError) return kernel !== undefined && lacksMemory(kernel);
  // When a copy of its records, or a new kernel, finds no place.
  return error instanceof RangeError && /allocation failed|out of memory/i.test(error.message);
}

/** A kernel that trapped is not used again: it is taken here and put back only after a scan that ended well. */
function keptFor(task: ShardTask): Kept {
  const own = kept;
  kept = undefined;
  if (own?.planId === task.plan.id) {
    own.scanner.clear();
    own.scanner.kernel.clearTimes();
    own.window.clear();
    return own;
  }
  const scanner = new Scanner(task.plan, task.hashSeed);
  const window = new TextWindow(scanner.kernel, windowBytes);
  const headers = Headers.of(task.plan, scanner.kernel, window);
  return { planId: task.plan.id, scanner, window, headers, spiller: new Spiller(scanner), lender: new Lender() };
}

async function scanInput(task: ShardTask, own: Kept): Promise<ShardOutcome> {
  const { scanner, window, headers, spiller } = own;
  const { shard, hugeWindow, begun } = task;
  if (begun !== undefined) setMark(begun);
  const { openPath } = shard.input;
  const file = openPath === undefined ? standardInput : openFile(openPath);
  if (typeof file !== 'number') return told(task, own, { storedBytes: 0, damage: file });
  spiller.begin(task);
  try {
    await headers?.begin(task);
    const content = contentOf(task);
    const points = task.leavePoints === undefined ? undefined : new SeekPoints(task.leavePoints);
    const source = await openText({ kernel: scanner.kernel, file, shard, hugeWindow, content, points });
    try {
      scanner.setReference(shard.input.reference);
      const fed = feedTelling(task, scanner, window, source, spiller);
      const [storedBytes, damage] = [source.storedBytes(), source.damage()];
      const [stretchDigests, members] = [content?.finish(file), source.part?.members()];
      const seekPoints = damage === undefined ? points?.found() : undefined;
      const more = { members, seekPoints, headers: headers?.told(), runs: spiller.finish() };
      return told(task, own, { ...fed, storedBytes, damage, stretchDigests, ...more });
    } finally {
      source.close();
    }
  } catch (error) {
    spiller.abandon();
    throw error;
  } finally {
    if (file !== standardInput) closeSync(file);
  }
}

/** A stream cannot be read again, so its content needs no name. */
function contentOf({ digest, shard: { input, start, end } }: ShardTask): ScannedContent | undefined {
  return digest === true && input.kind === 'file' ? new ScannedContent(start, end) : undefined;
}

/** No kernel is needed for it. */
function digestInput(task: ShardTask): ShardOutcome {
  const nothing = { kind: 'scanned', planId: task.plan.id, storedBytes: 0, scannedBytes: 0, lines: 0 } as const;
  const file = openFile(task.shard.input.openPath ?? '');
  if (typeof file !== 'number') return { ...nothing, overlongLines: 0, damage: file, rules: [] };
  try {
    const stretchDigests = contentOf(task)?.finish(file);
    return { ...nothing, overlongLines: 0, ...(stretchDigests && { stretchDigests }), rules: [] };
  } finally {
    closeSync(file);
  }
}

/** Of a scan that comes to nothing the progress is taken back. */
function feedTelling(task: ShardTask, scanner: Scanner, window: TextWindow, source: TextSource, spiller: Spiller): Fed {
  const teller = new ProgressTeller(task, scanner, source);
  try {
    const fed = feed(takerOf(task.plan, scanner), window, source, (scannedBytes) => {
      teller.tell(scannedBytes);
      spiller.look();
    });
    // What came with the end: a last line without LF.
    teller.tell(0);
    return fed;
  } catch (error) {
    teller.takeBack();
    throw error;
  }
}

function openFile(path: string): number | Damage {
  try {
    return openSync(path, 'r');
  } catch (error) {
    return { reason: 'unreadable', message: `could not be opened: ${systemMessage(error)}` };
  }
}

/** Where times matter, it also notes when the text begins and ends. */
function takerOf({ decode, since, until }: ScanPlan, scanner: Scanner): LineTaker {
  if (decode === undefined && since === undefined && until === undefined) return scanner;
  return {
    scan(from, to) {
      scanner.scan(from, to);
      scanner.kernel.noteTimes(from, to);
    },
  };
}

function timesOf({ kernel }: Scanner): TimeSpan | undefined {
  const first = kernel.firstTime();
  return first === 0n ? undefined : { first, last: kernel.lastTime() };
}

interface Told extends Partial<Fed> {
  readonly storedBytes: number;
  readonly damage: Damage | undefined;
  readonly stretchDigests?: readonly string[] | undefined;
  readonly headers?: ShardHeaders | undefined;
  readonly members?: number | undefined;
  /** Of each rule. */
  readonly runs?: readonly (readonly SpilledRun[])[] | undefined;
  readonly seekPoints?: readonly SeekPoint[] | undefined;
}

function told(task: ShardTask, { scanner, lender }: Kept, found: Told): ShardOutcome {
  const { storedBytes, damage, stretchDigests, headers, members, runs, seekPoints = [], ...fed } = found;
  const { scannedBytes = 0, overlongLines = 0 } = fed;
  lender.begin(task.mayLend === true ? scanner.kernel.countsSize() : 0);
  const { lines, rules, ...counted } = scanner.counts(lender.keep);
  const lent = lender.end();
  const times = timesOf(scanner);
  return {
    kind: 'scanned',
    planId: task.plan.id,
    storedBytes,
    scannedBytes,
    lines: lines + overlongLines,
    overlongLines,
    ...(members === undefined ? {} : { members }),
    ...(times === undefined ? {} : { times }),
    ...(seekPoints.length === 0 ? {} : { seekPoints }),
    ...(stretchDigests === undefined ? {} : { stretchDigests }),
    ...(headers === undefined ? {} : { headers }),
    ...(damage === undefined ? {} : { damage }),
    ...(lent === undefined ? {} : { lent }),
    ...counted,
    rules: runs === undefined ? rules : rules.map((rule, index) => ({ ...rule, runs: runs[index] ?? [] })),
  };
}

class ProgressTeller {
  readonly #task: ShardTask;
  readonly #scanner: Scanner;
  readonly #source: TextSource;
  #told: ProgressCells = nothing;

  constructor(task: ShardTask, scanner: Scanner, source: TextSource) {
    this.#task = task;
    this.#scanner = scanner;
    this.#source = source;
  }

  /** So much more text was scanned. */
  tell(scannedBytes: number): void {
    const { progress } = this.#task;
    if (progress === undefined) return;
    if (isCancelled(progress)) throw new Cancelled();
    this.#tellAll(progress, {
      storedBytes: this.#source.storedBytes(),
      scannedBytes: this.#told.scannedBytes + scannedBytes,
      lines: this.#scanner.linesSoFar(),
    });
  }

  takeBack(): void {
    if (this.#task.progress !== undefined) this.#tellAll(this.#task.progress, nothing);
  }

  #tellAll(progress: SharedArrayBuffer, { storedBytes, scannedBytes, lines }: ProgressCells): void {
    addProgress(progress, {
      storedBytes: storedBytes - this.#told.storedBytes,
      scannedBytes: scannedBytes - this.#told.scannedBytes,
      lines: lines - this.#told.lines,
    });
    this.#told = { storedBytes, scannedBytes, lines };
  }
}

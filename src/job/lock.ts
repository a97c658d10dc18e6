// One run of a job at a time. The lock is a file that names its process: by number, and by when that process began,
// since numbers come again. A lock whose process is gone is stale, and the next run takes its place; one that another
// machine or container has left cannot be judged from here, and stays. One that says nothing is stale after a minute: a
// power cut or a full disk can leave such a file. Nothing waits. Knows no job.
//
// A lock comes into being by `wx`, which of two runs lets one. A stale one is removed only by who holds a second file
// of the same kind, the handover, and looks again while holding it: else two runs could both find the lock stale, and
// the slower one remove the lock that the faster one has just made. A handover is taken as the lock is, so that one whose
// process was killed is stale in its turn.

import { closeSync, lstatSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { systemCode, systemMessage } from '../system-error.ts';
import { quote, showText } from '../text.ts';

export interface Processes {
  readonly own: Owner;
  /** When the process of this number began, in any words; undefined if there is none. Asked only of this machine's. */
  began(pid: number): string | undefined;
}

/** Who has a lock. */
export interface Owner {
  readonly pid: number;
  /** As `Processes.began` says it. */
  readonly began: string;
  /** The machine, and what else must be the same for process numbers to mean the same. */
  readonly machine: string;
}

export interface Lock {
  /** Does nothing a second time. */
  release(): void;
}

/** Takes the lock at `path`; a UserError if a run has it, or if it cannot be written. `what` is what runs once. */
export function takeLock(path: string, what: string, processes: Processes): Lock {
  const other = acquire(path, processes);
  if (other?.path === path) throw held(path, what, other.found);
  if (other !== undefined) {
    throw new UserError(
      `Expected to run ${what} alone, but another run takes over the lock of one that was killed; try again, or remove ${quote(other.path)} if no run is going on`,
    );
  }
  tidy(handoverOf(path), processes);
  let isHeld = true;
  return {
    release() {
      if (isHeld) remove(path);
      isHeld = false;
    },
  };
}

/** What is in the way: the lock, or a handover. */
interface Obstacle {
  readonly path: string;
  readonly found: Found;
}

/** Undefined if the file is ours now. */
function acquire(path: string, processes: Processes): Obstacle | undefined {
  if (create(path, processes.own)) return undefined;
  const found = inspect(path, processes);
  if (found.kind === 'held') return { path, found };
  const obstacle = found.kind === 'stale' ? removeStale(path, processes) : undefined;
  if (obstacle !== undefined) return obstacle;
  // Someone else may have been faster.
  return create(path, processes.own) ? undefined : { path, found: inspect(path, processes) };
}

function removeStale(path: string, processes: Processes): Obstacle | undefined {
  const handover = handoverOf(path);
  const obstacle = acquire(handover, processes);
  if (obstacle !== undefined) return obstacle;
  try {
    if (inspect(path, processes).kind === 'stale') remove(path);
  } finally {
    remove(handover);
  }
  return undefined;
}

/** Of a run that was killed between removing a stale lock and its own handover. */
function tidy(handover: string, processes: Processes): void {
  try {
    if (inspect(handover, processes).kind === 'stale' && acquire(handover, processes) === undefined) remove(handover);
  } catch {
    // It is in nobody's way as long as no lock is stale, and is told then.
  }
}

function handoverOf(path: string): string {
  return `${path}.handover`;
}

function remove(path: string): void {
  rmSync(path, { force: true });
}

type Found =
  | { readonly kind: 'held'; readonly owner: Owner | undefined; readonly isHere: boolean }
  | { readonly kind: 'stale' }
  | { readonly kind: 'none' };

/** False if there is one. */
function create(path: string, owner: Owner): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw new UserError(`The lock ${quote(path)} cannot be written: ${systemMessage(error)}`);
  }
  try {
    writeSync(file, `${JSON.stringify(owner)}\n`);
    closeSync(file);
    return true;
  } catch (error) {
    closeSync(file);
    rmSync(path, { force: true });
    throw new UserError(`The lock ${quote(path)} cannot be written: ${systemMessage(error)}`);
  }
}

function inspect(path: string, processes: Processes): Found {
  let text: string;
  try {
    // Nobody may ever write into a pipe, and who waits for one to open is deaf to signals.
    if (!lstatSync(path).isFile())
      throw new UserError(`Expected the lock ${quote(path)} to be a file; remove what stands there`);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (systemCode(error) === 'ENOENT') return { kind: 'none' };
    throw new UserError(`The lock ${quote(path)} cannot be read: ${systemMessage(error)}`);
  }
  const owner = parseOwner(text);
  // Perhaps it is being written just now; whoever began it long ago died before it was.
  if (owner === undefined) return isOld(path) ? { kind: 'stale' } : { kind: 'held', owner, isHere: false };
  const isHere = owner.machine === processes.own.machine;
  const isGone = isHere && processes.began(owner.pid) !== owner.began;
  return isGone ? { kind: 'stale' } : { kind: 'held', owner, isHere };
}

/** A lock is written at once. */
function isOld(path: string): boolean {
  return Date.now() - (lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > oldMs;
}

const oldMs = 60_000;

function parseOwner(text: string): Owner | undefined {
  try {
    const { pid, began, machine }: Partial<Record<keyof Owner, unknown>> = JSON.parse(text);
    const isWhole = Number.isSafeInteger(pid) && typeof began === 'string' && typeof machine === 'string';
    return isWhole ? { pid: Number(pid), began, machine } : undefined;
  } catch {
    return undefined;
  }
}

function held(path: string, what: string, found: Found): UserError {
  const owner = found.kind === 'held' ? found.owner : undefined;
  const start = `Expected to run ${what} alone, but`;
  if (owner === undefined) {
    return new UserError(`${start} another run has just begun it; if none has, remove the lock ${quote(path)}`);
  }
  if (found.kind === 'held' && found.isHere) {
    return new UserError(`${start} process ${owner.pid} runs it now; wait for its end, or end it`);
  }
  const where = showText(owner.machine);
  return new UserError(
    `${start} process ${owner.pid} of another machine or container (${where}) has the lock ${quote(path)}; if it is gone, remove that file`,
  );
}

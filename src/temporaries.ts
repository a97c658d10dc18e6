// Names of temporary files and folders, and which of them nobody will come back for: a process that was killed cannot clean up, so
// whoever comes next does. A name tells the machine and the process that made it; it begins with a dot, so that no walk
// over directories takes it for an input.

import { lstatSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { lazily } from './lazily.ts';

/** Of a sweep that writes nothing, each thread would load it for nothing. */
const crypto = lazily<typeof import('node:crypto')>('node:crypto');

const shape = /^\.syslog-sweep-([0-9a-f]{8})-(\d+)-[0-9a-f]{16}\.tmp$/;

/** A name that no other process, and no other file of this one, has. */
export function temporaryName(): string {
  return `.syslog-sweep-${ownMachine()}-${process.pid}-${crypto().randomBytes(8).toString('hex')}.tmp`;
}

/**
 * Removes what dead processes of this machine left in a folder; of processes elsewhere, which cannot be asked, what has
 * not been written to for so long. Never fails.
 */
export function removeLeftovers(
  folder: string,
  elsewhereAfterMs = Number.POSITIVE_INFINITY,
  mayRemove: (path: string) => boolean = () => true,
): void {
  for (const name of namesIn(folder)) {
    const [, machine, process] = shape.exec(name) ?? [];
    if (machine === undefined) continue;
    const path = join(folder, name);
    const isLeft = machine === ownMachine() ? !isAlive(Number(process)) : ageMs(path) > elsewhereAfterMs;
    if (isLeft) tryTo(() => mayRemove(path) && rmSync(path, { recursive: true }));
  }
}

/**
 * As `removeLeftovers`, of a folder that others write to as well: only what this user made, and nobody else can change
 * while it is removed.
 */
export function removeOwnLeftovers(folder: string): void {
  removeLeftovers(folder, Number.POSITIVE_INFINITY, (path) => {
    const own = process.getuid?.();
    const { uid, mode } = lstatSync(path);
    return own === undefined || (uid === own && (mode & 0o022) === 0);
  });
}

let own: string | undefined;

/** Processes of two containers may share a folder and a number. */
function ownMachine(): string {
  own ??= crypto()
    .createHash('sha256')
    .update(`${hostname()}\n${tryTo(() => readlinkSync('/proc/self/ns/pid')) ?? ''}`)
    .digest('hex')
    .slice(0, 8);
  return own;
}

function namesIn(folder: string): readonly string[] {
  return tryTo(() => readdirSync(folder)) ?? [];
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is alive too.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function ageMs(path: string): number {
  return Date.now() - (tryTo(() => statSync(path).mtimeMs) ?? Number.POSITIVE_INFINITY);
}

function tryTo<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

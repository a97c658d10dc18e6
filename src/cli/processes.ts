// The processes of this machine, for locks: which there are, and when each began, in the system's own words.

import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Processes } from '../job/lock.ts';
import { lazily } from '../lazily.ts';

const childProcess = lazily<typeof import('node:child_process')>('node:child_process');

export function systemProcesses(): Processes {
  return {
    own: { pid: process.pid, began: began(process.pid) ?? '', machine: machine() },
    began,
  };
}

/** In containers with a name of their own, numbers mean others' processes. */
function machine(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

function began(pid: number): string | undefined {
  switch (process.platform) {
    case 'linux':
      return beganOnLinux(pid);
    case 'win32':
      // The system tells it only by way of slow programs; a number that came again keeps a stale lock.
      return isThere(pid) ? 'unknown' : undefined;
    default:
      return beganByPs(pid);
  }
}

/** In clock ticks since the machine's start, which is named too. */
function beganOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the program, in parentheses, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, ticks] = [fields[0], fields[19]];
    // A zombie has ended, though nobody has asked how.
    if (state === 'Z' || state === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()} ${ticks}`;
  } catch {
    return undefined;
  }
}

function beganByPs(pid: number): string | undefined {
  const { stdout } = childProcess().spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  });
  return stdout?.trim() || undefined;
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

// What this machine has: commands on the PATH, packages that can be imported, files. Runs nothing.

import { accessSync, constants, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder: benches run from its `dist/bench`. */
export const projectFolder = fileURLToPath(new URL('../../', import.meta.url));

/** A file's name starts at the project's folder. */
export type Need =
  | { readonly kind: 'command'; readonly name: string }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'file'; readonly name: string };

/** The names of those that are not there. */
export function missing(needs: readonly Need[]): string[] {
  return needs.filter((need) => !isThere(need)).map((need) => need.name);
}

/** Where a command lies, found as a shell would find it. */
export function commandPath(name: string): string | undefined {
  const endings = process.platform === 'win32' ? (process.env.PATHEXT ?? '.EXE').split(';') : [''];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const ending of endings) {
      const path = join(folder, name + ending);
      if (folder !== '' && isExecutable(path)) return path;
    }
  }
  return undefined;
}

function isThere(need: Need): boolean {
  if (need.kind === 'command') return commandPath(need.name) !== undefined;
  if (need.kind === 'file') return statSync(join(projectFolder, need.name), { throwIfNoEntry: false }) !== undefined;
  try {
    createRequire(import.meta.url).resolve(need.name);
    return true;
  } catch {
    return false;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

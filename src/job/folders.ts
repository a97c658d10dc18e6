// Folders for what a job writes: made where they are missing, and never outside of the job's own folder, also not by
// way of symbolic links.

import { lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, posix, relative, sep } from 'node:path';
import { UserError } from '../errors.ts';
import { systemCode, systemMessage } from '../system-error.ts';
import { quote } from '../text.ts';

/**
 * Makes the folders above `path`, which is relative to the current folder and has been checked to stay in it by its
 * names. A UserError if one cannot be made, or if one of them, or the file itself, leads out.
 */
export function makeFoldersFor(path: string): void {
  const root = realpathSync.native('.');
  const names = posix.normalize(path).split('/');
  for (let depth = 1; depth < names.length; depth++) {
    const folder = names.slice(0, depth).join('/');
    makeFolder(folder, path);
    expectWithin(root, folder, path);
  }
  if (isLink(path)) expectWithin(root, path, path);
}

function makeFolder(folder: string, path: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (systemCode(error) === 'EEXIST' && isFolder(folder)) return;
    throw new UserError(`The folder ${quote(folder)} for ${quote(path)} cannot be made: ${systemMessage(error)}`);
  }
}

/** Also by a link. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Where the way leads is told by who follows it.
    return true;
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch (error) {
    throw new UserError(`The place of ${quote(path)} cannot be looked at: ${systemMessage(error)}`);
  }
}

function expectWithin(root: string, place: string, path: string): void {
  const way = relative(root, realPlace(place, path));
  if (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)) return;
  throw new UserError(
    `Expected to write ${quote(path)} in the job file's folder or below, but ${quote(place)} leads out of it; name another place`,
  );
}

function realPlace(place: string, path: string): string {
  try {
    return realpathSync.native(place);
  } catch (error) {
    throw new UserError(`Expected ${quote(place)} for ${quote(path)} to lead somewhere: ${systemMessage(error)}`);
  }
}

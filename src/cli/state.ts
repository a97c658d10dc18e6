// The commands `state list`, `prune` and `verify`.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { exitCode, UserError } from '../errors.ts';
import { openFolder, places, type StateFolder } from '../kept/folder.ts';
import { readManifest, sweepNames } from '../kept/manifest.ts';
import { pruneState as prune } from '../kept/prune.ts';
import { fileNames, verifyState as verify } from '../kept/verify.ts';
import { expected } from '../spec/mistakes.ts';
import { systemCode, systemMessage } from '../system-error.ts';
import { amount, grouped, quote, showText } from '../text.ts';
import { printText } from './print.ts';

/** Prints the sweeps of a folder, the latest last, and what the folder takes. */
export async function listState(path: string): Promise<void> {
  const folder = openExisting(path);
  // Another process may prune meanwhile: what is gone is not told.
  const stats = (name: string) => statSync(join(path, name), { throwIfNoEntry: false });
  const asked = (name: string) => stats(`${places.sweeps}/${name}`)?.mtime.toISOString() ?? '';
  const sweeps = sweepNames(folder).flatMap(({ name, ...rest }) => {
    const manifest = readManifest(folder, { name, ...rest });
    if (manifest === undefined) return [];
    return [{ ...manifest, lastAsked: asked(name) }];
  });
  const lines = sweeps.map(({ id, lastAsked, spec, inputs, unkept, unreadable }) => {
    const others = unkept.length + unreadable.length;
    const rules = spec.rules.map((rule) => rule.id).join(', ');
    const notKept = others === 0 ? '' : ` and ${others} not kept`;
    return `${id}  ${lastAsked.replace(/\.\d+Z$/, 'Z')}  ${amount(inputs.length, 'input')}${notKept}  ${shortened(rules)}`;
  });
  const names = fileNames(path);
  const bytes = names.reduce((sum, name) => sum + (stats(name)?.size ?? 0), 0);
  const total = `${amount(sweeps.length, 'sweep')}, ${amount(names.length, 'file')}, ${amount(bytes, 'byte')}`;
  await printText(`${[...lines, total].map(showText).join('\n')}\n`);
}

/** Removes what nobody has asked for since so many days. */
export async function pruneState(path: string, { olderThan }: { readonly olderThan: string }): Promise<void> {
  const [, days] = /^(\d{1,5})d?$/.exec(olderThan) ?? [];
  if (days === undefined) {
    throw new UserError(expected('the `--older-than` option', 'a number of days such as 90d', quote(olderThan)));
  }
  const { sweeps, files, bytes } = prune(openExisting(path), Date.now() - Number(days) * 24 * 60 * 60 * 1000);
  await printText(`removed ${amount(sweeps, 'sweep')}, ${amount(files, 'file')}, ${amount(bytes, 'byte')}\n`);
}

/** Exit code 1 if a file is not as it was written. */
export async function verifyState(path: string): Promise<void> {
  openExisting(path);
  const { files, damaged, newer } = verify(path);
  const lines = [
    ...damaged.map((name) => `damaged: ${showText(name)}`),
    ...newer.map((name) => `of a newer version: ${showText(name)}`),
    `${amount(files, 'file')}, ${grouped(damaged.length)} damaged`,
  ];
  await printText(`${lines.join('\n')}\n`);
  process.exitCode = damaged.length === 0 ? exitCode.complete : exitCode.problems;
}

function openExisting(path: string): StateFolder {
  if (!isFolder(path)) throw new UserError(`Expected a state folder, got ${quote(path)}, which is no folder`);
  const folder = openFolder(path, (message) => console.error(`syslog-sweep: ${message}`));
  if (folder === undefined) throw new UserError('The state folder is of a newer version');
  return folder;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return false;
    throw new UserError(`The state folder ${quote(path)} cannot be read: ${systemMessage(error)}`);
  }
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

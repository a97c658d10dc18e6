// The commands `state list`, `prune` and `verify`.

import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { exitCode, UserError } from '../errors.ts';
import { places } from '../kept/folder.ts';
import { type Manifest, readManifest, sweepNames, whyUnreadable } from '../kept/manifest.ts';
import { openExisting } from '../kept/open-folder.ts';
import { pruneState as prune } from '../kept/prune.ts';
import { fileNames, verifyState as verify } from '../kept/verify.ts';
import { expected } from '../spec/mistakes.ts';
import { amount, grouped, quote, showText } from '../text.ts';
import { printText } from './print.ts';

/** Prints the sweeps of a folder, the latest last, and what the folder takes. Exit code 1 if one cannot be read. */
export async function listState(path: string): Promise<void> {
  const folder = openExisting(path, 'read', warn);
  // Another process may prune meanwhile, or the system let nobody look: that is not told.
  const stats = (name: string) => {
    try {
      return lstatSync(join(path, name));
    } catch {
      return undefined;
    }
  };
  const sweeps = sweepNames(folder).flatMap((sweep) => {
    const found = readManifest(folder, sweep);
    if (found.kind === 'gone') return [];
    const asked = stats(`${places.sweeps}/${sweep.name}`)?.mtime.toISOString() ?? '';
    return [{ id: sweep.id, asked: asked.replace(/\.\d+Z$/, 'Z'), found }];
  });
  const lines = sweeps.map(({ id, asked, found }) => {
    const what = found.kind === 'manifest' ? described(found.manifest) : `cannot be read: ${whyUnreadable[found.kind]}`;
    return `${id}  ${asked}  ${what}`;
  });
  const names = fileNames(path);
  const bytes = names.reduce((sum, name) => sum + (stats(name)?.size ?? 0), 0);
  const total = `${amount(sweeps.length, 'sweep')}, ${amount(names.length, 'file')}, ${amount(bytes, 'byte')}`;
  await printText(`${[...lines, total].map(showText).join('\n')}\n`);
  const isRead = sweeps.every(({ found }) => found.kind === 'manifest');
  process.exitCode = isRead ? exitCode.complete : exitCode.problems;
}

function described({ spec, inputs, unkept, unreadable }: Manifest): string {
  const others = unkept.length + unreadable.length;
  const rules = spec.rules.map((rule) => rule.id).join(', ');
  const notKept = others === 0 ? '' : ` and ${others} not kept`;
  return `${amount(inputs.length, 'input')}${notKept}  ${shortened(rules)}`;
}

/** Removes what nobody has asked for since so many days. Exit code 1 if something of it cannot be removed. */
export async function pruneState(path: string, { olderThan }: { readonly olderThan: string }): Promise<void> {
  const [, days] = /^(\d{1,5})d?$/.exec(olderThan) ?? [];
  if (days === undefined) {
    throw new UserError(expected('the `--older-than` option', 'a number of days such as 90d', quote(olderThan)));
  }
  const folder = openExisting(path, 'change', warn);
  const { sweeps, files, bytes, stuck } = prune(folder, Date.now() - Number(days) * 24 * 60 * 60 * 1000);
  for (const { name, why } of stuck.slice(0, mostNamed)) {
    warn(`The kept file "${showText(join(path, name))}" cannot be removed: ${why}`);
  }
  const rest = stuck.length === 0 ? '' : `; ${amount(stuck.length, 'file')} could not be removed`;
  await printText(`removed ${amount(sweeps, 'sweep')}, ${amount(files, 'file')}, ${amount(bytes, 'byte')}${rest}\n`);
  process.exitCode = stuck.length === 0 ? exitCode.complete : exitCode.problems;
}

/** Of many files with the same fault so many. */
const mostNamed = 20;

/** Exit code 1 if a file is not as it was written. */
export async function verifyState(path: string): Promise<void> {
  // What is damaged is told below.
  openExisting(path, 'read', () => {});
  const { files, damaged, newer } = verify(path);
  const lines = [
    ...damaged.map((name) => `damaged: ${showText(name)}`),
    ...newer.map((name) => `of a newer version: ${showText(name)}`),
    `${amount(files, 'file')}, ${grouped(damaged.length)} damaged`,
  ];
  await printText(`${lines.join('\n')}\n`);
  process.exitCode = damaged.length === 0 ? exitCode.complete : exitCode.problems;
}

function warn(message: string): void {
  console.error(`syslog-sweep: ${message}`);
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

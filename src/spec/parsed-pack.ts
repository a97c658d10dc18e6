// Packs as they were parsed when the tool was built: reading YAML takes longer than a small sweep. Knows no rule; a pack
// that has changed since, or that nobody has parsed, is not known here.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packNames, packShown } from '../rules/packs.ts';
import type { Entry, Tree } from './tree.ts';

/** The tree of a pack's file without its path, and the digest of its text. */
interface ParsedPack {
  readonly digest: string;
  readonly tree: Tree;
}

/** The tree of a rule file with this text, if it is a pack; its places are in `shown`, as messages call the file. */
export function parsedPack(text: string, shown: string): Tree | undefined {
  const name = packNames.find((each) => packShown(each) === shown);
  if (name === undefined) return undefined;
  try {
    const { digest, tree }: ParsedPack = JSON.parse(readFileSync(parsedPath(name), 'utf8'));
    return digest === digestOf(text) ? withPath(tree, shown) : undefined;
  } catch {
    return undefined;
  }
}

/** What `parsedPack` reads, to be written to `parsedPath`. */
export function writtenPack(text: string, tree: Tree): string {
  return JSON.stringify({ digest: digestOf(text), tree: withPath(tree, '') } satisfies ParsedPack);
}

/** Where a pack lies as it was parsed. */
export function parsedPath(name: string): string {
  return fileURLToPath(new URL(`../../bundled/${name}.pack.json`, import.meta.url));
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function withPath(tree: Tree, path: string): Tree {
  const place = { ...tree.place, path };
  if (tree.kind === 'list') return { ...tree, place, items: tree.items.map((item) => withPath(item, path)) };
  if (tree.kind !== 'map') return { ...tree, place };
  const entries = tree.entries.map(
    (entry): Entry => ({ ...entry, place: { ...entry.place, path }, value: withPath(entry.value, path) }),
  );
  return { ...tree, place, entries };
}

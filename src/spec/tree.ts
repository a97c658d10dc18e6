// YAML (and so JSON) as a tree that knows where each value stands, and what a reader may expect of it: texts, lists,
// fields by name. Hostile files end in a mistake, not in memory or time: no tags, no merge keys, no second document,
// no deep nesting, aliases only as far as they stay small. The only importer of yaml; knows no rules.

import type { CST, LineCounter, Node } from 'yaml';
import { lazily } from '../lazily.ts';
import { quote, showText } from '../text.ts';
import { didYouMean, expected, type Mistakes, mistakesShown, type Place } from './mistakes.ts';

const yaml = lazily<typeof import('yaml')>('yaml');

export type Tree = { readonly place: Place } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number; readonly written: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'list'; readonly items: readonly Tree[] }
  | { readonly kind: 'map'; readonly entries: readonly Entry[] }
);

export interface Entry {
  readonly name: string;
  readonly place: Place;
  readonly value: Tree;
}

const maxDepth = 50;
/** Aliases may repeat so many values in all. */
const maxRepeated = 10_000;

/** Reads one YAML or JSON document; undefined if it is none, and then its mistakes are noted. */
export function parseTree(text: string, path: string, mistakes: Mistakes): Tree | undefined {
  const lines = new (yaml().LineCounter)();
  const building: Building = {
    placeAt: (offset) => {
      const { line, col } = lines.linePos(offset);
      return { path, line, column: col };
    },
    note: (offset, message) => {
      building.noted = true;
      mistakes.add(building.placeAt(offset), message);
    },
    noted: false,
    anchors: new Map(),
    repeated: 0,
  };
  const tree = composeTree([...new (yaml().Parser)(lines.addNewLine).parse(text)], lines, text.length, building);
  return building.noted ? undefined : tree;
}

interface Building {
  readonly placeAt: (offset: number) => Place;
  readonly note: (offset: number, message: () => string) => void;
  noted: boolean;
  /** What an anchor stands for; undefined while it is being built. */
  readonly anchors: Map<string, Built | undefined>;
  repeated: number;
}

interface Built {
  readonly tree: Tree;
  /** Values in it, with aliases in full. */
  readonly size: number;
}

function composeTree(
  tokens: readonly CST.Token[],
  lineCounter: LineCounter,
  length: number,
  building: Building,
): Tree | undefined {
  // The parser keeps its own stack; the composer would recurse until the process dies, so it sees no deep file.
  const deep = findDeepToken(tokens);
  if (deep !== undefined) {
    building.note(deep, () => `Expected values nested at most ${maxDepth} deep, got more`);
    return undefined;
  }
  // Names given twice are found in expectFields: yaml would compare every name with every other.
  const composer = new (yaml().Composer)({ lineCounter, uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
  const [document, second] = composer.compose(untilManyErrors(tokens), true, length);
  for (const { pos, message } of [...(document?.errors ?? []), ...(document?.warnings ?? [])]) {
    building.note(pos[0], () => `Expected YAML or JSON: ${showText(message)}`);
  }
  if (second !== undefined) building.note(second.range[0], () => 'Expected one document, got a second one');
  return document === undefined ? undefined : buildTree(document.contents, 0, building).tree;
}

// The composer takes long over each error, and nobody reads a thousand.
function untilManyErrors(tokens: readonly CST.Token[]): readonly CST.Token[] {
  let errors = 0;
  const end = tokens.findIndex(({ type }) => type === 'error' && ++errors > mistakesShown);
  return end === -1 ? tokens : tokens.slice(0, end);
}

function findDeepToken(tokens: readonly CST.Token[]): number | undefined {
  let level: CST.Token[] = tokens.flatMap((token) => (token.type === 'document' ? (token.value ?? []) : []));
  for (let depth = 0; depth < maxDepth; depth++) level = level.flatMap(childTokens);
  return level[0]?.offset;
}

function childTokens(token: CST.Token): CST.Token[] {
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key ?? [], value ?? []].flat());
}

function buildTree(node: Node | null, parentOffset: number, building: Building): Built {
  // A value that is not there stands where its name or its list stands.
  const offset = node?.range?.[0] ?? parentOffset;
  if (yaml().isAlias(node)) return followAlias(node.source, offset, building);
  const anchor = yaml().isScalar(node) || yaml().isMap(node) || yaml().isSeq(node) ? node.anchor : undefined;
  if (anchor !== undefined) building.anchors.set(anchor, undefined);
  if (node?.tag !== undefined) noteTag(node.tag, offset, building);
  const built = buildValue(node, offset, building);
  if (anchor !== undefined) building.anchors.set(anchor, built);
  return built;
}

function noteTag(tag: string, offset: number, { note }: Building): void {
  if (tag !== 'tag:yaml.org,2002:str') note(offset, () => `Expected no tag, got ${quote(tag)}`);
}

function followAlias(name: string, offset: number, building: Building): Built {
  const target = building.anchors.get(name);
  if (target === undefined) {
    building.note(offset, () => `Expected ${quote(`*${name}`)} to follow its anchor, and not to stand within it`);
  } else {
    building.repeated += target.size;
    if (building.repeated <= maxRepeated) return target;
    building.note(offset, () => `Expected aliases to repeat at most ${maxRepeated} values; name a list instead`);
  }
  return { tree: { kind: 'nothing', place: building.placeAt(offset) }, size: 1 };
}

function buildValue(node: Node | null, offset: number, building: Building): Built {
  const place = building.placeAt(offset);
  // What the composer made holds nodes and nothing; only documents built by hand hold other values.
  if (yaml().isMap(node)) {
    const pairs = node.items.map(({ key, value }) => buildEntry(key as Node, value as Node | null, building));
    return { tree: { kind: 'map', entries: pairs.map(({ entry }) => entry), place }, size: totalSize(pairs) };
  }
  if (yaml().isSeq(node)) {
    const built = node.items.map((item) => buildTree(item as Node | null, offset, building));
    return { tree: { kind: 'list', items: built.map(({ tree }) => tree), place }, size: totalSize(built) };
  }
  return { tree: buildScalar(node, offset, place, building), size: 1 };
}

function buildEntry(key: Node | null, value: Node | null, building: Building): { entry: Entry; size: number } {
  const offset = key?.range?.[0] ?? value?.range?.[0] ?? 0;
  const named = yaml().isScalar(key) && typeof key.value === 'string';
  if (!named) building.note(offset, () => 'Expected the name of a field or list, as text');
  const { tree, size } = buildTree(value, offset, building);
  return { entry: { name: named ? String(key.value) : '', place: building.placeAt(offset), value: tree }, size };
}

function totalSize(parts: readonly { readonly size: number }[]): number {
  return parts.reduce((sum, { size }) => sum + size, 1);
}

function buildScalar(node: Node | null, offset: number, place: Place, building: Building): Tree {
  const value: unknown = yaml().isScalar(node) ? node.value : null;
  if (typeof value === 'string') {
    if (/\p{Surrogate}/u.test(value)) building.note(offset, () => 'Expected text, got half of a surrogate pair');
    return { kind: 'text', text: value, place };
  }
  if (typeof value === 'number') {
    return { kind: 'number', value, written: (yaml().isScalar(node) && node.source) || String(value), place };
  }
  return typeof value === 'boolean' ? { kind: 'boolean', value, place } : { kind: 'nothing', place };
}

// ---------------------------------------------------------------- what a reader expects

export interface ExpectedFields {
  readonly known: readonly string[];
  /** By name: where that is said instead. */
  readonly elsewhere?: Readonly<Record<string, string>>;
}

export type Fields = ReadonlyMap<string, Entry>;

/** The fields of a map; notes unknown fields, and fields given twice. */
export function expectFields(tree: Tree, subject: string, fields: ExpectedFields, mistakes: Mistakes): Fields {
  const found = expectNames(tree, subject, mistakes);
  for (const [name, { place }] of found) {
    if (fields.known.includes(name)) continue;
    mistakes.add(place, () => unknownName(name, subject, fields));
  }
  return found;
}

function unknownName(name: string, subject: string, { known, elsewhere = {} }: ExpectedFields): string {
  const instead = Object.hasOwn(elsewhere, name) ? `; ${elsewhere[name]}` : '';
  const hint = instead || didYouMean(name, known) || `; known are ${known.join(', ')}`;
  return `Unknown field ${quote(name)} in ${subject}${hint}`;
}

/** The entries of a map by name, whatever the names are. */
export function expectNames(tree: Tree, subject: string, mistakes: Mistakes): Fields {
  const found = new Map<string, Entry>();
  if (tree.kind !== 'map') {
    mistakes.add(tree.place, () => expected(subject, 'a map of names to values', describe(tree)));
    return found;
  }
  for (const entry of tree.entries) {
    const before = found.get(entry.name);
    if (before === undefined) found.set(entry.name, entry);
    else mistakes.add(entry.place, () => `${quote(entry.name)} stands here again, after line ${before.place.line}`);
  }
  return found;
}

export function expectList(tree: Tree, subject: string, mistakes: Mistakes): readonly Tree[] {
  if (tree.kind === 'list') return tree.items;
  mistakes.add(tree.place, () => expected(subject, 'a list in [ ] or with dashes', describe(tree)));
  return [];
}

/** A text, never a number or a boolean that looks like one; undefined after a mistake. */
export function expectText(tree: Tree, subject: string, mistakes: Mistakes): string | undefined {
  if (tree.kind === 'text') return tree.text;
  mistakes.add(tree.place, () => {
    const hint = tree.kind === 'number' ? `; write it in quotes: "${showText(tree.written)}"` : quotedHint(tree);
    return expected(subject, 'text', describe(tree), hint);
  });
  return undefined;
}

function quotedHint(tree: Tree): string {
  return tree.kind === 'boolean' ? `; write it in quotes: "${tree.value}"` : '';
}

export function expectBoolean(tree: Tree, subject: string, mistakes: Mistakes): boolean | undefined {
  if (tree.kind === 'boolean') return tree.value;
  mistakes.add(tree.place, () => expected(subject, 'true or false', describe(tree)));
  return undefined;
}

/** An integer from 1 to the maximum. */
export function expectCount(tree: Tree, subject: string, maximum: number, mistakes: Mistakes): number | undefined {
  const value = tree.kind === 'number' ? tree.value : 0;
  if (Number.isInteger(value) && value >= 1 && value <= maximum) return value;
  mistakes.add(tree.place, () => expected(subject, `an integer from 1 to ${maximum}`, describe(tree)));
  return undefined;
}

/** What stands there, for `got …`. */
export function describe(tree: Tree): string {
  switch (tree.kind) {
    case 'text':
      return quote(tree.text);
    case 'number':
      return `the number ${showText(tree.written)}`;
    case 'boolean':
      return String(tree.value);
    case 'nothing':
      return 'nothing';
    default:
      return `a ${tree.kind}`;
  }
}

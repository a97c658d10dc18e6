// What belongs together: one document a sweep, with its rules and the contents that it counted, so that a report can be
// made again from the kept counts alone. It is brought to the disk as a draft, and the sweep becomes the latest when there
// is a report. The same sweep again replaces its manifest and is the latest; if it is already, nothing is written.

import { createHash } from 'node:crypto';
import type { ContentName } from '../content.ts';
import type { UnreadableInput } from '../inputs/inputs.ts';
import type { Codec, InputFile, SweepSpec } from '../types.ts';
import { places, type StateFolder } from './folder.ts';
import { sealJson } from './sealed-json.ts';

export interface ManifestInput {
  /** As in the report. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly codec: Codec;
  readonly content: ContentName;
  readonly reference?: InputFile['reference'];
}

export interface Manifest {
  readonly id: string;
  /** When the sweep first ended, in UTC; for people. */
  readonly endedAt: string;
  readonly version: string;
  readonly spec: SweepSpec;
  /** The file of its formats, if it has any. */
  readonly formatsName?: string;
  readonly inputs: readonly ManifestInput[];
  /** Their counts are not kept. */
  readonly unkept: readonly { readonly path: string; readonly reason: string }[];
  readonly unreadable: readonly UnreadableInput[];
}

/** What is kept of a manifest; formats are large and stand in a file of their own. */
interface Document extends Omit<Manifest, 'spec'> {
  readonly schema: string;
  readonly spec: Omit<SweepSpec, 'formats'>;
}

const schema = 'syslog-sweep/sweep@1';
const nameShape = /^(\d{8})-([0-9a-f]{12})\.json$/;

/** A sweep that is not yet one of the folder's. */
export interface DraftedManifest {
  /** Makes it the latest. */
  commit(): Promise<void>;
  /** Leaves nothing of it; not after `commit`. */
  abandon(): void;
}

export async function draftManifest(
  folder: StateFolder,
  { spec, ...rest }: Omit<Manifest, 'id' | 'formatsName'>,
): Promise<DraftedManifest> {
  const { formats, ...ofSpec } = spec;
  const formatsName = formats === undefined ? undefined : await writeFormats(folder, formats);
  const lasting = { ...rest, endedAt: undefined, spec: ofSpec, formatsName };
  const id = digest(JSON.stringify(lasting)).slice(0, 12);
  const document = [Buffer.from(sealJson({ schema, id, ...rest, spec: ofSpec, formatsName }))];
  const draft = isLatest(folder, id) ? undefined : await folder.draft(document);
  return {
    async commit() {
      const before = sweepNames(folder);
      const latest = before.at(-1);
      if (draft === undefined && latest?.id === id) return folder.touch(`${places.sweeps}/${latest.name}`);
      const turn = 1 + (latest?.turn ?? 0);
      const name = `${places.sweeps}/${String(turn).padStart(8, '0')}-${id}.json`;
      // Another sweep may have become the latest meanwhile.
      const isThere = await (draft === undefined ? folder.write(name, document) : draft.put(name));
      if (isThere) for (const old of before) if (old.id === id) folder.remove(`${places.sweeps}/${old.name}`);
    },
    abandon: () => draft?.drop(),
  };
}

function isLatest(folder: StateFolder, id: string): boolean {
  const latest = sweepNames(folder).at(-1);
  return latest?.id === id && readManifest(folder, latest).kind === 'manifest';
}

/** In the order in which they ended, the latest last. By turns: a clock may go backwards. */
export function sweepNames(folder: StateFolder): readonly SweepName[] {
  return folder
    .names(places.sweeps)
    .flatMap((name) => {
      const [, turn, id] = nameShape.exec(name) ?? [];
      return turn === undefined || id === undefined ? [] : [{ name, turn: Number(turn), id }];
    })
    .sort((a, b) => a.turn - b.turn || (a.id < b.id ? -1 : 1));
}

export interface SweepName {
  readonly name: string;
  readonly turn: number;
  readonly id: string;
}

/** What stands where a manifest should. */
export type FoundManifest =
  | { readonly kind: 'manifest'; readonly manifest: Manifest }
  | { readonly kind: 'damaged' | 'no-file' | 'newer' | 'no-formats' }
  /** Another process has removed it. */
  | { readonly kind: 'gone' };

/** As it follows `cannot be read: `. */
export const whyUnreadable = {
  damaged: 'it is damaged',
  'no-file': 'it is no file, or the system lets nobody read it',
  newer: 'a newer version wrote it',
  'no-formats': 'its formats are damaged or gone',
} as const;

/** Damage is for the caller to tell. */
export function readManifest(folder: StateFolder, { name, id }: SweepName): FoundManifest {
  const path = `${places.sweeps}/${name}`;
  const found = folder.unseal(path);
  if (found.kind === 'damaged') return found;
  if (found.kind === 'missing') return { kind: folder.names(places.sweeps).includes(name) ? 'no-file' : 'gone' };
  const document = found.value as Document; // as it was written
  if (document.schema !== schema) return { kind: 'newer' };
  // That of another sweep, under the name of this one.
  if (document.id !== id) return { kind: 'damaged' };
  const { schema: _, spec, ...rest } = document;
  const { formatsName } = rest;
  if (formatsName === undefined) return { kind: 'manifest', manifest: { ...rest, spec } };
  const formats = formatsShape.test(formatsName) ? readFormats(folder, formatsName) : undefined;
  if (formats === undefined) return { kind: 'no-formats' };
  return { kind: 'manifest', manifest: { ...rest, spec: { ...spec, formats } } };
}

function readFormats(folder: StateFolder, name: string): SweepSpec['formats'] {
  const found = folder.unseal(name);
  return found.kind === 'whole' ? (found.value as Pick<SweepSpec, 'formats'>).formats : undefined; // as they were written
}

/** As `writeFormats` names them. */
const formatsShape = /^formats\/[0-9a-f]{40}\.json$/;

async function writeFormats(folder: StateFolder, formats: NonNullable<SweepSpec['formats']>): Promise<string> {
  const name = `${places.formats}/${digest(JSON.stringify(formats)).slice(0, 40)}.json`;
  const kept = folder.readSealed(name) as Pick<SweepSpec, 'formats'> | undefined;
  // It may have been damaged, or be another's.
  const isRight = kept !== undefined && JSON.stringify(kept.formats) === JSON.stringify(formats);
  if (!isRight) await folder.writeSealed(name, { schema: 'syslog-sweep/formats@1', formats });
  // Lest it be pruned before there is a manifest that needs it.
  else folder.touch(name);
  return name;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

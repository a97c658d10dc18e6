// What belongs together: one document a sweep, with its rules and the contents that it counted, so that a report can be
// made again from the kept counts alone. The same sweep again replaces its manifest and is the latest; if it is already,
// nothing is written.

import { createHash } from 'node:crypto';
import type { ContentName } from '../content.ts';
import type { UnreadableInput } from '../inputs/inputs.ts';
import type { Codec, InputFile, SweepSpec } from '../types.ts';
import { places, type StateFolder } from './folder.ts';

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

export async function writeManifest(
  folder: StateFolder,
  { spec, ...rest }: Omit<Manifest, 'id' | 'formatsName'>,
): Promise<string | undefined> {
  const { formats, ...ofSpec } = spec;
  const formatsName = formats === undefined ? undefined : await writeFormats(folder, formats);
  const lasting = { ...rest, endedAt: undefined, spec: ofSpec, formatsName };
  const id = digest(JSON.stringify(lasting)).slice(0, 12);
  const before = sweepNames(folder);
  const latest = before.at(-1);
  if (latest?.id === id) {
    folder.touch(`${places.sweeps}/${latest.name}`);
    return id;
  }
  const turn = 1 + (latest?.turn ?? 0);
  const document = { schema, id, ...rest, spec: ofSpec, formatsName };
  const name = `${String(turn).padStart(8, '0')}-${id}.json`;
  if (!(await folder.writeSealed(`${places.sweeps}/${name}`, document))) return undefined;
  for (const old of before) if (old.id === id) folder.remove(`${places.sweeps}/${old.name}`);
  return id;
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

/** Undefined if it is gone, damaged, or of a newer version. */
export function readManifest(folder: StateFolder, { name }: SweepName): Manifest | undefined {
  const document = folder.readSealed(`${places.sweeps}/${name}`) as Document | undefined; // as it was written
  if (document?.schema !== schema) return undefined;
  const { schema: _, spec, ...rest } = document;
  if (rest.formatsName === undefined) return { ...rest, spec };
  if (!formatsShape.test(rest.formatsName)) return undefined;
  const known = folder.readSealed(rest.formatsName) as
    | (Pick<Document, 'schema'> & Pick<SweepSpec, 'formats'>)
    | undefined;
  return known?.formats === undefined ? undefined : { ...rest, spec: { ...spec, formats: known.formats } };
}

/** As `writeFormats` names them. */
const formatsShape = /^formats\/[0-9a-f]{40}\.json$/;

async function writeFormats(folder: StateFolder, formats: NonNullable<SweepSpec['formats']>): Promise<string> {
  const name = `${places.formats}/${digest(JSON.stringify(formats)).slice(0, 40)}.json`;
  const kept = folder.readSealed(name) as Pick<SweepSpec, 'formats'> | undefined;
  // It may have been damaged, or be another's.
  const isRight = kept !== undefined && JSON.stringify(kept.formats) === JSON.stringify(formats);
  if (!isRight) await folder.writeSealed(name, { schema: 'syslog-sweep/formats@1', formats });
  return name;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

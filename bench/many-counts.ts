// A state folder of a thousand contents that nobody has scanned: their kept files are written as a sweep would.

import { createHash } from 'node:crypto';
import { contentName } from '../src/content.ts';
import { encodeCounts } from '../src/kept/counts-file.ts';
import { draftManifest, type ManifestInput } from '../src/kept/manifest.ts';
import { openFolder } from '../src/kept/open-folder.ts';
import { askedOf, scopeOf } from '../src/kept/scan-identity.ts';
import { contentFolder, countsName } from '../src/kept/shelf.ts';
import { compilePlan } from '../src/spec/plan.ts';
import type { InputFile, SweepSpec } from '../src/types.ts';
import { type Random, randomFrom } from './random.ts';

export const manyFiles = 1000;
export const manyKeys = 10_000;

const spec: SweepSpec = {
  rules: [
    {
      id: 'many',
      match: { all: ['/53 '], any: [], none: [], ignoreCase: false },
      key: { kind: 'template', template: 'inside:{ip}/' },
      allow: [],
    },
  ],
  lists: {},
  min: 1,
};

/** Resolves with the number of lines in all of them. */
export async function makeManyCounts(path: string): Promise<number> {
  const folder = openFolder(path, (message) => process.stderr.write(`${message}\n`));
  if (folder === undefined) throw new Error('a newer folder');
  const { plan } = compilePlan(spec);
  const { identities, groups } = askedOf(plan);
  const [group] = groups;
  if (group === undefined) throw new Error('no rule');
  const random = randomFrom(5);
  const inputs: ManifestInput[] = [];
  let lines = 0;
  for (let file = 0; file < manyFiles; file++) {
    const sizeBytes = 1_000_000 + file;
    const input: InputFile = { path: `day-${file}`, kind: 'file', storedBytes: sizeBytes, codec: 'gzip' };
    const shard = { input, start: 0, end: sizeBytes };
    const scope = scopeOf(plan)({ shard });
    const stretchDigests = [createHash('sha256').update(`${file}`).digest('hex')];
    const content = contentName(stretchDigests);
    const { packedKeys, matchedLines } = packedAddresses(random);
    lines += matchedLines;
    const counts = { matchedLines, unkeyedLines: 0, packedKeys };
    const kept = {
      head: { stretchDigests, start: 0, end: sizeBytes, scope },
      coverage: { storedBytes: sizeBytes, scannedBytes: sizeBytes, lines: matchedLines, overlongLines: 0 },
      measures: [],
      rules: [{ identity: identities[0] ?? '', counts }],
    };
    const name = `${contentFolder(sizeBytes, content)}/${countsName(shard, scope, group)}`;
    await folder.write(name, encodeCounts(kept));
    inputs.push({ path: input.path, sizeBytes, codec: 'gzip', content });
  }
  const manifest = { endedAt: '', version: '0', spec, inputs, unkept: [], unreadable: [] };
  await (await draftManifest(folder, manifest)).commit();
  return lines;
}

/** Of a million addresses, so that files share some and bring new ones. */
function packedAddresses(random: Random): { readonly packedKeys: Uint8Array; readonly matchedLines: number } {
  const addresses = new Set<number>();
  while (addresses.size < manyKeys) addresses.add(random.below(1_000_000));
  let matchedLines = 0;
  const records = [...addresses].map((number) => {
    const key = `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
    const count = 1 + random.below(100);
    matchedLines += count;
    const record = Buffer.alloc(12 + Math.ceil(key.length / 4) * 4);
    record.writeUInt32LE(count);
    record.writeUInt32LE(key.length, 8);
    record.write(key, 12);
    return record;
  });
  return { packedKeys: new Uint8Array(Buffer.concat(records)), matchedLines };
}

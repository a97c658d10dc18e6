import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import test from 'ava';
import { packNames, packPath } from '../../../src/rules/packs.ts';

test('every pack is a YAML file, and every YAML file a pack', (t) => {
  const [first = ''] = packNames;
  const files = readdirSync(dirname(packPath(first) ?? '')).filter((name) => name.endsWith('.yaml'));
  t.deepEqual(files.sort(), packNames.map((name) => `${name}.yaml`).toSorted());
  for (const name of packNames) t.is(basename(packPath(name) ?? ''), `${name}.yaml`);
});

test('what is no pack has no path', (t) => {
  for (const name of ['', 'clown', '../clowns', 'constructor']) t.is(packPath(name), undefined);
});

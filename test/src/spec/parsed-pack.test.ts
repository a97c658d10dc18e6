import { readFileSync } from 'node:fs';
import test from 'ava';
import { packNames, packPath } from '../../../src/rules/packs.ts';
import { gatherMistakes } from '../../../src/spec/mistakes.ts';
import { parsedPack } from '../../../src/spec/parsed-pack.ts';
import { parseTree } from '../../../src/spec/tree.ts';

for (const name of packNames) {
  const path = packPath(name) ?? '';
  const text = readFileSync(path, 'utf8');

  test(`the pack ${name} is known as its text would be parsed, with every place`, (t) => {
    const mistakes = gatherMistakes();
    t.deepEqual(parsedPack(path, text), parseTree(text, path, mistakes));
    mistakes.throwIfAny();
  });

  test(`the pack ${name} with another text, or elsewhere, is not known`, (t) => {
    t.is(parsedPack(path, `${text}\n`), undefined);
    t.is(parsedPack(`/elsewhere/${name}.yaml`, text), undefined);
  });
}

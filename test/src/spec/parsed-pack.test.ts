import { readFileSync } from 'node:fs';
import test from 'ava';
import { packNames, packPath, packShown } from '../../../src/rules/packs.ts';
import { gatherMistakes } from '../../../src/spec/mistakes.ts';
import { parsedPack } from '../../../src/spec/parsed-pack.ts';
import { parseTree } from '../../../src/spec/tree.ts';

for (const name of packNames) {
  const shown = packShown(name);
  const text = readFileSync(packPath(name) ?? '', 'utf8');

  test(`the pack ${name} is known as its text would be parsed, with every place`, (t) => {
    const mistakes = gatherMistakes();
    t.deepEqual(parsedPack(text, shown), parseTree(text, shown, mistakes));
    mistakes.throwIfAny();
  });

  test(`the pack ${name} with another text, or under another name, is not known`, (t) => {
    t.is(parsedPack(`${text}\n`, shown), undefined);
    t.is(parsedPack(text, `${name}.yaml`), undefined);
  });
}

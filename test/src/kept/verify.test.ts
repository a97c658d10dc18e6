import test from 'ava';
import { fileNames } from '../../../src/kept/verify.ts';
import { folderWith } from '../../helpers/scratch.ts';

test('the names in a state folder do not depend on how the way to it is written', (t) => {
  const folder = folderWith(t, { 'counts/12/a.arrow': '', 'inputs/b.json': '', 'marker.json': '', 'tmp/half': '' });
  for (const path of [folder, `${folder}/`, `${folder}/./`, `${folder}/inputs/..`]) {
    t.deepEqual(fileNames(path), ['counts/12/a.arrow', 'inputs/b.json', 'marker.json'], path);
  }
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { stepsIn } from '../../bench/steps.ts';
import { run } from '../helpers/command.ts';
import { folderWith, isWindows } from '../helpers/scratch.ts';

if (!isWindows) {
  test('a script is killed at the step that is wished, in the middle of what it writes', async (t) => {
    const folder = folderWith(t, {
      'script.mjs': `import { closeSync, openSync, writeSync } from 'node:fs';
        const file = openSync('text', 'w');
        writeSync(file, Buffer.from('abcdef'));
        closeSync(file);`,
    });
    const [script, text] = [join(folder, 'script.mjs'), join(folder, 'text')];
    const { counting, counted, killing } = stepsIn(folder);
    const node = (args: readonly string[]) => run(process.execPath, args, { cwd: folder });
    t.is((await node(counting([script]))).code, 0);
    // What Node asks for itself comes before.
    const all = counted();
    const left = async (step: number) => {
      const { code } = await node(killing([script], step));
      return [code, readFileSync(text, 'utf8')];
    };
    t.deepEqual(await left(all + 1), [0, 'abcdef']);
    t.deepEqual(await left(all), [137, 'abcdef']);
    t.deepEqual(await left(all - 1), [137, 'abc']);
    // It would have made the text empty.
    t.deepEqual(await left(all - 2), [137, 'abc']);
  });
}

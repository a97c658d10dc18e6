import { readFileSync } from 'node:fs';
import test from 'ava';
import { systemCode, systemMessage } from '../../src/system-error.ts';

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test('an error of the system has a code and a description without the path', (t) => {
  const error = thrownBy(() => readFileSync('no\u001bfile'));
  t.is(systemCode(error), 'ENOENT');
  t.is(systemMessage(error), 'no such file or directory (ENOENT)');
});

test('a bug is no error of the system and is thrown on', (t) => {
  const bug = new TypeError('a bug');
  t.is(systemCode(bug), undefined);
  t.is(
    thrownBy(() => systemMessage(bug)),
    bug,
  );
  t.is(systemCode(thrownBy(() => readFileSync('nul\0'))), undefined);
});

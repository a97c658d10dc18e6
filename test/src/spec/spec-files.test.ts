import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { filesOnDisk } from '../../../src/spec/spec-files.ts';

function withFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'syslog-sweep-'));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a file is read whole as UTF-8, without its byte order mark', (t) => {
  withFolder((folder) => {
    writeFileSync(join(folder, 'a'), `\ufeff${'é'.repeat(100_000)}`);
    t.deepEqual(filesOnDisk.read(join(folder, 'a'), { maxBytes: 200_003 }), {
      kind: 'text',
      text: 'é'.repeat(100_000),
    });
  });
});

test('a file beyond the limit is refused', (t) => {
  withFolder((folder) => {
    writeFileSync(join(folder, 'a'), 'x'.repeat(101));
    t.deepEqual(filesOnDisk.read(join(folder, 'a'), { maxBytes: 100 }), {
      kind: 'mistake',
      message: 'it is larger than 100 bytes',
    });
    t.is(filesOnDisk.read(join(folder, 'a'), { maxBytes: 101 }).kind, 'text');
  });
});

test('what is no UTF-8 text is refused with its reason', (t) => {
  withFolder((folder) => {
    writeFileSync(join(folder, 'latin'), Buffer.from('Z\xfcrich', 'latin1'));
    writeFileSync(join(folder, 'wide'), Buffer.from('\ufeffabc', 'utf16le'));
    const message = (path: string) => {
      const found = filesOnDisk.read(path, { maxBytes: 1000 });
      return found.kind === 'mistake' && found.message;
    };
    t.is(message(join(folder, 'latin')), 'it is not UTF-8');
    t.is(message(join(folder, 'wide')), 'it is UTF-16; save it as UTF-8');
    t.is(message(join(folder, 'gone')), 'it does not exist');
    t.is(message(join(folder, 'latin', 'below')), 'it does not exist');
    t.is(message(folder), 'it is a directory');
    t.is(message(`${folder}/a\0b`), 'its name cannot be the name of a file');
  });
});

test('a file that must lie in a folder does not leave it, by dots or by symbolic links', (t) => {
  withFolder((folder) => {
    const rules = join(folder, 'rules');
    mkdirSync(join(rules, 'sub'), { recursive: true });
    mkdirSync(join(folder, 'rules-too'));
    for (const path of ['secret', 'rules-too/secret', 'rules/own', 'rules/sub/own', 'rules/..own']) {
      writeFileSync(join(folder, path), '10.1.1.5');
    }
    symlinkSync(join(folder, 'secret'), join(rules, 'link'));
    symlinkSync(folder, join(rules, 'up'));
    symlinkSync(join(rules, 'sub', 'own'), join(rules, 'inner'));
    symlinkSync(rules, join(folder, 'alias'));
    const read = (path: string, within = rules) => filesOnDisk.read(path, { maxBytes: 1000, within }).kind;
    t.is(read(join(rules, 'own')), 'text');
    t.is(read(join(rules, 'sub', 'own')), 'text');
    t.is(read(join(rules, '..own')), 'text');
    t.is(read(join(rules, 'inner')), 'text');
    t.is(read(join(folder, 'alias', 'own'), join(folder, 'alias')), 'text');
    t.is(read(join(rules, 'link')), 'mistake');
    t.is(read(join(rules, 'up', 'secret')), 'mistake');
    t.is(read(join(rules, '..', 'secret')), 'mistake');
    t.is(read(join(folder, 'rules-too', 'secret')), 'mistake');
    t.is(read(join(rules, 'sub')), 'mistake');
    t.is(read(join(rules, 'gone')), 'mistake');
  });
});

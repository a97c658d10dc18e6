import test from 'ava';
import { sealJson, unsealJson } from '../../../src/kept/sealed-json.ts';

const value = { schema: 'a@1', text: 'ü"\\,', list: [1, { a: null }] };

test('a document is JSON to anybody, and gives back what was sealed', (t) => {
  const document = sealJson(value);
  const { sha256, ...rest } = JSON.parse(document);
  t.deepEqual(rest, value);
  t.regex(sha256, /^[0-9a-f]{64}$/);
  t.deepEqual(unsealJson(document), value);
  t.is(document.indexOf('\n'), document.length - 1);
});

test('any byte that has changed is noticed', (t) => {
  const bytes = Buffer.from(sealJson(value));
  for (const [place, byte] of bytes.entries()) {
    for (const bit of [1, 2, 32]) {
      bytes[place] = byte ^ bit;
      t.is(unsealJson(bytes.toString('utf8')), undefined, `byte ${place}`);
    }
    bytes[place] = byte;
  }
  t.deepEqual(unsealJson(bytes.toString('utf8')), value);
});

test('what is no sealed document is none', (t) => {
  for (const text of ['', '{}', '{}\n', 'null', sealJson(value).slice(0, -1), `${sealJson(value)}\n`]) {
    t.is(unsealJson(text), undefined);
  }
});

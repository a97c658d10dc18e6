import { createHash } from 'node:crypto';
import test from 'ava';
import { contentName, StretchDigests, stretchBytes } from '../../src/content.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function nameOf(bytes: Uint8Array, pieceBytes: number): string {
  const digests = new StretchDigests();
  for (let at = 0; at < bytes.length; at += pieceBytes) digests.add(bytes.subarray(at, at + pieceBytes));
  return contentName(digests.digests());
}

test('content up to a stretch is called by its own digest, also if it is empty', (t) => {
  t.is(nameOf(Buffer.from('abc'), 2), `sha256:${sha256(Buffer.from('abc'))}`);
  t.is(nameOf(Buffer.alloc(0), 1), `sha256:${sha256(Buffer.alloc(0))}`);
  const whole = Buffer.alloc(stretchBytes, 'line\n');
  t.is(nameOf(whole, 1_000_003), `sha256:${sha256(whole)}`);
});

test('longer content is called by the digests of its stretches, whatever pieces it comes in', (t) => {
  const bytes = Buffer.alloc(stretchBytes + 5, 'a line\n');
  const digests = [bytes.subarray(0, stretchBytes), bytes.subarray(stretchBytes)].map(sha256);
  const expected = `sha256-64MiB:${sha256(Buffer.from(digests.join(''), 'hex'))}`;
  t.is(nameOf(bytes, 3_333_333), expected);
  t.is(nameOf(bytes, bytes.length), expected);
});

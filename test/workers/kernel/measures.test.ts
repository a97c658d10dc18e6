// What is kept of a key beside its count, at its limits: sets that become estimates, sums past all words, memory that is
// taken and given back.

import test from 'ava';
import { randomFrom } from '../../../bench/random.ts';
import type { ByteText, MeasurePlan, ScanPlan } from '../../../src/types.ts';
import { feed } from '../../../workers/feed.ts';
import { naiveScan } from '../../../workers/kernel/naive.ts';
import { Scanner } from '../../../workers/kernel/scanner.ts';
import { TextWindow } from '../../../workers/window.ts';
import { decodePlan, testReader, testReference } from '../../helpers/decode-plan.ts';
import { comparable, countsOf, piecewise, scanPieces, testSeed } from '../../helpers/kernel-counts.ts';
import { murmurHash3, registersOf } from '../../helpers/registers.ts';

function planOf(...measures: readonly MeasurePlan[]): ScanPlan {
  const key = { kind: 'fields', fields: [{ field: 'src_ip' }] } as const;
  const rule = { all: [], any: [], none: [], ignoreCase: false, key, measures };
  return { id: 'measures', rules: [rule], decode: decodePlan() };
}

const destinations: MeasurePlan = { kind: 'distinct', field: 'dst_ip' };

function denied(source: string, destination: string): ByteText {
  return `%ASA-4-106023: Deny tcp src in:${source}/5353 dst out:${destination}/53 by access-group "x" [0x0, 0x0]`;
}

function ended(bytes: number | string, user = 'ann'): ByteText {
  return `%ASA-6-302014: Teardown TCP connection 9 for out:192.0.2.9/443 to in:10.1.2.3/5353 duration 0:00:30 bytes ${bytes} TCP FINs (${user})`;
}

function addressOf(number: number): string {
  return `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
}

function measuresOf(plan: ScanPlan, lines: readonly ByteText[]) {
  const text = lines.join('\n');
  const { scannedBytes, overlongLines, ...counts } = scanPieces(plan, text, 50_000, testReference);
  return { counts, expected: comparable(naiveScan(plan, text, testReader(decodePlan()))) };
}

test('a set of 1,024 values is told in full, and a value more makes it registers', (t) => {
  for (const size of [0, 1, 2, 7, 8, 9, 15, 16, 17, 1023, 1024, 1025, 1026, 5000]) {
    const values = Array.from({ length: size }, (_, i) => addressOf(i * 77));
    // Each again, some of them at once, the others when all have been there.
    const lines = [...values, ...values.filter((_, i) => i % 3 === 0), ...values].map((value) =>
      denied('10.1.2.3', value),
    );
    const { counts, expected } = measuresOf(planOf(destinations), lines);
    t.deepEqual(counts, expected, String(size));
    const kept = counts.rules[0]?.measures?.get('10.1.2.3')?.[0];
    if (size > 0) t.is(kept instanceof Uint8Array, size > 1024, String(size));
  }
});

test('the registers of a set depend on its values, not on their order', (t) => {
  const values = Array.from({ length: 3000 }, (_, i) => addressOf(i * 31));
  const keptOf = (order: readonly string[]) =>
    measuresOf(
      planOf(destinations),
      order.map((value) => denied('10.1.2.3', value)),
    ).counts.rules[0]?.measures;
  const kept = keptOf(values);
  t.deepEqual(keptOf([...values].reverse()), kept);
  t.deepEqual(kept?.get('10.1.2.3')?.[0], registersOf(values));
});

test('the hash of the registers is MurmurHash3', (t) => {
  // Known answers for the 32-bit variant, of several lengths and seeds.
  const answers: readonly (readonly [string, number, number])[] = [
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['test', 0, 0xba6bd213],
    ['test', 0x9747b28c, 0x704b81dc],
    ['Hello, world!', 0, 0xc0363e43],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ];
  for (const [text, seed, hash] of answers) t.is(murmurHash3(Buffer.from(text), seed), hash, text);
});

test('many keys with few values, and few with many, are kept apart', (t) => {
  const random = randomFrom(3);
  const lines = Array.from({ length: 20_000 }, (_, i) => {
    const source = i % 2 === 0 ? addressOf(random.below(6000)) : addressOf(random.below(3));
    return denied(source, addressOf(random.below(i % 4 === 1 ? 4000 : 5)));
  });
  const { counts, expected } = measuresOf(planOf(destinations, { kind: 'distinct', field: 'src_ip' }), lines);
  t.deepEqual(counts, expected);
});

test('values of any length, and such as differ in a byte only, are told apart', (t) => {
  const users = Array.from({ length: 255 }, (_, i) => [
    'u'.repeat(i + 1),
    `${'u'.repeat(i)}v`,
    `${'u'.repeat(i)}\0`,
  ]).flat();
  const lines = [...users, ...users].map((user) => ended(1, user));
  const { counts, expected } = measuresOf(planOf({ kind: 'distinct', field: 'user' }), lines);
  t.deepEqual(counts, expected);
  const values = counts.rules[0]?.measures?.get('10.1.2.3')?.[0];
  t.true(values instanceof Set && values.size > 700);
});

test('sums go past 2^53 and past 2^64', (t) => {
  const most = Number.MAX_SAFE_INTEGER;
  for (const times of [1, 2, 2048, 2049, 5000]) {
    const lines = [...Array<string>(times).fill(ended(most)), ended(7), ended('x')];
    const { counts, expected } = measuresOf(
      planOf({ kind: 'sum', field: 'bytes' }, { kind: 'sum', field: 'duration' }),
      lines,
    );
    t.deepEqual(counts, expected);
    const sums = counts.rules[0]?.measures?.get('10.1.2.3');
    t.deepEqual(sums, [BigInt(times) * BigInt(most) + 7n, BigInt(30 * (times + 2))]);
  }
});

test('first, last and hours are those that the lines say', (t) => {
  const stamps = [
    'Jul  3 12:48:20',
    '2014-07-03T23:30:00+02:00',
    '2014-07-03T21:30:00Z',
    '2014-07-03T00:15:00-05:00',
    'Jul 04 2014 00:00:00',
    'Dec 31 23:59:60',
    'soon',
  ];
  const lines = stamps.map((stamp) => `${stamp}: ${denied('10.1.2.3', '192.0.2.9')}`);
  const times: readonly MeasurePlan[] = [{ kind: 'hours' }, { kind: 'first' }, { kind: 'last' }];
  const { counts, expected } = measuresOf(planOf(...times), lines);
  t.deepEqual(counts, expected);
  const [hours, first, last] = counts.rules[0]?.measures?.get('10.1.2.3') ?? [];
  const hoursAsSaid = Array<number>(24).fill(0);
  for (const hour of [12, 23, 21, 0, 0, 0]) hoursAsSaid[hour] = (hoursAsSaid[hour] ?? 0) + 1;
  t.deepEqual(hours, hoursAsSaid);
  t.true((first as bigint) < (last as bigint));
  const { counts: timeless } = measuresOf(planOf(...times), [denied('10.1.2.3', '192.0.2.9')]);
  t.deepEqual(timeless.rules[0]?.measures?.get('10.1.2.3'), [Array<number>(24).fill(0), undefined, undefined]);
});

test('cleared, measures begin from nothing, and their memory is used again', (t) => {
  const plan = planOf(destinations, { kind: 'sum', field: 'bytes' }, { kind: 'first' });
  const scanner = new Scanner(plan, testSeed);
  scanner.setReference(testReference);
  const window = new TextWindow(scanner.kernel, 0);
  const lines = Array.from({ length: 6000 }, (_, i) => denied(addressOf(i % 700), addressOf((i * i) % 1500)));
  const text = lines.concat(Array.from({ length: 1200 }, (_, i) => denied('10.9.9.9', addressOf(i)))).join('\n');
  let memory = 0;
  for (let round = 0; round < 6; round++) {
    feed(scanner, window, piecewise(Buffer.from(text), 2 ** 16), () => {});
    t.deepEqual(countsOf(scanner, plan), comparable(naiveScan(plan, text, testReader(decodePlan()))));
    scanner.clear();
    window.clear();
    const now = scanner.kernel.memory.buffer.byteLength;
    if (round > 2) t.is(now, memory);
    memory = now;
  }
});

test('what was never asked for is forgotten too', (t) => {
  const plan = planOf(destinations);
  const scanner = new Scanner(plan, testSeed);
  const window = new TextWindow(scanner.kernel, 0);
  const scan = (text: string) => feed(scanner, window, piecewise(Buffer.from(text), 2 ** 16), () => {});
  scan(`${denied('10.1.2.3', '192.0.2.1')}\n`);
  scanner.clear();
  const text = `${denied('10.1.2.3', '192.0.2.2')}\n`;
  window.clear();
  scan(text);
  t.deepEqual(countsOf(scanner, plan), comparable(naiveScan(plan, text, testReader(decodePlan()))));
});

test('what is handed over by partition is all that was counted', (t) => {
  const plan = planOf(destinations);
  for (const values of [1, 100, 1000]) {
    const lines = Array.from({ length: values }, (_, i) => denied(addressOf(i % 7), addressOf(i)));
    const scanned = () => {
      const scanner = new Scanner(plan, testSeed);
      feed(scanner, new TextWindow(scanner.kernel, 0), piecewise(Buffer.from(lines.join('\n')), 2 ** 16), () => {});
      return scanner;
    };
    let written = 0;
    const sizes = scanned().writePartitions(0, (bytes) => {
      written += bytes.length;
    });
    const { packedKeys = Buffer.of(), sets = [] } = scanned().counts().rules[0] ?? {};
    t.is(written, packedKeys.length + (sets[0]?.length ?? 0));
    t.is(
      sizes.flat().reduce((sum, size) => sum + size, 0),
      written,
    );
  }
});

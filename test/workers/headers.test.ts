// Header lines over the shards of real files: whatever the shards, each line is read by the header that rules it in the
// whole file, as the reference decoder has it.

import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import type { ScannedShard } from '../../src/counts/counts.ts';
import { decodeLine, type HeadersInForce, noHeaders } from '../../src/decode/decode-line.ts';
import { dispatch } from '../../src/dispatch.ts';
import type { Executor } from '../../src/executor/executor.ts';
import { compileFormats, formats } from '../../src/formats/formats.ts';
import { planShards } from '../../src/shard.ts';
import type { ByteText, HeaderLines, ScanPlan, ShardTask } from '../../src/types.ts';
import { openText } from '../../workers/archive/open.ts';
import { feed } from '../../workers/feed.ts';
import { Headers } from '../../workers/headers.ts';
import { bytesAt, instantiateKernel } from '../../workers/kernel/instance.ts';
import { layFormats } from '../../workers/kernel/lay-formats.ts';
import { TextWindow } from '../../workers/window.ts';
import { folderWith } from '../helpers/scratch.ts';
import { inputAt, taskFor, wholeShard } from '../helpers/shards.ts';

const headed = formats.filter(({ messages }) => messages.some(({ columns }) => columns?.header !== undefined));
const compiled = compileFormats(headed);
const plan: ScanPlan = {
  id: 'headed',
  rules: [],
  decode: { id: 'of a test', formats: compiled, services: {}, protocols: {}, protocolAliases: {} },
};
const sourceAddress = 0;

/** Scans shards of one plan, one after the other, as a worker does; tells what each line was read as. */
class Reader implements Executor {
  readonly #kernel = instantiateKernel();
  readonly #window = new TextWindow(this.#kernel, 0);
  readonly #headers: Headers;
  readonly read = new Map<ScannedShard, readonly string[]>();
  scans = 0;

  constructor() {
    layFormats(
      this.#kernel,
      plan.decode ?? { id: 'of a test', formats: [], services: {}, protocols: {}, protocolAliases: {} },
    );
    this.#kernel.want(sourceAddress);
    const headers = Headers.of(plan, this.#kernel, this.#window);
    if (headers === undefined) throw new Error('no format has headers');
    this.#headers = headers;
  }

  async scan(task: ShardTask): Promise<ScannedShard> {
    this.scans++;
    this.#window.clear();
    await this.#headers.begin(task);
    const file = openSync(task.shard.input.openPath ?? '', 'r');
    const source = await openText({ kernel: this.#kernel, file, shard: task.shard, hugeWindow: false });
    const lines: string[] = [];
    const fed = feed({ scan: (from, to) => lines.push(...this.#readLines(from, to)) }, this.#window, source, () => {});
    closeSync(file);
    const outcome: ScannedShard = {
      ...{ kind: 'scanned', planId: plan.id, storedBytes: 0, rules: [], lines: lines.length },
      ...{ ...fed, headers: this.#headers.told() },
    };
    this.read.set(outcome, lines);
    return outcome;
  }

  scanAlone(task: ShardTask): Promise<ScannedShard> {
    return this.scan(task);
  }

  async close(): Promise<void> {}

  #readLines(from: number, to: number): string[] {
    const kernel = this.#kernel;
    return linesOf(from, bytesAt(kernel, from, to - from)).map(([start, end]) => {
      const format = compiled[kernel.decode(start, end, ~0n)]?.name;
      const hasAddress = kernel.hasField(sourceAddress) !== 0;
      const address = bytesAt(kernel, kernel.textAt(sourceAddress), hasAddress ? kernel.textLength(sourceAddress) : 0);
      return format === undefined ? 'unknown' : `${format} ${Buffer.from(address).toString('latin1')}`;
    });
  }
}

/** Places of the lines, without LF and CR. */
function linesOf(base: number, bytes: Uint8Array): (readonly [number, number])[] {
  const places: (readonly [number, number])[] = [];
  for (let at = 0, feedAt = bytes.indexOf(10); feedAt >= 0; at = feedAt + 1, feedAt = bytes.indexOf(10, at)) {
    places.push([base + at, base + (bytes[feedAt - 1] === 13 && feedAt > at ? feedAt - 1 : feedAt)]);
  }
  return places;
}

/** The same by the reference decoder, from front to back. */
function referenceRead(text: ByteText): readonly string[] {
  let headers: HeadersInForce = noHeaders;
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => {
    const result = decodeLine(compiled, line.replace(/\r$/, ''), headers, undefined);
    headers = result.headers;
    return result.decoded === undefined ? 'unknown' : `${result.decoded.format} ${result.decoded.fields.src_ip ?? ''}`;
  });
}

async function readShards(path: string, shardBytes: number, reader = new Reader()): Promise<readonly string[]> {
  const shards = planShards([inputAt(path)], shardBytes);
  const outcomes: (readonly [number, readonly string[]])[] = [];
  const onOutcome = ({ start }: { readonly start: number }, outcome: ScannedShard) => {
    outcomes.push([start, reader.read.get(outcome) ?? []]);
  };
  await dispatch({ task: { plan, hashSeed: [1, 2, 3, 4] }, shards, onOutcome }, inTurn(reader));
  return outcomes.sort(([a], [b]) => a - b).flatMap(([, lines]) => lines);
}

/** One scan at a time: there is one kernel. */
function inTurn(reader: Reader): Executor {
  let last: Promise<unknown> = Promise.resolve();
  const scan = (task: ShardTask) => {
    const outcome = last.then(() => reader.scan(task));
    last = outcome;
    return outcome;
  };
  return { scan, scanAlone: scan, close: async () => {} };
}

// ---------------------------------------------------------------- small files, cut anywhere

const zeek = '#fields\tts\tid.orig_h\tid.resp_h\tconn_state';
const zeekTurned = '#fields\tts\tid.resp_h\tid.orig_h\tconn_state';
const headerLines = [
  ...[zeek, zeekTurned, '#fields\tts\thost', `${zeek}\r`],
  ...[
    'ts,te,td,sa,da,sp,dp',
    'ts,te,td,da,sa,sp,dp',
    'firstSeen,duration,proto,srcAddr,dstAddr,x,y',
    'flows,bytes,packets,x',
  ],
  ...['#Fields: date time src-ip dst-ip', '#Fields: date time dst-ip src-ip', '#Fields: date time'],
];
const dataLines = [
  '1404391700.25\t10.1.2.3\t192.0.2.9\tSF',
  '2014-07-03 12:48:20,2014-07-03 12:48:21,1.2,192.0.2.9,10.1.2.3,53,5353',
  '2014-07-03 12:48:20 10.1.2.3 192.0.2.9',
  ...['2014-07-03 12:48:20 x', '#close\t1', '#Version: 1', 'Summary', '', '\r', 'a line of another kind, '.repeat(4)],
];
const lines = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...headerLines) },
    { weight: 4, arbitrary: fc.constantFrom(...dataLines) },
  ),
  { maxLength: 30 },
);

test('every line of a file is read by the header that rules it, for any size of the shards', async (t) => {
  const folder = folderWith(t, {});
  const reader = new Reader();
  let files = 0;
  let rescans = 0;
  await fc.assert(
    fc.asyncProperty(lines, fc.boolean(), fc.integer({ min: 1, max: 400 }), async (parts, ends, shardBytes) => {
      const text = parts.join('\n') + (ends ? '\n' : '');
      const path = join(folder, String(files++));
      writeFileSync(path, text, 'latin1');
      const before = reader.scans;
      t.deepEqual(await readShards(path, shardBytes, reader), referenceRead(text));
      rescans += reader.scans - before - planShards([inputAt(path)], shardBytes).length;
    }),
    { numRuns: 400 },
  );
  // All of it is in the first MiB, which every shard looks through up to its own start.
  t.is(rescans, 0);
});

// ---------------------------------------------------------------- large files

const filler =
  `1404391700.25\t10.1.2.3\t192.0.2.9\tSF\n${'a long line that headers do not rule, '.repeat(20)}\n`.repeat(100);
const mebibyte = 1024 * 1024;

test('headers at the start, in the middle, changed in the middle, and none', async (t) => {
  const full = filler.repeat(18);
  const half = filler.repeat(9);
  const cases: readonly (readonly [string, ByteText, boolean])[] = [
    ['at the start', `${zeek}\n${full}`, false],
    ['in the middle', `${full}${zeek}\n${half}`, true],
    ['changed in the middle', `${zeek}\n${full}${zeekTurned}\n${half}`, true],
    ['changed, and changed back', `${zeek}\n${half}${zeekTurned}\n${full}${zeek}\n${half}`, true],
    ['ended in the middle', `${zeek}\n${full}#fields\tx\n${half}`, true],
    ['the same again', `${zeek}\n${full}${zeek}\n${full}`, false],
    ['none', full, false],
  ];
  const folder = folderWith(t, Object.fromEntries(cases.map(([name, text]) => [name, text])));
  for (const [name, text, isCorrected] of cases) {
    const expected = referenceRead(text);
    for (const shardBytes of [100_003, 400_000, 2 ** 26]) {
      const reader = new Reader();
      const read = await readShards(join(folder, name), shardBytes, reader);
      t.true(
        read.length === expected.length && read.every((line, i) => line === expected[i]),
        `${name}, ${shardBytes}`,
      );
      const shards = Math.max(1, planShards([inputAt(join(folder, name))], shardBytes).length);
      t.is(reader.scans > shards, isCorrected && shards > 1, `${name}, ${shardBytes}: ${reader.scans} scans`);
      t.true(reader.scans <= 2 * shards);
    }
  }
});

test('a header line over the end of what is looked through is taken, and a line that only begins like one is not', async (t) => {
  for (const [header, assumed] of [
    [zeek, [{ format: compiled.findIndex(({ name }) => name === 'zeek-conn'), text: zeek }]],
    [zeek + '\t'.repeat(66_000), []],
  ] as readonly (readonly [string, HeaderLines])[]) {
    const before = `${'x'.repeat(mebibyte - 11)}\n`;
    const path = join(folderWith(t, { a: `${before}${header}\n${filler}` }), 'a');
    const shard = { ...wholeShard(inputAt(path)), start: mebibyte + 70_000 };
    t.deepEqual((await new Reader().scan(taskFor(shard, plan))).headers?.assumed, assumed);
  }
});

test('what the coordinator knows goes before what the worker would assume', async (t) => {
  const path = join(folderWith(t, { a: `${zeek}\n${filler}` }), 'a');
  const shard = { ...wholeShard(inputAt(path)), start: 1000 };
  const format = compiled.findIndex(({ name }) => name === 'zeek-conn');
  const headers = [{ format, text: zeekTurned }];
  const reader = new Reader();
  const outcome = await reader.scan(taskFor(shard, plan, { headers }));
  t.deepEqual(outcome.headers, { assumed: headers, atEnd: headers, met: [] });
  t.deepEqual(new Set(reader.read.get(outcome)), new Set(['zeek-conn 192.0.2.9', 'unknown']));
});

test('a plan without headers has nothing to do with them', (t) => {
  const kernel = instantiateKernel();
  const window = new TextWindow(kernel, 0);
  const anchored = compileFormats(formats.filter((format) => !headed.includes(format)));
  const decode = { id: 'of a test', formats: anchored, services: {}, protocols: {}, protocolAliases: {} };
  t.is(Headers.of({ id: 'bytes', rules: [] }, kernel, window), undefined);
  t.is(Headers.of({ id: 'anchored', rules: [], decode }, kernel, window), undefined);
});

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import {
  CannotSpill,
  deepest,
  partitionCount,
  partitionOf,
  RunReader,
  RunWriter,
  removeRuns,
  writeRuns,
} from '../../src/spilled-run.ts';
import { folderWith, isWindows } from '../helpers/scratch.ts';

const filled = (size: number, byte: number) => Buffer.alloc(size, byte);

test('each level of partitions goes by other bits of a hash, from the top', (t) => {
  t.is(partitionOf(0xffffffff, 0), partitionCount - 1);
  t.is(partitionOf(0x03ffffff, 0), 0);
  t.is(partitionOf(0x03ffffff, 1), partitionCount - 1);
  const hash = 0x9e3779b9;
  const bits = Array.from({ length: deepest }, (_, level) => partitionOf(hash, level).toString(2).padStart(6, '0'));
  t.is(bits.join(''), hash.toString(2).slice(0, 6 * deepest));
});

test('what was written comes back partition by partition, records and sets apart, small and large', (t) => {
  const folder = folderWith(t, {});
  const sizes = Array.from({ length: partitionCount }, (_, partition) => [
    partition === 3 ? 3 * 2 ** 20 : 4 * partition,
    partition === 4 ? 0 : 8,
  ]);
  const run = writeRuns(folder, (writer) => {
    writer.write(filled(20, 99));
    for (const [partition, [records = 0, sets = 0]] of sizes.entries()) {
      writer.write(filled(records, partition));
      writer.write(filled(sets, 200 + (partition % 50)));
    }
    return { file: writer.file, offset: 20, partitions: sizes };
  });
  const reader = new RunReader(folder);
  for (const [partition, [records = 0, sets = 0]] of sizes.entries()) {
    const read = reader.read(run, partition);
    t.true(filled(records, partition).equals(read.records), `${partition}`);
    t.deepEqual(
      read.sets.map((each) => Buffer.from(each)),
      [filled(sets, 200 + (partition % 50))],
    );
  }
  reader.close();
  removeRuns(folder, [run]);
  t.deepEqual(readdirSync(folder), []);
});

test('a file that is shorter than its runs is noticed', (t) => {
  const folder = folderWith(t, {});
  const run = writeRuns(folder, ({ file }) => ({ file, offset: 0, partitions: [[4]] }));
  t.throws(() => new RunReader(folder).read(run, 0), { message: /ends before its counts do/ });
});

test('nobody else may read a run, and a failure leaves none', (t) => {
  const folder = folderWith(t, {});
  const writer = new RunWriter(folder);
  if (!isWindows) t.is(statSync(join(folder, writer.file)).mode & 0o777, 0o600);
  writer.abandon();
  t.throws(
    () =>
      writeRuns(folder, (failing) => {
        failing.write(filled(10, 1));
        throw new RangeError('too much');
      }),
    { instanceOf: RangeError },
  );
  t.deepEqual(readdirSync(folder), []);
});

test('a folder that is gone is told with the way out', (t) => {
  const folder = join(folderWith(t, {}), 'gone');
  t.throws(() => new RunWriter(folder), {
    instanceOf: CannotSpill,
    message: /^The counts take more memory than --memory allows, and cannot be written to ".*gone": .*ENOENT.*--tmp/,
  });
});

import { fileURLToPath } from 'node:url';
import test from 'ava';
import { postTask, readTask } from '../../src/posted-plan.ts';
import { readyFormats } from '../../src/ready-formats.ts';
import type { FieldCondition, ScanPlan, ScanRule } from '../../src/types.ts';
import { inputAt, taskFor, wholeLines, wholeShard } from '../helpers/shards.ts';

const shared: FieldCondition['test'] = { kind: 'texts', texts: ['a', '\xff', '\u2028'] };
const rule = (field: 'user' | 'host'): ScanRule => ({
  ...{ all: [], any: [], none: [], ignoreCase: false, key: { kind: 'none' } },
  where: [{ field, negated: false, test: shared }],
});
const plan: ScanPlan = { id: 'posted', rules: [rule('user'), rule('host')], since: 5 };
const task = taskFor(wholeShard(inputAt(fileURLToPath(import.meta.url))), plan);

test('a task arrives as it was posted, and what its rules share is one object again', (t) => {
  const read = readTask(postTask(task));
  t.deepEqual(read, task);
  const [first, second] = read.plan.rules;
  t.is(first?.where?.[0]?.test, second?.where?.[0]?.test);
});

test('a plan is written once and read once, until there is another', (t) => {
  const posted = postTask(task);
  t.is(postTask(task).plan, posted.plan);
  const read = readTask(posted);
  t.is(readTask(postTask(task)).plan, read.plan);
  readTask(postTask({ ...task, plan: { id: 'digests', rules: [] } }));
  t.is(readTask(posted).plan, read.plan);
  t.deepEqual(readTask(postTask({ ...task, plan: wholeLines })).plan, wholeLines);
  t.deepEqual(readTask(posted).plan, plan);
});

test('the built-in formats are not posted, and the thread must have the same ones', (t) => {
  const decode = readyFormats()?.decode;
  if (decode === undefined) return t.fail();
  const decoding = { ...task, plan: { ...plan, id: 'decoding', decode } };
  const posted = postTask(decoding);
  t.true(posted.plan.written.byteLength < JSON.stringify(decode).length / 10);
  t.deepEqual(readTask(posted), decoding);
  const others = { ...decoding, plan: { ...decoding.plan, id: 'others', decode: { ...decode, id: 'sha256:other' } } };
  t.deepEqual(readTask(postTask(others)), others);
  const outdated = { ...posted, plan: { ...posted.plan, id: 'outdated', readyId: 'sha256:other' } };
  t.throws(() => readTask(outdated), { message: /^The built-in formats are not those any more/ });
});

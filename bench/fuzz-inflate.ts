// A long fuzz of the kernel's inflate against zlib: mutated deflate streams, in windows of several sizes.
//   node dist/bench/fuzz-inflate.js --count 200000 --seed 1

import { parseArgs } from 'node:util';
import { constants, deflateRawSync } from 'node:zlib';
import {
  difference,
  InflateRig,
  mutate,
  randomFrom,
  someText,
  type Windows,
  zlibVerdict,
} from '../test/workers/kernel/inflate-oracle.ts';

const { values } = parseArgs({ options: { count: { type: 'string' }, seed: { type: 'string' } } });
const count = Number(values.count ?? 10_000);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const random = randomFrom(seed);
const rig = new InflateRig();
const verdicts = new Map<string, number>();
const strategies = [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY, constants.Z_RLE];

console.log(`${count} streams from seed ${seed}`);
let different = 0;
for (let done = 0; done < count; ) {
  const length = 1 + random(random(20) === 0 ? 60_000 : 4_000);
  const strategy = strategies[random(4)] ?? constants.Z_DEFAULT_STRATEGY;
  const stream = deflateRawSync(someText(random, length), { level: random(10), strategy, memLevel: 1 + random(9) });
  for (let left = 10; left > 0 && done < count; left--, done++) {
    const damaged = mutate(random, stream);
    const windows: Windows[] = [
      { input: 2 ** 22, output: 2 ** 22 },
      { input: 1 + random(1000), output: 1 + random(3000) },
    ];
    if (random(20) === 0) windows.push({ input: 1, output: 1 });
    const { verdict } = zlibVerdict(damaged);
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    const found = difference(rig, damaged, windows);
    if (found === undefined) continue;
    different++;
    console.log(`stream ${done}: ${found}\n  ${damaged.toString('base64')}`);
  }
}
for (const [verdict, times] of [...verdicts].sort((a, b) => b[1] - a[1])) console.log(`${times}\t${verdict}`);
console.log(`${different} different`);
process.exitCode = different === 0 ? 0 : 1;

// A long fuzz of the kernel's decoder against the reference decoder: invented lines of all formats and of invented ones,
// spoilt.
//   node dist/bench/fuzz-decode.js --count 1000000 --seed 1

import { parseArgs } from 'node:util';
import { someRig, spoiltLines } from '../test/workers/kernel/decode-oracle.ts';
import { randomFrom } from './random.ts';

const { values } = parseArgs({ options: { count: { type: 'string' }, seed: { type: 'string' } } });
const count = Number(values.count ?? 10_000);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const linesARig = 500;
const random = randomFrom(seed);

console.log(`${count} lines from seed ${seed}`);
let different = 0;
for (let done = 0; done < count; ) {
  const rig = someRig(random);
  for (let left = linesARig; left > 0 && done < count; ) {
    rig.reset();
    for (const line of spoiltLines(random, rig)) {
      left--;
      done++;
      const found = rig.difference(line);
      if (found === undefined) continue;
      different++;
      if (different <= 20) console.log(`line ${done}, ${rig.plans.map(({ name }) => name)}: ${found}`);
    }
  }
}
console.log(`${different} different`);
process.exitCode = different === 0 ? 0 : 1;

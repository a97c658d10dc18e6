// The kernel at work so many times over the same small text, for those who count instructions: the difference between
// two numbers of passes is the scan alone. `node dist/bench/ci/kernel-work.js CASE PASSES`.

import { kernelCases, prepareScan, textOf } from '../kernel-cases.ts';

const [name, passes] = process.argv.slice(2);
const one = kernelCases.find((each) => each.name === name);
if (one === undefined) throw new Error(`no case is called ${name}`);
const { scan } = prepareScan(one.plan, textOf(one.density, 2 ** 20));
for (let pass = 0; pass < Number(passes); pass += 1) scan();

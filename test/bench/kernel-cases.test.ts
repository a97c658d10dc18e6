import test from 'ava';
import { checkScan, kernelCases, prepareScan, textOf } from '../../bench/kernel-cases.ts';

const textBytes = 300_000;

test('the share of lines that hold the needle is the one that is asked for', (t) => {
  for (const density of [0, 0.1, 1]) {
    const lines = textOf(density, textBytes).toString('latin1').split('\n').slice(0, -1);
    const share = lines.filter((line) => line.includes('/53 ')).length / lines.length;
    t.true(Math.abs(share - density) < 0.03, `${share} for ${density}`);
  }
});

for (const one of kernelCases) {
  test(`${one.name}: a scan is right however often it runs, and a wrong one is seen`, (t) => {
    const text = textOf(one.density, textBytes);
    const { scan, counts } = prepareScan(one.plan, text);
    scan();
    scan();
    t.notThrows(() => checkScan(one, text, counts()));
    t.throws(() => checkScan(one, text, { ...counts(), lines: 1 }), { message: /its twin/ });
  });
}

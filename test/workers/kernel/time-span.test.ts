import test from 'ava';
import fc from 'fast-check';
import { findStamp, packStamp } from '../../../src/stamps.ts';
import { bytesAt, instantiateKernel } from '../../../workers/kernel/instance.ts';

const reference = { year: 2014, month: 7, day: 3 };
const kernel = instantiateKernel();
kernel.setReference(reference.year, reference.month, reference.day);

const line = fc.oneof(
  fc.constantFrom(
    '',
    '\r',
    'x',
    'Jul  3 12:48:2',
    'not stamped, as long as several blocks of the scan are long: '.repeat(3),
  ),
  fc.tuple(fc.constantFrom('', '<134>', 'fw1 '), fc.nat(59)).map(([before, second]) => {
    return `${before}Jul  3 12:48:${String(second).padStart(2, '0')} fw1 x`;
  }),
);
/** The windows of a text, each of whole lines. */
const windows = fc.array(fc.array(line, { minLength: 1, maxLength: 6 }), { maxLength: 5 });

test('the first and the last stamped line of a text are found, however it is cut into windows', (t) => {
  const memory = kernel.allocate(16_384) + 64;
  fc.assert(
    fc.property(windows, (parts) => {
      kernel.clearTimes();
      for (const lines of parts) {
        const text = Buffer.from(lines.map((each) => `${each}\n`).join(''));
        bytesAt(kernel, memory, text.length).set(text);
        kernel.noteTimes(memory, memory + text.length);
      }
      const times = parts
        .flat()
        .map(timeOf)
        .filter((time) => time !== 0n);
      t.deepEqual([kernel.firstTime(), kernel.lastTime()], [times.at(0) ?? 0n, times.at(-1) ?? 0n]);
    }),
    { numRuns: 500 },
  );
});

function timeOf(text: string): bigint {
  const stamp = findStamp(text);
  return (stamp && packStamp(stamp, reference)) ?? 0n;
}

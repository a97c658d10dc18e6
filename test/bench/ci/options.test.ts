import test from 'ava';
import { readCiOptions } from '../../../bench/ci/options.ts';
import { UserError } from '../../../src/errors.ts';

test('without options it is small, compares nothing and counts no instructions', (t) => {
  t.like(readCiOptions([]), {
    bytesPerFile: 64e6,
    fileCount: 2,
    runs: 9,
    json: undefined,
    compare: undefined,
    maxRegression: 0.1,
    instructions: false,
  });
});

test('a regression is given in percent', (t) => {
  t.is(readCiOptions(['--max-regression', '7.5%']).maxRegression, 0.075);
  for (const text of ['10', '0%', 'ten%', '-3%', '10 %']) {
    t.throws(() => readCiOptions([`--max-regression=${text}`]), {
      instanceOf: UserError,
      message: `Expected the \`--max-regression\` option to be a percentage such as 10%, got "${text}"`,
    });
  }
});

test('an option that there is not is told', (t) => {
  t.throws(() => readCiOptions(['--fast']), { instanceOf: UserError, message: /--fast/ });
});

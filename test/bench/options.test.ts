import test from 'ava';
import { readOptions } from '../../bench/options.ts';
import { UserError } from '../../src/errors.ts';

test('without options it measures two gigabytes of every codec and with the pack, five times', (t) => {
  const { bytesPerFile, fileCount, runs, only, json } = readOptions([]);
  t.deepEqual(
    { bytesPerFile, fileCount, runs, only, json },
    {
      bytesPerFile: 1e9,
      fileCount: 2,
      runs: 5,
      only: ['plain', 'gzip', 'zstd', 'pack'],
      json: undefined,
    },
  );
});

test('quick is small, and what is said beside it goes first', (t) => {
  t.like(readOptions(['--quick']), { bytesPerFile: 64e6, runs: 3 });
  t.like(readOptions(['--quick', '--runs', '1', '--size', '1.5MiB']), { bytesPerFile: 1_572_864, runs: 1 });
});

test('parts are asked for by name, each once', (t) => {
  t.deepEqual(readOptions(['--only', 'pack,scaling,pack']).only, ['pack', 'scaling']);
});

test('mistakes are told with what was expected', (t) => {
  const message = (...args: string[]) => t.throws(() => readOptions(args), { instanceOf: UserError }).message;
  t.is(message('--size', 'big'), 'Expected the `--size` option to be a size such as 1GB or 64MB, got "big"');
  t.is(message('--size', '0MB'), 'Expected the `--size` option to be a size such as 1GB or 64MB, got "0MB"');
  t.is(message('--runs', '0'), 'Expected the `--runs` option to be a positive integer, got "0"');
  t.is(
    message('--only', 'plain,xz'),
    'Expected the `--only` option to name plain, gzip, zstd, pack, seek, scaling, keys, got "xz"',
  );
  t.regex(message('--fast'), /--fast/);
});

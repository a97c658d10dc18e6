// The promise of the contract: byte for byte what the GNU tools print.

import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { syslogSweep } from '../helpers/command.ts';
import { nastyLog } from '../helpers/nasty-log.ts';
import { folderWith } from '../helpers/scratch.ts';
import { frame } from '../helpers/zstd-frames.ts';

interface Question {
  readonly field: number;
  readonly contains?: string;
  readonly split?: { readonly chars: string; readonly part: number };
  readonly match?: readonly string[];
  readonly exclude?: readonly string[];
}

const diary: Question = {
  field: 13,
  contains: 'inside',
  split: { chars: ':/', part: 2 },
  match: ['/53 '],
  exclude: ['10.1.0.10', '10.1.0.11'],
};

const questions: Readonly<Record<string, Question>> = {
  "the diary's own": diary,
  'another field': { ...diary, field: 9 },
  'the first field': { field: 1, match: ['/53 '] },
  'a field that few lines have': { field: 24 },
  'every line by field 5': { field: 5, exclude: ['10.1.0.10'] },
  'the first part': { ...diary, split: { chars: ':/', part: 1 } },
  'a part past the last': { ...diary, split: { chars: ':', part: 4 } },
  'dots of addresses': { field: 7, contains: '.', split: { chars: '.:', part: 4 } },
  'two needles and a field that holds a colon': { field: 3, contains: ':', match: ['/53', 'inside:'] },
};

function options({ field, contains, split, match = [], exclude = [] }: Question): readonly string[] {
  return [
    ...exclude.flatMap((text) => ['-x', text]),
    ...match.flatMap((text) => ['-e', text]),
    ...['--field', String(field)],
    ...(contains === undefined ? [] : ['--field-contains', contains]),
    ...(split === undefined ? [] : ['--split', split.chars, '--part', String(split.part)]),
  ];
}

function pipeline({ field, contains, split, match = [], exclude = [] }: Question): string {
  const splits = split === undefined ? [] : [...split.chars].map((char) => `sed 's/[${char}]/ /g'`);
  return [
    ...exclude.map((text) => `grep -a -v -F '${text}'`),
    ...match.map((text) => `grep -a -F '${text}'`),
    "sed 's/\\t/ /g'",
    `cut -d ' ' -f ${field}`,
    ...(contains === undefined ? [] : [`grep -a -F '${contains}'`]),
    ...splits,
    ...(split === undefined ? [] : [`cut -d ' ' -f ${split.part}`]),
    'sort | uniq -c | sort -rn',
  ].join(' | ');
}

function expected(text: string, question: Question): Buffer {
  const env = { ...process.env, LC_ALL: 'C' };
  return execFileSync('sh', ['-c', pipeline(question)], { input: Buffer.from(text, 'latin1'), env });
}

// What `cut` and `sort` do elsewhere is not promised.
if (process.platform === 'linux') {
  for (const [index, [title, question]] of Object.entries(questions).entries()) {
    test(`as GNU prints it: ${title}`, async (t) => {
      for (let seed = 0; seed < 3; seed++) {
        const texts = [1, 2, 3, 4].map((part) => nastyLog(1000 * index + 10 * seed + part, 1200));
        const [plain = '', gzip = '', zstd = '', members = ''] = texts;
        const folder = folderWith(t, {
          'plain.log': plain,
          'deep/er/log.gz': gzipSync(Buffer.from(gzip, 'latin1')),
          'deep/log.zst': frame([Buffer.from(zstd, 'latin1')], { checksum: true }).stored,
          members: Buffer.concat(
            [members.slice(0, 999), members.slice(999)].map((text) => gzipSync(Buffer.from(text, 'latin1'))),
          ),
        });
        const jobs = String(1 + (seed % 3));
        const ended = await syslogSweep([folder, ...options(question), '--print', 'uniq', '--jobs', jobs]);
        t.is(ended.stderr, '');
        t.is(ended.code, 0);
        const answer = expected(texts.join(''), question);
        t.true(answer.length > 50);
        t.is(ended.stdout.toString('latin1'), answer.toString('latin1'));
      }
    });
  }
} else {
  test('the GNU tools are those of Linux', (t) => {
    t.pass();
  });
}

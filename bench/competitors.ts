// Who is timed, as data: the command, what it needs, whether it answers the diary's question, and the bar that
// syslog-sweep must clear against it. Every command takes the files as its last arguments; those that answer print
// `count key` lines, and the first one is syslog-sweep itself.

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Need, projectFolder } from './commands.ts';
import { type ArchiveCodec, codecs } from './compress.ts';
import { diaryScript, type PipelineOrder, pipelineCommands } from './pipeline.ts';

export interface Competitor {
  readonly name: string;
  readonly codec: ArchiveCodec;
  readonly needs: readonly Need[];
  readonly command: readonly string[];
  readonly answers: boolean;
  /** syslog-sweep must be at least so many times as fast. */
  readonly bar?: number;
}

export const ourName = 'syslog-sweep';

const jobs = availableParallelism();
const main = 'dist/bundled/syslog-sweep.cjs';
/** What a sweep is started with, before its options. */
export const sweepCommand: readonly string[] = [process.execPath, join(projectFolder, main)];
export const excludes: readonly string[] = ['10.1.0.10', '10.1.0.11'];

/** The diary's question, as options. */
export const question: readonly string[] = [
  '-e',
  '/53 ',
  ...excludes.flatMap((text) => ['-x', text]),
  '-k',
  'inside:{ip}/',
  '--print',
  'uniq',
];
const fieldQuestion = [
  ...['-e', '/53 ', ...excludes.flatMap((text) => ['-x', text])],
  ...['--field', '13', '--field-contains', 'inside', '--split', ':/', '--part', '2', '--print', 'uniq'],
];

const diary = (grep: string, order: PipelineOrder) => shell(diaryScript({ needles: ['/53 '], excludes }, order, grep));

// The fastest ways found by hand, behind `rg -F '/53 '`. The addresses of a file are counted next to the search, so that
// little goes through pipes.
const countAddresses =
  '{ i = index($0, "inside:"); if (i) { s = substr($0, i + 7, 40); j = index(s, "/"); if (j) n[substr(s, 1, j - 1)]++ } } END { for (k in n) print n[k], k }';
const threeProcesses = `rg -v -F -e ${excludes.join(' -e ')} | mawk '${countAddresses}'`;
const twoProcesses = `mawk '/10\\.1\\.0\\.1[01]/ { next } ${countAddresses}'`;
const mergeCounts = 'mawk \'{ n[$2] += $1 } END { for (k in n) print n[k], k }\' "$counts"/*';
const rgInside = `rg --no-filename -z -F '/53 ' "$@" | rg -v -F -e ${excludes.join(' -e ')} | rg -o -r '$1' 'inside:([0-9.]+)/' | sort | uniq -c | sort -rn`;

export const competitors: readonly Competitor[] = [
  ...codecs.flatMap((codec): Competitor[] => [
    { ...us(ourName, question), codec },
    { ...us(`${ourName} --field 13`, fieldQuestion), codec },
  ]),

  answering('plain', "the diary's pipeline", diary('grep', 'excludes first'), pipelineCommands, 15),
  answering('plain', 'the same, needle first', diary('grep', 'needle first'), pipelineCommands, 15),
  answering('plain', 'the same with grep -F', diary('grep -F', 'needle first'), pipelineCommands),
  ...byHand('plain', 'cat', 1.5),
  answering('plain', 'rg, sort, uniq', shell(rgInside), ['rg', 'sort', 'uniq']),
  duckdb('plain'),
  reading('plain', 'cat alone', ['cat'], 'cat'),

  ...byHand('gzip', 'igzip -dc'),
  ...byHand('gzip', 'gzip -dc'),
  answering('gzip', 'rg -z, sort, uniq', shell(rgInside), ['rg', 'gzip', 'sort', 'uniq']),
  duckdb('gzip'),
  reading('gzip', 'gzip -dc alone', ['gzip', '-dc'], 'gzip', 2),
  reading('gzip', 'igzip -dc alone', ['igzip', '-dc'], 'igzip'),

  ...byHand('zstd', 'zstd -dc', 1.5),
  answering('zstd', 'rg -z, sort, uniq', shell(rgInside), ['rg', 'zstd', 'sort', 'uniq']),
  duckdb('zstd'),
  reading('zstd', 'zstd -dc alone', ['zstd', '-q', '-dc'], 'zstd'),
];

function us(name: string, options: readonly string[]): Omit<Competitor, 'codec'> {
  const needs: Need[] = [{ kind: 'file', name: main }];
  return { name, needs, command: [...sweepCommand, ...options], answers: true };
}

function answering(
  codec: ArchiveCodec,
  name: string,
  command: readonly string[],
  commands: readonly string[],
  bar?: number,
): Competitor {
  return { name, codec, needs: commandNeeds(['sh', ...commands]), command, answers: true, ...(bar && { bar }) };
}

/** One pipe a file, as many at once as there are cores, the counts merged at the end. */
function byHand(codec: ArchiveCodec, decode: string, bar?: number): Competitor[] {
  const decoder = decode.split(' ')[0] ?? decode;
  const via = decode === 'cat' ? '' : ` behind ${decode}`;
  const commands = ['mktemp', 'xargs', 'rg', 'mawk', 'sort', decoder];
  return [
    answering(codec, `by hand: rg, rg -v, mawk${via}`, eachFile(decode, threeProcesses), commands, bar),
    answering(codec, `by hand: rg, mawk${via}`, eachFile(decode, twoProcesses), commands, bar),
  ];
}

/**
 * Every pipe writes to a file of its own: two that write into one pipe tear each other's lines when a block of output
 * ends within a line, and the sum is then wrong without a word. `sh` takes the argument after the script as `$0`: here
 * the script of the inner shells, so that nothing is quoted twice.
 */
function eachFile(decode: string, search: string): string[] {
  const find = decode === 'cat' ? `rg -F '/53 ' "$1"` : `${decode} "$1" | rg -F '/53 '`;
  const outer = [
    'export counts="$(mktemp -d)"',
    `printf '%s\\0' "$@" | xargs -0 -n1 -P${jobs} sh -c "$0" sh`,
    `${mergeCounts} | sort -k1,1nr -k2,2r`,
    'rm -r "$counts"',
  ];
  return ['sh', '-c', outer.join(' && '), `${find} | ${search} > "$counts/$$"`];
}

function reading(codec: ArchiveCodec, name: string, decode: string[], command: string, bar?: number): Competitor {
  const script = `printf '%s\\0' "$@" | xargs -0 -n1 -P${jobs} ${decode.join(' ')} > /dev/null`;
  const needs = commandNeeds(['sh', 'xargs', command]);
  return { name, codec, needs, command: shell(script), answers: false, ...(bar && { bar }) };
}

function duckdb(codec: ArchiveCodec): Competitor {
  const script = join(projectFolder, 'dist/bench/duckdb.js');
  const needs: Need[] = [{ kind: 'package', name: '@duckdb/node-api' }];
  return { name: 'DuckDB', codec, needs, command: [process.execPath, script], answers: true };
}

function shell(script: string): string[] {
  return ['sh', '-c', script, 'sh'];
}

function commandNeeds(names: readonly string[]): Need[] {
  return names.map((name) => ({ kind: 'command', name }));
}

// The README is run: every command in it, every output beside one, every table that says what is so.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { projectFolder } from '../bench/commands.ts';
import { optionGroups } from '../src/cli/sweep-options.ts';
import { exitCode } from '../src/errors.ts';

const readme = readFileSync(join(projectFolder, 'README.md'), 'utf8');
const main = join(projectFolder, 'dist/bundled/syslog-sweep.cjs');
const blocks = readBlocks(readme);

/** They install, build or test: `.ci/run` runs them. */
const unrun = ['npm run demo\nnpm test\n', 'npm run setup\nnpm pack\nnpm install -g ./syslog-sweep-0.1.0.tgz\n'];

test('what stands in the README as text is the output of a command, or known not to be run', (t) => {
  const free = blocks.filter(({ language, isOutput }) => language === 'text' && !isOutput);
  t.deepEqual(
    free.map(({ text }) => text),
    unrun,
  );
  t.deepEqual([...new Set(blocks.map(({ language }) => language))].sort(), ['js', 'sh', 'text', 'yaml']);
});

test('every command prints what stands below it', (t) => {
  withFolder((folder) => {
    cpSync(join(projectFolder, 'samples'), join(folder, 'samples'), { recursive: true });
    let ran = 0;
    for (const { language, name, text, output } of blocks) {
      if (language === 'yaml') writeFileSync(join(folder, name), text);
      if (language !== 'sh') continue;
      const ended = runCommands(text, folder);
      if (ended === undefined) continue;
      ran++;
      t.is(ended.status, output?.includes(' damaged,') ? exitCode.problems : exitCode.complete, text);
      if (ended.status === exitCode.complete) t.is(ended.stderr, '', text);
      if (output !== undefined) t.is(ended.stdout, output, text);
    }
    t.true(ran >= 5);
  });
});

test('the example of the library prints what stands below it', (t) => {
  const [example] = blocks.filter(({ language }) => language === 'js');
  const ended = runNode(['--input-type=module', '--eval', example?.text ?? ''], projectFolder);
  t.is(ended.stderr, '');
  t.is(ended.stdout, example?.output ?? '');
});

test('every template of the table takes that key', (t) => {
  const rows = tableRows('| template | line | key |').map((cells) => cells.map(unquoted));
  t.true(rows.length >= 5);
  for (const [template = '', line = '', key = ''] of rows) {
    const ended = runNode([main, '-', '-k', template, '--print', 'uniq'], projectFolder, `${line}\n`);
    t.is(ended.stdout, key === '' ? '' : `      1 ${key}\n`, `${template} in ${line}: ${ended.stderr}`);
  }
});

test('the table of tasks has every option of the command, and no other', (t) => {
  const options = optionGroups.flatMap(([, group]) => group.map(({ long }) => long));
  const told = new Set(tableRows('| to | options |').flatMap((cells) => cells.join(' ').match(/--[a-z-]+/g) ?? []));
  t.deepEqual([...told].sort(), options.sort());
});

test('the table of exit codes has every code', (t) => {
  const codes = tableRows('| code | means |').flatMap(([codes = '']) => codes.split(', ').map(Number));
  t.deepEqual(codes, Object.values(exitCode));
});

test('every kind of damage is told in the words of the table, and in no others', (t) => {
  withFolder((folder) => {
    const names = writeDamaged(folder);
    const ended = runNode([main, ...names, '-e', '/53 ', '--print', 'none'], folder);
    t.is(ended.status, exitCode.problems);
    const lines = ended.stderr.trimEnd().split('\n');
    const words = tableRows('| damage | what is counted | what is said |').map(([, , said = '']) => unquoted(said));
    t.true(words.length > 10);
    const isTold = (said: string, line: string) => patternOf(said).test(line);
    t.deepEqual(
      words.filter((said) => !lines.some((line) => isTold(said, line))),
      [],
    );
    t.deepEqual(
      lines.filter((line) => !words.some((said) => isTold(said, line))),
      [],
    );
  });
});

test('links within the project lead somewhere', (t) => {
  const targets = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, target = '']) => target);
  t.true(targets.length > 3);
  t.deepEqual(
    targets.filter((target) => !existsSync(join(projectFolder, target))),
    [],
  );
});

interface Block {
  readonly language: string;
  /** What stands behind the language: of a file, its name. */
  readonly name: string;
  readonly text: string;
  /** The text block right behind it. */
  readonly output: string | undefined;
  readonly isOutput: boolean;
}

function readBlocks(markdown: string): readonly Block[] {
  const found = [...markdown.matchAll(/^```(\w+) ?(\S*)\n(.*?)^```\n/gms)].map((match) => {
    const [whole, language = '', name = '', text = ''] = match;
    return { language, name, text, start: match.index, end: match.index + whole.length };
  });
  return found.map(({ language, name, text, start, end }, index) => {
    const [before, after] = [found[index - 1], found[index + 1]];
    const touches = (to: number) => (other: { readonly end: number } | undefined) =>
      other !== undefined && markdown.slice(other.end, to).trim() === '';
    const isOutput = language === 'text' && before?.language !== 'text' && touches(start)(before);
    const hasOutput = after?.language === 'text' && touches(after.start)({ end });
    return { language, name, text, isOutput, output: hasOutput ? after.text : undefined };
  });
}

/** Cells of the rows below a table's head. */
function tableRows(head: string): readonly (readonly string[])[] {
  const [, , ...rows] = readme.slice(readme.indexOf(`\n${head}\n`) + 1).split('\n');
  return rows.slice(0, rows.indexOf('')).map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function unquoted(cell: string): string {
  return cell.replace(/^`(.*)`$/, '$1');
}

/** `…` stands for anything. */
function patternOf(said: string): RegExp {
  const parts = said.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^syslog-sweep: ${parts.join('.+')} \\(read [^()]+\\)$`);
}

/** Commands of this project need no shell, and run everywhere; a pipeline needs GNU tools, and runs on Linux. */
function runCommands(text: string, folder: string) {
  const joined = text.replaceAll('\\\n', ' ').trimEnd();
  if (/^syslog-sweep [^\n]*$/.test(joined)) return runNode([main, ...wordsOf(joined).slice(1)], folder);
  if (process.platform !== 'linux') return undefined;
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'syslog-sweep'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`, { mode: 0o755 });
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
  return spawnSync('sh', ['-e', '-c', text], { cwd: folder, encoding: 'utf8', env });
}

/** The words of a command that means the same in every shell. */
function wordsOf(command: string): string[] {
  const words = command.match(/(?:'[^']*'|[^\s'])+/g) ?? [];
  return words.map((word) => {
    if (/[$`"|&;<>*?()#~\\]/.test(word.replace(/'[^']*'/g, ''))) throw new Error(`${word} would act in a shell`);
    return word.replaceAll("'", '');
  });
}

function runNode(args: readonly string[], folder: string, input = '') {
  return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', input });
}

/** One input for each row of the table of damages; their names. */
function writeDamaged(folder: string): readonly string[] {
  const diary = (path: string) => readFileSync(join(projectFolder, 'samples/diary', path));
  const gzip = diary('archive-gzip/2014-07-03/SyslogCatchAll.txt.gz');
  const zstd = diary('archive-zstd/2014-07-03/SyslogCatchAll.txt.zst');
  const inputs: Readonly<Record<string, Buffer>> = {
    'cut.gz': gzip.subarray(0, 20_000),
    'cut.zst': zstd.subarray(0, 20_000),
    // A stored block of one line, then a block of the type that is none.
    'broken.gz': Buffer.from('1f8b0800000000000003 00 0200fdff 780a 07'.replaceAll(' ', ''), 'hex'),
    'broken.zst': Buffer.from(zstd).fill(0xff, 20_000, 20_200),
    'checksum.gz': withZeros(gzip, gzip.length - 8),
    'checksum.zst': withZeros(zstd, zstd.length - 4),
    'tail.gz': Buffer.concat([gzip, Buffer.from('garbage')]),
    'tail.zst': Buffer.concat([zstd, Buffer.from('garbage')]),
    'long.txt': Buffer.alloc(65 * 2 ** 20, 'x'),
    'old.xz': Buffer.from('fd377a585a000004', 'hex'),
    'twice.gz': gzipSync(gzip),
  };
  for (const [name, bytes] of Object.entries(inputs)) writeFileSync(join(folder, name), bytes);
  return [...Object.keys(inputs), 'nowhere', 'none*.gz'];
}

/** A copy with four bytes gone. */
function withZeros(bytes: Buffer, from: number): Buffer {
  return Buffer.from(bytes).fill(0, from, from + 4);
}

function withFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'syslog-sweep-'));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// A sweep that is called off: the exit code a shell expects, no report, nothing left behind. A pipe that never ends
// keeps the sweep busy; that the sweep has opened it says that it is at work.

import { type ChildProcess, execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type Ended, syslogSweep } from '../helpers/command.ts';
import { folderWith, isWindows } from '../helpers/scratch.ts';

interface Called {
  readonly ended: Ended;
  /** Names in the folder of the outputs. */
  readonly left: readonly string[];
}

/** As soon as the command has opened a pipe, into which nobody writes. */
function killedWhileReading(pipe: string, signal: NodeJS.Signals): (child: ChildProcess) => Promise<void> {
  return async (child) => {
    const writer = await open(pipe, 'w');
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
    await writer.close();
  };
}

async function callOff(
  t: ExecutionContext,
  signals: readonly NodeJS.Signals[],
  args: readonly string[] = [],
): Promise<Called> {
  const folder = folderWith(t, { 'out/old.json': 'old', 'a.log': 'x /53 \n'.repeat(1000) });
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const outputs = ['old.json', 'new.csv'].flatMap((name) => ['-o', join(folder, 'out', name)]);
  const stats = ['--stats', join(folder, 'out', 'stats.json'), '--tmp', join(folder, 'out')];
  const ended = await syslogSweep([pipe, join(folder, 'a.log'), '-e', '/53 ', ...outputs, ...stats, ...args], {
    async meanwhile(child) {
      const writer = await open(pipe, 'w');
      await writer.write('a line\nand a piece of one');
      const gone = new Promise((resolve) => child.once('exit', resolve));
      for (const signal of signals) child.kill(signal);
      await gone;
      await writer.close();
    },
  });
  return { ended, left: readdirSync(join(folder, 'out')) };
}

test('a sweep that nobody calls off puts its outputs in place and ends', async (t) => {
  const folder = folderWith(t, { 'out/old.csv': 'old', 'a.log': 'x /53 \n' });
  const path = join(folder, 'out', 'old.csv');
  const { code } = await syslogSweep([join(folder, 'a.log'), '-e', '/53 ', '-o', path]);
  t.is(code, 0);
  t.not(readFileSync(path, 'utf8'), 'old');
  t.deepEqual(readdirSync(join(folder, 'out')), ['old.csv']);
});

// Windows has no signals to send.
if (!isWindows) {
  test('a report that waits for a pipe ends by a signal', async (t) => {
    const pipe = join(folderWith(t, {}), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const { code } = await syslogSweep(['report', pipe], {
      meanwhile: killedWhileReading(pipe, 'SIGTERM'),
    });
    t.is(code, 143);
  });

  for (const [signal, code] of [
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    test(`${signal} while a pipe is waited for: ${code}, no report, nothing left behind`, async (t) => {
      const { ended, left } = await callOff(t, [signal]);
      t.is(ended.code, code);
      t.is(ended.stdout.length, 0);
      t.is(ended.stderr, `syslog-sweep: interrupted by ${signal}; no report\n`);
      t.deepEqual(left, ['old.json']);
    });
  }

  test('a second signal does not wait', async (t) => {
    const { ended, left } = await callOff(t, ['SIGINT', 'SIGTERM']);
    t.true(ended.code === 130 || ended.code === 143, `${ended.code}`);
    t.is(ended.stdout.length, 0);
    t.deepEqual(left, ['old.json']);
  });

  test('a signal while the inputs are looked for leaves nothing behind either', async (t) => {
    const folder = folderWith(t, {});
    const names = join(folder, 'names');
    execFileSync('mkfifo', [names]);
    const { code, stdout } = await syslogSweep(['--files-from', names, '-o', join(folder, 'new.json')], {
      meanwhile: killedWhileReading(names, 'SIGINT'),
    });
    t.is(code, 130);
    t.is(stdout.length, 0);
    t.deepEqual(readdirSync(folder), ['names']);
  });

  test('several threads are called off like one', async (t) => {
    const { ended, left } = await callOff(t, ['SIGTERM'], ['--jobs', '2', '--print', 'json']);
    t.is(ended.code, 143);
    t.is(ended.stdout.length, 0);
    t.deepEqual(left, ['old.json']);
  });

  test('a scan too small for a thread of its own is called off too', async (t) => {
    // Two kilobytes that become 52 million lines, all of them counted: the scan outlasts the signal.
    const folder = folderWith(t, { 'bomb.zst': bomb(400) });
    const args = [join(folder, 'bomb.zst'), '--progress', '-o', join(folder, 'new.json')];
    const { code, stdout } = await syslogSweep(args, {
      meanwhile: (child) =>
        new Promise((resolve) => {
          // The bar is drawn before anything is scanned.
          child.stderr?.once('data', () => resolve(void child.kill('SIGTERM')));
        }),
    });
    t.is(code, 143);
    t.is(stdout.length, 0);
    t.deepEqual(readdirSync(folder), ['bomb.zst']);
  });

  for (const command of ['sweep', 'report'] as const) {
    test(`Ctrl-C while the report of ${command} is printed leaves no spilled counts behind`, async (t) => {
      // The report is longer than a pipe holds: who prints it waits for a reader.
      const keys = Array.from({ length: 60_000 }, (_, i) => `inside:host-${i}/53\n`);
      const folder = folderWith(t, { 'a.log': keys.join(''), 'tmp/x': '' });
      const [tmp, state] = [join(folder, 'tmp'), join(folder, 'state')];
      const sweep = ['sweep', join(folder, 'a.log'), '-k', 'inside:{word}/', '--state', state];
      if (command === 'report') await syslogSweep([...sweep, '--print', 'none']);
      const own = ['--memory', '1MB', '--tmp', tmp, '--print', 'csv'];
      const { code, stdout } = await syslogSweep([...(command === 'sweep' ? sweep : ['report', state]), ...own], {
        async meanwhile(child) {
          await new Promise((resolve) => child.stdout?.once('data', resolve));
          child.stdout?.pause();
          const gone = new Promise((resolve) => child.once('exit', resolve));
          child.kill('SIGINT');
          await gone;
          child.stdout?.resume();
        },
      });
      t.is(code, 130);
      t.true(stdout.toString().startsWith('rule,rank,count,share,'));
      t.true(stdout.length < 1_000_000);
      t.deepEqual(readdirSync(tmp), ['x']);
    });
  }

  test('a stream that goes on for ever is called off in the middle', async (t) => {
    const block = Buffer.alloc(65_536, 'a line of text /53 \n');
    const { code, stdout, stderr } = await syslogSweep(['-', '-e', '/53 '], {
      input: { kind: 'pipe' },
      async meanwhile(child) {
        // More than a pipe holds: whoever takes it is reading.
        for (let sent = 0; sent < 64; sent++) await new Promise((resolve) => child.stdin?.write(block, resolve));
        child.kill('SIGINT');
      },
    });
    t.is(code, 130);
    t.is(stdout.length, 0);
    t.is(stderr, 'syslog-sweep: interrupted by SIGINT; no report\n');
  });
}

/** A zstd frame (RFC 8878) of blocks that each repeat one byte 128 Ki times: four stored bytes a block. */
function bomb(blocks: number): Buffer {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]);
  const block = (isLast: boolean) => {
    const bytes = Buffer.alloc(4, '\n');
    bytes.writeUIntLE((131_072 << 3) | 2 | (isLast ? 1 : 0), 0, 3);
    return bytes;
  };
  return Buffer.concat([header, ...Array.from({ length: blocks }, (_, i) => block(i === blocks - 1))]);
}

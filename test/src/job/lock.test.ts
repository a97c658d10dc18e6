import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { systemProcesses } from '../../../src/cli/processes.ts';
import { UserError } from '../../../src/errors.ts';
import { type Owner, type Processes, takeLock } from '../../../src/job/lock.ts';
import { quote } from '../../../src/text.ts';
import { run } from '../../helpers/command.ts';
import { folderWith, isWindows } from '../../helpers/scratch.ts';

const us: Owner = { pid: 100, began: 'boot 7', machine: 'here' };
const them: Owner = { pid: 200, began: 'boot 3', machine: 'here' };

test('a lock is taken once, and free when it was released', (t) => {
  const path = join(folderWith(t, {}), '.job.lock');
  const lock = takeLock(path, 'the job', processes(us, [us]));
  t.deepEqual(JSON.parse(readFileSync(path, 'utf8')), us);
  t.throws(() => takeLock(path, 'the job', processes(them, [us, them])), {
    instanceOf: UserError,
    message: 'Expected to run the job alone, but process 100 runs it now; wait for its end, or end it',
  });
  lock.release();
  t.false(existsSync(path));
  takeLock(path, 'the job', processes(them, [them]));
  // What is released is not ours any more.
  lock.release();
  t.true(existsSync(path));
});

test('a lock whose process is gone is taken over, and nothing else is left', (t) => {
  const path = withLock(t, them);
  takeLock(path, 'the job', processes(us, [us]));
  t.deepEqual(JSON.parse(readFileSync(path, 'utf8')), us);
  t.deepEqual(readdirSync(join(path, '..')), ['.job.lock']);
});

test('a lock whose number another process has got is taken over', (t) => {
  const path = withLock(t, them);
  takeLock(path, 'the job', processes(us, [us, { ...them, began: 'boot 9' }]));
  t.deepEqual(JSON.parse(readFileSync(path, 'utf8')), us);
});

test('a lock of another machine stays, whether it has such a process or not', (t) => {
  const path = withLock(t, { ...them, machine: 'there\x1b[2J' });
  t.throws(() => takeLock(path, 'the job', processes(us, [us])), {
    instanceOf: UserError,
    message: `Expected to run the job alone, but process 200 of another machine or container (there\\x1b[2J) has the lock ${JSON.stringify(path)}; if it is gone, remove that file`,
  });
});

test('a lock that is empty or damaged stays', (t) => {
  for (const text of ['', '{', 'null', '7', '{"pid":1}', '{"pid":"1","began":"","machine":""}']) {
    const path = withLock(t, text);
    t.throws(
      () => takeLock(path, 'the job', processes(us, [us])),
      { instanceOf: UserError, message: /remove the lock/ },
      text,
    );
    t.is(readFileSync(path, 'utf8'), text);
  }
});

test('a lock that is empty or damaged is taken over after a minute: it was never written to its end', (t) => {
  for (const text of ['', '{', '{"pid":1}']) {
    const path = withLock(t, text);
    const old = Date.now() / 1000 - 61;
    utimesSync(path, old, old);
    takeLock(path, 'the job', processes(us, [us])).release();
    t.deepEqual(readdirSync(join(path, '..')), []);
  }
});

test('while another takes over a stale lock, it stays', (t) => {
  const path = withLock(t, them);
  writeFileSync(`${path}.handover`, '');
  t.throws(() => takeLock(path, 'the job', processes(us, [us])), {
    instanceOf: UserError,
    message: /takes over the lock/,
  });
  t.deepEqual(JSON.parse(readFileSync(path, 'utf8')), them);
});

test('whoever died while taking over a stale lock, or while taking over from that one, is taken over from', (t) => {
  const other = { ...them, pid: 201 };
  const old = Date.now() / 1000 - 61;
  for (const texts of [
    [JSON.stringify(other)],
    [''],
    [JSON.stringify(other), JSON.stringify(them)],
    ['{', JSON.stringify(other), ''],
  ]) {
    const path = withLock(t, them);
    for (const [depth, text] of texts.entries()) {
      const handover = `${path}${'.handover'.repeat(depth + 1)}`;
      writeFileSync(handover, text);
      utimesSync(handover, old, old);
    }
    const lock = takeLock(path, 'the job', processes(us, [us]));
    t.deepEqual(readdirSync(join(path, '..')), ['.job.lock']);
    t.deepEqual(JSON.parse(readFileSync(path, 'utf8')), us);
    lock.release();
  }
});

test('a handover that outlived its lock goes when the next run begins, if its process is gone', (t) => {
  const path = join(folderWith(t, { '.job.lock.handover': JSON.stringify(them) }), '.job.lock');
  takeLock(path, 'the job', processes(us, [us])).release();
  t.deepEqual(readdirSync(join(path, '..')), []);
  writeFileSync(`${path}.handover`, JSON.stringify(them));
  takeLock(path, 'the job', processes(us, [us, them])).release();
  t.deepEqual(readdirSync(join(path, '..')), ['.job.lock.handover']);
});

test('whoever takes over a stale lock now is not disturbed', (t) => {
  const path = withLock(t, them);
  const other = { ...us, pid: 101 };
  writeFileSync(`${path}.handover`, JSON.stringify(other));
  t.throws(() => takeLock(path, 'the job', processes(us, [us, other])), {
    instanceOf: UserError,
    message: `Expected to run the job alone, but another run takes over the lock of one that was killed; try again, or remove ${quote(`${path}.handover`)} if no run is going on`,
  });
  t.deepEqual(readdirSync(join(path, '..')), ['.job.lock', '.job.lock.handover']);
});

test('of two that find a lock stale, the slower one does not remove the lock of the faster', (t) => {
  const path = withLock(t, them);
  const fast = { ...us, pid: 101 };
  let overtaken = false;
  const slow: Processes = {
    own: us,
    began(pid) {
      const answer = processes(us, [us, fast]).began(pid);
      // Right behind the slow one's first look.
      if (!overtaken) {
        overtaken = true;
        takeLock(path, 'the job', processes(fast, [us, fast]));
      }
      return answer;
    },
  };
  t.throws(() => takeLock(path, 'the job', slow), { instanceOf: UserError, message: /process 101 runs it now/ });
  t.deepEqual(JSON.parse(readFileSync(path, 'utf8')), fast);
});

test('what is no file is told, and not waited for', (t) => {
  const folder = folderWith(t, { 'folder.lock/x': '' });
  const names = ['folder.lock'];
  if (!isWindows) {
    execFileSync('mkfifo', [join(folder, 'pipe.lock')]);
    symlinkSync('nowhere', join(folder, 'link.lock'));
    names.push('pipe.lock', 'link.lock');
  }
  for (const name of names) {
    t.throws(() => takeLock(join(folder, name), 'the job', processes(us, [us])), {
      instanceOf: UserError,
      message: /^Expected the lock ".*" to be a file; remove what stands there$/,
    });
  }
});

test('a place that cannot be written is told', (t) => {
  const path = join(folderWith(t, {}), 'no', '.job.lock');
  t.throws(() => takeLock(path, 'the job', processes(us, [us])), {
    instanceOf: UserError,
    message: /^The lock ".*" cannot be written: no such file or directory \(ENOENT\)$/,
  });
});

test('the system tells of this process, and of one that has ended', async (t) => {
  const { own, began } = systemProcesses();
  t.is(own.pid, process.pid);
  t.is(began(process.pid), own.began);
  t.not(own.began, '');
  const { stdout } = await run(process.execPath, ['-p', 'process.pid']);
  t.is(began(Number(stdout.toString())), undefined);
});

function processes(own: Owner, all: readonly Owner[]): Processes {
  return { own, began: (wanted) => all.find(({ pid }) => pid === wanted)?.began };
}

function withLock(t: ExecutionContext, lock: Owner | string): string {
  return join(folderWith(t, { '.job.lock': typeof lock === 'string' ? lock : JSON.stringify(lock) }), '.job.lock');
}

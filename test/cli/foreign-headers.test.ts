import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { syslogSweep } from '../helpers/command.ts';
import { folderWith } from '../helpers/scratch.ts';

const fields = '#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto';
const line = '1404391700.25\t10.1.2.3\t5353\t192.0.2.9\t53\tudp';
const withoutState = `#separator \\x09\n${fields}\n${line}\n${line}\n`;
const conn = `${fields}\tconn_state\n${line}\tSF\n`;

async function warnings(
  t: ExecutionContext,
  files: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<string> {
  const folder = folderWith(t, files);
  const { code, stderr } = await syslogSweep([folder, '--by', 'src_ip', ...args]);
  t.is(code, 0, stderr);
  return stderr.replaceAll(join(folder, '/'), '');
}

test('a column that a named format must have and a header line lacks is told, once for all inputs', async (t) => {
  const lacks = 'lacks the column conn_state: the lines below it are of no known format';
  const args = ['--format', 'zeek-conn'];
  t.is(
    await warnings(t, { 'a.log': withoutState }, args),
    `syslog-sweep: zeek-conn: the header line of a.log ${lacks}\n`,
  );
  t.is(
    await warnings(t, { 'a.log': conn, 'b.log': withoutState, 'c.log': withoutState, 'd.log': withoutState }, args),
    `syslog-sweep: zeek-conn: the header line of b.log, and of 2 more inputs, ${lacks}\n`,
  );
});

test('nothing is said of a header line that is whole, of one that may go on, and of formats that nobody named', async (t) => {
  const long = `${fields}\t${'x'.repeat(256)}\tid\n`;
  t.is(await warnings(t, { 'a.log': conn, 'b.log': long }, ['--format', 'zeek-conn']), '');
  t.is(await warnings(t, { 'a.log': withoutState }, []), '');
  t.is(await warnings(t, { 'a.log': withoutState }, ['--format', 'auto']), '');
});

test('the summary behind the flows of nfdump is no header that lacks something', async (t) => {
  const flows = 'ts,te,td,sa,da,sp,dp,pr\n2014-07-03 12:48:20,2014-07-03 12:48:21,1.2,10.1.2.3,192.0.2.9,5353,53,UDP\n';
  t.is(
    await warnings(t, { 'a.csv': `${flows}Summary\nflows,bytes,packets,x\n1,2,3,4\n` }, ['--format', 'nfdump-csv']),
    '',
  );
});

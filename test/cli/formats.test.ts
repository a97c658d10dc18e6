import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { formats } from '../../src/formats/formats.ts';
import { type CommandOptions, syslogSweep } from '../helpers/command.ts';
import { folderWith, isWindows } from '../helpers/scratch.ts';
import { frame } from '../helpers/zstd-frames.ts';

const denied =
  'Jul  3 12:48:20 fw1 : %ASA-4-106023: Deny udp src inside:10.1.2.3/5353 dst outside:192.0.2.9/53 by access-group "in"';

async function tried(name: string, text: string | Uint8Array): Promise<readonly unknown[]> {
  const { code, stdout, stderr } = await syslogSweep(['formats', 'try', name, '-'], { input: { kind: 'text', text } });
  if (code !== 0) throw new Error(stderr);
  const lines = stdout.toString().split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as unknown);
}

async function refused(args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await syslogSweep(['formats', ...args], options);
  return code === 2 && stdout.length === 0 ? stderr : `code ${code}`;
}

test('each line is one JSON object, known or not', async (t) => {
  const [first, second, third, ...more] = await tried('auto', `${denied}\r\nsomething else\n${denied}`);
  const fields = {
    ...{ src_ip: '10.1.2.3', dst_ip: '192.0.2.9', src_port: 5353, dst_port: 53, proto: 'udp' },
    ...{ src_if: 'inside', dst_if: 'outside', event: 'deny', event_id: '106023', action: 'Deny' },
    ...{ host: 'fw1', severity: '4', policy: 'in' },
  };
  // Standard input has no date, so a stamp without a year is no time.
  t.deepEqual(first, { line: 1, format: 'cisco-asa', fields });
  t.deepEqual(second, { line: 2, format: null });
  t.deepEqual(third, { line: 3, format: 'cisco-asa', fields });
  t.deepEqual(more, []);
});

test('a format that is named knows only its own lines', async (t) => {
  t.deepEqual(await tried('netfilter', `${denied}\n`), [{ line: 1, format: null }]);
});

test('a header line that a format cannot read by says which columns it lacks', async (t) => {
  const [header] = await tried('zeek-conn', '#fields\tts\tid.orig_h\tid.resp_h\tproto\n');
  t.deepEqual(header, { line: 1, format: null, header: 'zeek-conn', lacks: ['conn_state'] });
  // Any one of the addresses would do.
  const [both] = await tried('auto', '#fields\tts\tproto\n');
  t.deepEqual(both, { line: 1, format: null, header: 'zeek-conn', lacks: ['conn_state', 'id.orig_h or id.resp_h'] });
  const [addresses] = await tried('windows-firewall', '#Fields: date time action\n');
  t.deepEqual(addresses, { line: 1, format: null, header: 'windows-firewall', lacks: ['src-ip or dst-ip'] });
  // That lacks nothing: it is too long to be one.
  const [long] = await tried('zeek-conn', `#fields\tid.orig_h\tconn_state\t${'x'.repeat(65536)}\n`);
  t.deepEqual(long, { line: 1, format: null });
});

test('text that is not UTF-8 is told as base64', async (t) => {
  const line = denied.replace('"in"', '"\xe4"');
  const [decoded] = await tried('auto', Buffer.from(`${line}\n`, 'latin1'));
  t.deepEqual((decoded as { fields: { policy: unknown } }).fields.policy, { base64: '5A==' }); // as the line has one
});

test('a file may be gzip, and gives its date to stamps without a year', async (t) => {
  const folder = folderWith(t, { '2014-07-03/fw.log': gzipSync(`${denied}\n`) });
  const { stdout } = await syslogSweep(['formats', 'try', 'auto', join(folder, '2014-07-03', 'fw.log')]);
  t.regex(stdout.toString(), /"time":"2014-07-03T12:48:20"/);
});

test('zstd and UTF-16 are read as a sweep reads them', async (t) => {
  const text = `${denied}\n${denied}`;
  const expected = await tried('auto', text);
  t.is(expected.length, 2);
  t.deepEqual(await tried('auto', frame([text], { checksum: true }).stored), expected);
  t.deepEqual(await tried('auto', Buffer.from(`\ufeff${text}`, 'utf16le')), expected);
});

test('of a damaged file the lines before the damage are shown, and then the damage is told', async (t) => {
  const { stored } = frame([`${denied}\n`, `${denied}\n`], { checksum: true });
  const input = { kind: 'text', text: stored.subarray(0, -8) } as const;
  const { code, stdout, stderr } = await syslogSweep(['formats', 'try', 'auto', '-'], { input });
  t.is(code, 2);
  t.is(stdout.toString().split('\n').length, 2);
  t.regex(stderr, /^syslog-sweep: Standard input cannot be read to its end: ends at byte /);
});

test('a line over 64 MiB is told, and no part of it is decoded', async (t) => {
  const long = Buffer.alloc(64 * 2 ** 20 + 1, 'x');
  const lines = await tried('auto', Buffer.concat([long, Buffer.from(` ${denied}\n${denied}\n`), long]));
  t.like(lines, [
    { line: 1, format: null, overlong: true },
    { line: 2, format: 'cisco-asa' },
    { line: 3, format: null, overlong: true },
  ]);
  t.is(lines.length, 3);
});

test('the list has every format, and every format can be shown', async (t) => {
  const { stdout } = await syslogSweep(['formats']);
  t.deepEqual((await syslogSweep(['formats', 'list'])).stdout, stdout);
  const names = stdout
    .toString()
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(' ')[0]);
  t.deepEqual(
    names,
    formats.map(({ name }) => name),
  );
  for (const { name } of formats) {
    const shown = await syslogSweep(['formats', 'show', name]);
    t.true(shown.stdout.toString().startsWith(`name: ${name}\n`));
  }
});

test("a format of one's own is tried by its path", async (t) => {
  const folder = folderWith(t, {
    'acme.yaml':
      'name: acme\ntitle: x\nrecognise: [["acme: "]]\nmessages: [{ templates: ["acme: {src_ip} to {dst_ip}"] }]\n',
    'wrong.yaml': 'name: acme\ntitle: x\nrecognise: [["acme: "]]\nmessages: [{ templates: ["{src_pi}"] }]\n',
    'log.txt': 'acme: 10.1.2.3 to 192.0.2.9\n',
  });
  const { stdout } = await syslogSweep(['formats', 'try', './acme.yaml', 'log.txt'], { cwd: folder });
  const fields = { src_ip: '10.1.2.3', dst_ip: '192.0.2.9', event: 'other' };
  t.deepEqual(JSON.parse(stdout.toString()), { line: 1, format: 'acme', fields });
  t.regex(
    await refused(['try', './wrong.yaml', 'log.txt'], { cwd: folder }),
    /^syslog-sweep: \.\/wrong\.yaml:4:26: The template/,
  );
  t.regex(
    await refused(['show', './none.yaml'], { cwd: folder }),
    /^syslog-sweep: The format "\.\/none\.yaml" cannot be read: /,
  );
});

test('an SRX that logs ends alone is seen by a format whose ends are permits', async (t) => {
  const line =
    '<14>1 2014-07-03T12:48:20Z srx RT_FLOW - RT_FLOW_SESSION_CLOSE [x@2636 source-address="10.1.2.3" source-port="4" destination-address="192.0.2.9" destination-port="53" protocol-id="17"]';
  const { stdout: shown } = await syslogSweep(['formats', 'show', 'juniper-srx']);
  const own = shown.toString().replace(/^name: .*/, 'name: srx-close');
  const folder = folderWith(t, {
    'srx-close.yaml': own.replaceAll('event: end,', 'event: permit,'),
    'a.log': `${line}\n${denied}\n`,
  });
  const permits = ['a.log', '-w', 'event=start,permit,deny', '--by', 'src_ip,format', '--print', 'uniq'];
  const ended = await syslogSweep(permits, { cwd: folder });
  t.is(ended.stdout.toString(), '      1 10.1.2.3 cisco-asa\n');
  const seen = await syslogSweep([...permits, '--format', './srx-close.yaml', '--format', 'auto'], { cwd: folder });
  t.is(seen.stdout.toString(), '      1 10.1.2.3 srx-close\n      1 10.1.2.3 cisco-asa\n');
});

test('mistakes are told with what was meant', async (t) => {
  t.is(
    await refused(['try', 'cisco-as', 'x']),
    'syslog-sweep: Expected the NAME of a format, got "cisco-as"; did you mean "cisco-asa"?\n',
  );
  t.regex(
    await refused(['show', 'auto']),
    /^syslog-sweep: Expected the NAME of a format, got "auto"; known are cisco-asa, /,
  );
  t.regex(await refused(['shw']), /did you mean "show"\?/);
  t.regex(await refused(['try', 'auto', './no-such-file']), /no such file or directory \(ENOENT\)/);
  t.regex(await refused(['try', 'auto', '.']), /Expected a FILE, got the directory "\."/);
  const xz = Buffer.from('fd377a585a000004', 'hex');
  t.regex(
    await refused(['try', 'auto', '-'], { input: { kind: 'text', text: xz } }),
    /xz is not supported; decode it first, for example `xz -dc FILE \|/,
  );
  const cut = gzipSync(denied).subarray(0, 40);
  t.regex(
    await refused(['try', 'auto', '-'], { input: { kind: 'text', text: cut } }),
    /Standard input cannot be read to its end: ends at byte 40, inside member 1/,
  );
  const folder = folderWith(t, { 'a.log': denied });
  const below = join(folder, 'a.log', 'x');
  const told = `syslog-sweep: The file ${JSON.stringify(below)} cannot be opened: not a directory (ENOTDIR)\n`;
  if (!isWindows) t.is(await refused(['try', 'auto', below]), told);
});

test('a line that arrives in pieces is one line', async (t) => {
  const { stdout } = await syslogSweep(['formats', 'try', 'auto', '-'], {
    input: { kind: 'pipe' },
    meanwhile: async ({ stdin }) => {
      for (const piece of [denied.slice(0, 5), denied.slice(5, 60), `${denied.slice(60)}\n`, 'x\n']) {
        await new Promise((resolve) => stdin?.write(piece, resolve));
      }
      stdin?.end();
    },
  });
  t.deepEqual(stdout.toString().match(/"format":[^,}]+/g), ['"format":"cisco-asa"', '"format":null']);
});

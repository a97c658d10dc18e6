// One host is one key, whoever wrote its address and how.

import { join } from 'node:path';
import test from 'ava';
import { syslogSweep } from '../helpers/command.ts';
import { folderWith } from '../helpers/scratch.ts';

const drop = (src: string) =>
  `Jul  3 12:48:20 fw kernel: DROP IN=eth0 OUT= SRC=${src} DST=192.0.2.1 PROTO=UDP SPT=5 DPT=53\n`;
const log = drop('10.1.2.3') + drop('::ffff:10.1.2.3') + drop('::FFFF:0a01:0203') + drop('2001:db8::1');

test('an IPv4 address in its IPv6 form is that address: in keys, conditions, lists and allow-lists', async (t) => {
  const file = join(folderWith(t, { 'a.log': log }), 'a.log');
  const uniq = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await syslogSweep([file, ...args, '--print', 'uniq']);
    return code === 0 ? stdout.toString() : stderr;
  };
  const both = '      3 10.1.2.3\n      1 2001:db8::1\n';
  t.is(await uniq('--by', 'src_ip'), both);
  t.is(await uniq('-k', 'SRC={ip}'), both);
  t.is(await uniq('--by', 'src_ip/24'), '      3 10.1.2.0/24\n      1 2001:db8::/64\n');
  const three = '      3 10.1.2.3\n';
  t.is(await uniq('--by', 'src_ip', '-w', 'src_ip=10.0.0.0/8'), three);
  t.is(await uniq('--by', 'src_ip', '-w', 'src_ip=::ffff:10.1.2.3'), three);
  t.is(await uniq('--by', 'src_ip', '-w', 'src_ip=@inside', '--list', 'inside=::ffff:10.1.0.0/112'), three);
  t.is(await uniq('--by', 'src_ip', '-w', 'src_ip!=::/0'), three);
  t.is(await uniq('--by', 'src_ip', '--allow', '10.1.2.3'), '      1 2001:db8::1\n');
  t.is(await uniq('-k', 'SRC={word} ', '--allow', '10.1.2.3'), '      1 2001:db8::1\n');
});

// The decoder of the tests and the project's reference decoder were written apart; of the invented archives they say
// the same.

import test from 'ava';
import { everything, mixedLines, tableLines } from '../../bench/mixed/mixed-archive.ts';
import { companyScene, concernScene } from '../../bench/mixed/scene.ts';
import { type Decoded, decodeLine, type HeadersInForce, noHeaders } from '../../src/decode/decode-line.ts';
import { allPlans } from '../helpers/decoded.ts';
import { decodeByHand, type Head, headAfter, type Told } from './decode.ts';
import { timeByHand } from './time.ts';

const reference = { year: 2026, month: 3, day: 12 };
const lineCount = 6_000;

const archives = {
  'a company': () => mixedLines(11, companyScene, everything),
  'a concern': () => mixedLines(12, concernScene, everything),
  'the Windows firewall': () => tableLines(13, companyScene, 'windows-firewall'),
  Zeek: () => tableLines(14, companyScene, 'zeek-conn'),
  nfdump: () => tableLines(15, companyScene, 'nfdump-csv'),
} as const;

for (const [name, lines] of Object.entries(archives)) {
  test(`both decoders tell the same conversations and times of ${name}`, (t) => {
    let headers: HeadersInForce = noHeaders;
    let head: Head;
    let count = 0;
    const differing: unknown[] = [];
    for (const line of lines()) {
      if (++count > lineCount) break;
      const result = decodeLine(allPlans, line, headers, reference);
      headers = result.headers;
      head = headAfter(line, head);
      const byHand = decodeByHand(line, head);
      const [project, oracle] = [ofProject(result.decoded), ofOracle(byHand, line)];
      if (project !== oracle) differing.push({ line, project, oracle });
    }
    t.deepEqual(differing.slice(0, 5), []);
  });
}

function ofProject(decoded: Decoded | undefined): string {
  if (decoded === undefined) return 'none';
  const { src_ip, dst_ip, src_port, dst_port, proto, event, time } = decoded.fields;
  return shown(decoded.format, { event, src_ip, dst_ip, src_port, dst_port, proto }, time);
}

function ofOracle(told: Told | undefined, line: string): string {
  if (told === undefined) return 'none';
  return shown(told.format, told, timeByHand(line, reference.year)?.text);
}

/** Of lines that tell who talks to whom; of others only their format and time. */
function shown(
  format: string,
  told: { readonly [Name in keyof Omit<Told, 'format'>]: unknown },
  time: unknown,
): string {
  const { event, src_ip, dst_ip, src_port, dst_port, proto } = told;
  const isTalk = event === 'start' || event === 'permit' || event === 'deny';
  if (!isTalk || src_ip === undefined || dst_ip === undefined) return `${format} ${time}`;
  const ports = proto === 'tcp' || proto === 'udp' ? `${src_port} > ${dst_port}` : '';
  return `${format} ${time} ${event} ${proto} ${src_ip} > ${dst_ip} ${ports}`;
}

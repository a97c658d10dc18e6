// Logs that are as awkward as lines may be, the same for the same seed: tabs and blanks mixed, fields missing or empty,
// NULs, Latin-1, a CR inside, addresses that begin like others. No line ends in CR, since `cut` would keep it.

import { type Random, randomFrom } from '../../bench/random.ts';
import type { ByteText } from '../../src/types.ts';

const separators = [' ', ' ', ' ', '\t', '\t', '  ', '\t ', ' \t'];
const fillers = [
  '2014-07-03',
  '00:00:01',
  'Local4.Info',
  '10.1.0.1',
  '%ASA-6-302016:',
  'x',
  '\0',
  'caf\xe9',
  '\xff\xfe',
  'a\rb',
  ':',
  '/',
  '53',
];
const hosts = [
  '10.1.1.5',
  '10.1.1.50',
  '10.1.1.51',
  '10.1.0.10',
  '10.1.0.11',
  '10.1.0.100',
  '110.1.0.10',
  '10.1.2.201',
  'fe80::1',
  '',
];
const services = ['/53', '/53', '/53', '/531', '/80', '', '/53/53', ':53'];
const interfaces = ['inside:', 'inside:', 'inside:', 'outside:', 'INSIDE:', 'inside', 'inside/', 'x-inside:'];

export function nastyLines(seed: number, count: number): readonly ByteText[] {
  const random = randomFrom(seed);
  // The first bytes of a file tell how it is stored: they must not look like a mark of UTF-16.
  return Array.from({ length: count }, (_, index) => (index === 0 ? 'first ' : '') + nastyLine(random));
}

/** Ends in LF. */
export function nastyLog(seed: number, count: number): ByteText {
  return nastyLines(seed, count)
    .map((line) => `${line}\n`)
    .join('');
}

function nastyLine(random: Random): ByteText {
  if (random.below(40) === 0)
    return random.pick(['', ' ', '/53 ', '\t', 'inside:10.1.1.5/53', '/53 inside:10.1.1.5', '\0/53 \0']);
  const fields = Array.from({ length: 8 + random.below(10) }, () => nastyField(random));
  const line = fields.map((field) => field + random.pick(separators)).join('');
  return line + random.pick(['', '', '/53 ', 'end', '/53', '\0']);
}

function nastyField(random: Random): ByteText {
  if (random.below(3) > 0) return random.pick(fillers);
  return random.pick(interfaces) + random.pick(hosts) + random.pick(services);
}

// The month of the nightly sample: a small office, a file a day, as its collector keeps them (the youngest as they are,
// older ones in gzip, the oldest in zstd). The same few hosts ask outside every day. On the 17th another one begins; on
// the 9th the collector was down, and on the 24th two of the three firewalls did not log.

import type { ArchiveCodec } from './compress.ts';
import { clock } from './generate.ts';
import {
  accessListHit,
  dnsBuiltInbound,
  dnsDenied,
  dnsTeardown,
  type Stage,
  smtpBuilt,
  smtpDenied,
  tcpBuilt,
  tcpTeardown,
  translationBuilt,
} from './lines.ts';
import { type Random, randomFrom } from './random.ts';
import { officeScene } from './scene.ts';

export interface MonthDay {
  /** `2014-07-03`. */
  readonly day: string;
  readonly codec: ArchiveCodec;
  readonly text: Buffer;
}

const downOn = 9;
const clownSince = 17;
const quietOn = 24;
const clown = '10.1.9.80';

type Write = (stage: Stage, host: string) => string;

const asking: readonly Write[] = [dnsTeardown, dnsBuiltInbound, dnsDenied];
const other: readonly Write[] = [tcpBuilt, tcpTeardown, translationBuilt, accessListHit];

/** A host, what it does, and how often on a day: from so many lines to so many. */
const habits: readonly (readonly [string, readonly Write[], number, number])[] = [
  ['10.1.0.10', asking, 4, 6],
  ['10.1.0.11', asking, 3, 5],
  ['10.1.0.25', [smtpBuilt], 2, 3],
  ['10.1.2.201', asking, 3, 5],
  ['10.1.3.17', asking, 1, 3],
  ['10.1.40.1', asking, 1, 2],
  ['10.1.40.2', asking, 1, 2],
  ['10.1.64.7', [smtpDenied], 1, 2],
];

/** All days of July 2014 that have a file. */
export function monthDays(): readonly MonthDay[] {
  const numbers = Array.from({ length: 31 }, (_, index) => index + 1).filter((number) => number !== downOn);
  return numbers.map((number) => {
    const day = `2014-07-${String(number).padStart(2, '0')}`;
    return { day, codec: number > 28 ? 'plain' : number > 14 ? 'gzip' : 'zstd', text: dayText(day, number) };
  });
}

function dayText(day: string, number: number): Buffer {
  const random = randomFrom(number);
  const lines = shuffled(linesOf(number, random), random);
  const scene = { ...officeScene, day, secondsPerLine: 60_000 / lines.length };
  const stage: Stage = { scene, random, kiwiTime: '', deviceTime: '', connection: 20_000_000 + number * 10_000 };
  const tick = clock(stage);
  const texts = lines.map(({ write, host }) => {
    tick();
    return write(stage, host);
  });
  return Buffer.from(texts.join(''), 'latin1');
}

interface Line {
  readonly write: Write;
  readonly host: string;
}

function linesOf(number: number, random: Random): readonly Line[] {
  if (number === quietOn) return times(4, () => ({ write: dnsTeardown, host: '10.1.2.201' }));
  const since = number - clownSince;
  const usual = habits.flatMap(([host, writes, least, most]) =>
    times(least + random.below(most - least + 1), () => ({ write: random.pick(writes), host })),
  );
  return [
    ...usual,
    ...times(since < 0 ? 0 : 7 + since, () => ({ write: dnsTeardown, host: clown })),
    ...times(16, () => ({ write: random.pick(other), host: random.pick(officeScene.ordinary) })),
  ];
}

function times<Item>(count: number, make: () => Item): readonly Item[] {
  return Array.from({ length: count }, make);
}

/** By Fisher and Yates. */
function shuffled<Item>(items: readonly Item[], random: Random): readonly Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    // Both are below the length.
    [order[last], order[other]] = [order[other] as Item, order[last] as Item];
  }
  return order;
}

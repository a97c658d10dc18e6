// Invented archives in which devices of many makes are mixed: the same bytes for the same seed, as much as one asks
// for. Knows which device writes how often and which collector stores it; keeps no tally, since what must be found is
// for an oracle to say.

import { asaBad, asaLine, asaNoise } from './cisco-asa.ts';
import { iosBad, iosLine, iosNoise } from './cisco-ios.ts';
import { fortigateBad, fortigateLine, fortigateNoise } from './fortigate.ts';
import { type Conversation, drawConversation, drawOrdinary } from './habits.ts';
import { srxLine, srxNoise } from './juniper-srx.ts';
import { type DeviceMessage, type Layout, layOut, layouts } from './layouts.ts';
import { netfilterBad, netfilterLine, netfilterNoise } from './netfilter.ts';
import { paloaltoBad, paloaltoLine, paloaltoNoise } from './paloalto.ts';
import { pfsenseBad, pfsenseLine, pfsenseNoise } from './pfsense.ts';
import type { DeviceKind, Scene } from './scene.ts';
import { snareLine, snareNoise } from './snare.ts';
import { clockOf, openStage, type Stage } from './stage.ts';
import { type Table, tables } from './tables.ts';
import { unknownLine } from './unknown.ts';

type Write = (stage: Stage, talk: Conversation) => DeviceMessage;

interface Writers {
  readonly line: Write;
  readonly noise: Write;
  readonly bad?: Write;
}

const writers: Readonly<Record<DeviceKind, Writers>> = {
  'cisco-asa': { line: asaLine, noise: asaNoise, bad: asaBad },
  'cisco-ios': { line: iosLine, noise: iosNoise, bad: iosBad },
  netfilter: { line: netfilterLine, noise: netfilterNoise, bad: netfilterBad },
  pfsense: { line: pfsenseLine, noise: pfsenseNoise, bad: pfsenseBad },
  fortigate: { line: fortigateLine, noise: fortigateNoise, bad: fortigateBad },
  paloalto: { line: paloaltoLine, noise: paloaltoNoise, bad: paloaltoBad },
  'juniper-srx': { line: srxLine, noise: srxNoise },
  snare: { line: snareLine, noise: snareNoise },
};

/** What one collector's file holds. */
export interface Mix {
  /** So many lines of each, in proportion; `unknown` are lines that no format knows. */
  readonly shares: Readonly<Partial<Record<DeviceKind | 'unknown', number>>>;
  readonly layouts: readonly Layout[];
  /** Some lines have no header but the device's own stamp. */
  readonly asItCame: boolean;
}

/** Every device, every layout. */
export const everything: Mix = {
  shares: {
    ...{ 'cisco-asa': 30, 'cisco-ios': 12, netfilter: 12, pfsense: 10, fortigate: 12, paloalto: 10 },
    ...{ 'juniper-srx': 8, snare: 5, unknown: 8 },
  },
  // `kiwi` twice: it is what most catch-all files are.
  layouts: ['kiwi', ...(Object.keys(layouts) as Layout[])],
  asItCame: true,
};

/** Lines without their LF, without end. */
export function* mixedLines(seed: number, scene: Scene, mix: Mix): Generator<string> {
  const stage = openStage(seed, scene.day);
  const tick = clockOf(stage, scene.secondsPerLine);
  const deck = deckOf(mix);
  for (;;) {
    tick();
    const kind = stage.random.pick(deck);
    const layout = stage.random.pick(mix.layouts);
    if (kind === 'unknown') yield unknownLine(stage, scene, layout);
    else yield deviceLine(stage, scene, kind, layout, mix.asItCame);
  }
}

/** The lines of a file whose head says what its columns are. */
export function* tableLines(seed: number, scene: Scene, name: keyof typeof tables): Generator<string> {
  const stage = openStage(seed, scene.day);
  const tick = clockOf(stage, scene.secondsPerLine);
  const table: Table = tables[name];
  yield* table.head;
  for (;;) {
    tick();
    yield table.row(stage, drawConversation(stage, scene, stage.random.pick(['snare', 'fortigate', 'paloalto'])));
  }
}

/** The first of these lines, each with its LF, as bytes. */
export function textOf(lines: Iterable<string>, count: number): Buffer {
  return Buffer.concat([...blocksOf(lines, { lines: count })]);
}

/** Blocks of whole lines, about 1 MiB each, up to the line that reaches the amount. */
export function* blocksOf(
  lines: Iterable<string>,
  amount: { readonly lines: number } | { readonly bytes: number },
): Generator<Buffer> {
  let block = '';
  let written = 0;
  const isEnough = 'lines' in amount ? () => written >= amount.lines : () => written >= amount.bytes;
  for (const line of lines) {
    if (isEnough()) break;
    block += `${line}\n`;
    // Lines are Latin-1, so that characters are bytes.
    written += 'lines' in amount ? 1 : line.length + 1;
    if (block.length < 2 ** 20) continue;
    yield Buffer.from(block, 'latin1');
    block = '';
  }
  if (block !== '') yield Buffer.from(block, 'latin1');
}

function deviceLine(stage: Stage, scene: Scene, kind: DeviceKind, layout: Layout, asItCame: boolean): string {
  const { random } = stage;
  const { line, noise, bad = noise } = writers[kind];
  const share = random.unit();
  const message =
    share < 0.8
      ? line(stage, drawConversation(stage, scene, kind))
      : (share < 0.99 || !scene.hasBadLines ? noise : bad)(stage, drawOrdinary(stage, scene, kind));
  return layOut(message, layout, stage.moment, asItCame && random.below(3) === 0);
}

function deckOf({ shares }: Mix): readonly (DeviceKind | 'unknown')[] {
  // Keys of `shares` are of this type, and no others.
  return (Object.entries(shares) as [DeviceKind | 'unknown', number][]).flatMap(([kind, count]) =>
    Array<DeviceKind | 'unknown'>(count).fill(kind),
  );
}

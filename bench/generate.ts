// Invented ASA logs, as much as one asks for, a block at a time: the same bytes for the same scene and seed. Keeps the
// tally of what the diary's question must find in them, so that a bench knows the answer before it times.

import { type LineKind, lineKinds, type Stage } from './lines.ts';
import { randomFrom } from './random.ts';
import type { Scene } from './scene.ts';

/** Ends with the line that reaches it. */
export type Amount = { readonly bytes: number } | { readonly lines: number };

/** The answer to the diary's question. */
export interface Tally {
  bytes: number;
  lines: number;
  /** Lines that hold `/53 `. */
  needleLines: number;
  /** Lines per inside address, without those that hold the address of a DNS server, as `grep -v -F` leaves them out. */
  readonly counts: Map<string, number>;
}

export interface Log {
  /** Blocks of whole lines, about 1 MiB each; to be read once. */
  readonly blocks: Iterable<Buffer>;
  /** Of the blocks read so far. */
  readonly tally: Tally;
}

const blockBytes = 1 << 20;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const deck: readonly LineKind[] = lineKinds.flatMap((kind) => Array<LineKind>(kind.weight).fill(kind));

/** A log of this scene; nothing is made before the blocks are read. */
export function generate(scene: Scene, seed: number, amount: Amount): Log {
  const tally: Tally = { bytes: 0, lines: 0, needleLines: 0, counts: new Map() };
  return { blocks: writeBlocks(scene, seed, amount, tally), tally };
}

export function countedLines(tally: Tally): number {
  return [...tally.counts.values()].reduce((sum, count) => sum + count, 0);
}

function* writeBlocks(scene: Scene, seed: number, amount: Amount, tally: Tally): Generator<Buffer> {
  const random = randomFrom(seed);
  const stage: Stage = {
    scene,
    random,
    kiwiTime: '',
    deviceTime: '',
    connection: 20_000_000 + random.below(9_000_000),
  };
  const tick = clock(stage);
  let block = '';
  while ('lines' in amount ? tally.lines < amount.lines : tally.bytes < amount.bytes) {
    tick();
    const kind = random.pick(deck);
    const host = kind.host(stage);
    const line = kind.write(stage, host);
    block += line;
    addLine(tally, scene, kind, host, line);
    if (block.length < blockBytes) continue;
    yield Buffer.from(block, 'latin1');
    block = '';
  }
  if (block !== '') yield Buffer.from(block, 'latin1');
}

function addLine(tally: Tally, scene: Scene, kind: LineKind, host: string, line: string): void {
  // Lines are ASCII, so that characters are bytes.
  tally.bytes += line.length;
  tally.lines += 1;
  if (kind.question === 'other') return;
  tally.needleLines += 1;
  if (kind.question === 'unkeyed' || scene.dnsServers.some((server) => host.includes(server))) return;
  tally.counts.set(host, (tally.counts.get(host) ?? 0) + 1);
}

/** Moves the stage's time on by a random gap; the texts are made anew only when the second changes. */
export function clock(stage: Stage): () => void {
  const start = Date.parse(`${stage.scene.day}T00:00:00Z`);
  let elapsedSeconds = 0;
  let shownSecond = -1;
  return () => {
    elapsedSeconds += 2 * stage.random.unit() * stage.scene.secondsPerLine;
    const second = Math.floor(elapsedSeconds);
    if (second === shownSecond) return;
    shownSecond = second;
    const [day = '', time = ''] = new Date(start + second * 1000).toISOString().slice(0, 19).split('T');
    const [year = '', month = '', date = ''] = day.split('-');
    stage.kiwiTime = `${day} ${time}`;
    stage.deviceTime = `${months[Number(month) - 1]} ${date} ${year} ${time}`;
  };
}

// A sweep by hand: texts to what every rule of the pack must find in them. Straightforward: all lines in memory, a map a
// rule, a set a key.

import { clowns, keyOf } from './clowns.ts';
import { decodeByHand, type Head, headAfter } from './decode.ts';
import { timeByHand } from './time.ts';

export interface Found {
  /** Lines that count, and those of them that count for nobody. */
  matched: number;
  unkeyed: number;
  readonly keys: Map<string, Row>;
}

export interface Row {
  count: number;
  readonly destinations: Set<string>;
  first: string | undefined;
  last: string | undefined;
  readonly hours: number[];
  /** Of `first` and `last`. */
  span: readonly [number, number];
}

export interface Answer {
  lines: number;
  undecoded: number;
  readonly rules: ReadonlyMap<string, Found>;
}

/** What the rules find in these texts; stamps without a year are of `year`. */
export function sweepByHand(texts: readonly Buffer[], year: number): Answer {
  const rules = new Map(
    Object.keys(clowns).map((id) => [id, { matched: 0, unkeyed: 0, keys: new Map<string, Row>() }]),
  );
  const answer: Answer = { lines: 0, undecoded: 0, rules };
  for (const text of texts) {
    let head: Head;
    for (const line of linesOf(text)) {
      head = headAfter(line, head);
      addLine(answer, line, head, year);
    }
  }
  return answer;
}

/** Whether a key is left out of the ranking by the rule's lists. */
export function isLeftOut(id: string, key: string): boolean {
  return clowns[id]?.leftOut.includes(key) ?? false;
}

/** Whether a key has what the rule asks of it to be ranked. */
export function isEnough(id: string, row: Row): boolean {
  return row.destinations.size >= (clowns[id]?.leastDestinations ?? 0);
}

function addLine(answer: Answer, text: string, head: Head, year: number): void {
  const told = decodeByHand(text, head);
  answer.lines++;
  if (told === undefined) answer.undecoded++;
  for (const [id, rule] of Object.entries(clowns)) {
    if (!rule.counts({ text, told })) continue;
    const found = answer.rules.get(id);
    if (found === undefined) continue;
    found.matched++;
    const key = keyOf(rule, { text, told });
    if (key === undefined) found.unkeyed++;
    else addTo(found.keys, key, told?.dst_ip, text, year);
  }
}

function addTo(keys: Map<string, Row>, key: string, destination: string | undefined, text: string, year: number): void {
  const row = keys.get(key) ?? newRow();
  keys.set(key, row);
  row.count++;
  if (destination !== undefined) row.destinations.add(destination);
  const time = timeByHand(text, year);
  if (time === undefined) return;
  // Of the same instant, one without a zone goes first, then `Z`, then `+00:00`.
  const order = time.epoch + (time.text.length === 19 ? 0 : time.text.endsWith('Z') ? 0.25 : 0.5);
  if (order < row.span[0]) row.first = time.text;
  if (order > row.span[1]) row.last = time.text;
  row.span = [Math.min(row.span[0], order), Math.max(row.span[1], order)];
  const hour = Number(time.text.slice(11, 13));
  row.hours[hour] = (row.hours[hour] ?? 0) + 1;
}

function newRow(): Row {
  const hours = Array<number>(24).fill(0);
  return { count: 0, destinations: new Set(), first: undefined, last: undefined, hours, span: [Infinity, -Infinity] };
}

function linesOf(text: Buffer): readonly string[] {
  const lines = text.toString('latin1').split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

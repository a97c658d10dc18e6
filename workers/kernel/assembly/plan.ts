// The plan as the host lays it into memory, call by call, and what was counted, as the host reads it out.
// Rules are numbered from 0 in the order in which they were added.

import { enterAnchor } from "./anchors";
import { Cut, Template } from "./key";
import { allocate, Row } from "./memory";
import { Needle } from "./needle";
import { Rule } from "./rule";
import { setHashSeed } from "./table";

export const rules: Row = Row.make();
/**
 * A line that matters to any rule holds one of these; empty while some rule wants to see every line. Equal needles of
 * several rules are one, so that a needle found is known to all of them.
 */
export const anchors: Row = Row.make();
export let everyLine: bool = false;
export let lineCount: u64 = 0;

export function addLines(count: u64): void {
  lineCount += count;
}

@inline
export function ruleAt(index: i32): Rule {
  return changetype<Rule>(rules.at(index));
}

export function seed(a: u32, b: u32, c: u32, d: u32): void {
  setHashSeed(a, b, c, d);
}

export function addRule(ignoreCase: bool): void {
  rules.push(changetype<usize>(Rule.make(ignoreCase)));
}

const ALL = 0;
const ANY = 1;

/** Adds a needle to the last rule; of several in `all`, the rarest comes first. See Needle for `middle`. */
export function addNeedle(role: i32, text: usize, length: usize, middle: usize): void {
  const rule = ruleAt(rules.length - 1);
  let needle = Needle.make(text, length, rule.ignoreCase, middle);
  const isAnchor = role == ALL ? rule.all.length == 0 : role == ANY && rule.all.length == 0;
  if (isAnchor) needle = asAnchor(needle);
  (role == ALL ? rule.all : role == ANY ? rule.any : rule.none).push(changetype<usize>(needle));
}

function asAnchor(needle: Needle): Needle {
  for (let i = 0; i < anchors.length; i++) {
    const anchor = changetype<Needle>(anchors.at(i));
    if (anchor.sameAs(needle)) return anchor;
  }
  if (anchors.length < 64) needle.bit = <u64>1 << anchors.length;
  enterAnchor(needle, anchors.length);
  anchors.push(changetype<usize>(needle));
  return needle;
}

/** To be called when the last rule has all its needles. */
export function sealRule(): void {
  const rule = ruleAt(rules.length - 1);
  if (rule.all.length == 0 && rule.any.length == 0) everyLine = true;
  rule.anchorBits = rule.bitsOfAnchors();
}

/** The last rule's key is a template; its parts follow. */
export function keyTemplate(): void {
  ruleAt(rules.length - 1).template = Template.make();
}

export function addLiteral(text: usize, length: usize, middle: usize): void {
  ruleAt(rules.length - 1).template!.addLiteral(Needle.make(text, length, false, middle));
}

export function addCapture(kind: i32): void {
  ruleAt(rules.length - 1).template!.addCapture(kind);
}

/** The last rule's key is field `field`, from 1. */
export function keyField(field: i32, delimiters: usize, count: i32): void {
  const cut = Cut.make();
  cut.field = field;
  cut.delimiters = copyOf(delimiters, count);
  cut.delimiterCount = count;
  ruleAt(rules.length - 1).cut = cut;
}

export function keyContains(text: usize, length: usize, middle: usize): void {
  ruleAt(rules.length - 1).cut!.contains = Needle.make(text, length, false, middle);
}

export function keySplit(part: i32, splitters: usize, count: i32): void {
  const cut = ruleAt(rules.length - 1).cut!;
  cut.part = part;
  cut.splitters = copyOf(splitters, count);
  cut.splitterCount = count;
}

function copyOf(text: usize, length: usize): usize {
  const copy = allocate(length);
  memory.copy(copy, text, length);
  return copy;
}

/** Forgets all counts, keeps the plan. */
export function clearCounts(): void {
  lineCount = 0;
  for (let i = 0; i < rules.length; i++) ruleAt(i).clear();
}

export function countedLines(): f64 {
  return <f64>lineCount;
}

export function matchedLines(rule: i32): f64 {
  return <f64>ruleAt(rule).matchedLines;
}

export function unkeyedLines(rule: i32): f64 {
  return <f64>ruleAt(rule).unkeyedLines;
}

/** Address of the rule's records (see table.ts). */
export function recordsAt(rule: i32): usize {
  return ruleAt(rule).table.records;
}

export function recordsSize(rule: i32): usize {
  return ruleAt(rule).table.used;
}

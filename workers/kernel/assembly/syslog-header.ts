// What surrounds a message: time, reporting host and severity of a line, into the fields; `readSyslogHeader` of
// src/decode/header.ts, on bytes. Fields that the line has already stay as they are. Knows no format.
//
// What stands behind the stamp is walked once: in Kiwi's lines `Facility.Level`, then the host. A host is the word that
// a blank ends; one that a colon ends is a host only before a Cisco tag, for elsewhere it is the program.

import { has, HOST, setNumber, setText, SEVERITY, TIME, wanted } from "./fields";
import { timeText, writeTime } from "./packed-time";
import { findStamp } from "./stamp";
import { stampEnd } from "./stamp-shapes";

/** So much behind the stamp is looked at: `stampReach` in src/stamps.ts. */
const REACH: usize = 128;
const NAMED: u32 = (1 << HOST) | (1 << SEVERITY);
const NONE: i32 = -1;

/** `01234567`. */
const levels = memory.data<u8>([48, 49, 50, 51, 52, 53, 54, 55]);

/** Sets those of `time`, `host` and `severity` that are wanted and that the line [start, end) tells. */
export function readHeader(start: usize, end: usize): void {
  if ((wanted & (NAMED | (1 << TIME))) == 0) return;
  readTime(start, end);
  if ((wanted & NAMED) == 0) return;
  let level = priorityLevel(start, end);
  if (stampEnd != 0) {
    const behind = stampEnd;
    const stop = min(end, behind + REACH);
    const host = behindKiwiLevel(behind, stop);
    if (kiwiLevel != NONE) level = kiwiLevel;
    if (!has(HOST)) readHost(host, stop);
  }
  if (level != NONE && !has(SEVERITY)) setText(SEVERITY, levels + level, 1);
}

/** As `readHeader`, of a line whose first column is its time: it names no host and no severity. */
export function readTime(start: usize, end: usize): void {
  const time = findStamp(start, end);
  if (time != 0 && (wanted & (1 << TIME)) != 0 && !has(TIME)) setNumber(TIME, timeText, writeTime(time), time);
}

/** Of `<134>` at the start of the line: the facility has no word for more than 191. */
function priorityLevel(start: usize, end: usize): i32 {
  if (start == end || load<u8>(start) != 60) return NONE;
  let value: i32 = 0;
  let at = start + 1;
  for (; at < end && at < start + 4 && isDigit(load<u8>(at)); at++) value = value * 10 + load<u8>(at) - 48;
  return at > start + 1 && at < end && load<u8>(at) == 62 && value < 192 ? value & 7 : NONE;
}

/** Of `Local4.Info`; NONE where there is no such word. */
let kiwiLevel: i32 = NONE;

/** Reads Kiwi's level, and gives the place behind it; `at` if there is none. */
function behindKiwiLevel(at: usize, stop: usize): usize {
  kiwiLevel = NONE;
  const facility = behindBlanks(at, stop);
  if (facility == at) return at;
  let word = behindLetters(facility, stop);
  if (word == facility) return at;
  if (word < stop && isDigit(load<u8>(word))) word++;
  if (word >= stop || load<u8>(word) != 46) return at;
  word++;
  const end = behindLetters(word, stop);
  if (end == word || end >= stop || !isBlank(load<u8>(end))) return at;
  kiwiLevel = levelOf(word, end - word);
  return kiwiLevel == NONE ? at : end;
}

function readHost(at: usize, stop: usize): void {
  const host = behindBlanks(at, stop);
  if (host == at) return;
  let end = host;
  let onlyDigits = true;
  for (; end < stop; end++) {
    const c = load<u8>(end);
    if (isDigit(c)) continue;
    if (!isWord(c) && c != 46 && c != 58 && c != 45) break;
    onlyDigits = false;
  }
  if (end == host || end == stop) return;
  if (isWord(load<u8>(end - 1))) {
    const last = end - host == 4 && load<u32>(host) == 0x7473616c;
    if (isBlank(load<u8>(end)) && !onlyDigits && !last) setText(HOST, host, end - host);
  } else if (load<u8>(end - 1) == 58 && end - 1 > host && isWord(load<u8>(end - 2))) {
    const tag = behindBlanks(end, stop);
    if (tag < stop && load<u8>(tag) == 37) setText(HOST, host, end - 1 - host);
  }
}

/** 0 (emergency) to 7 (debug) by syslog's word, in any case; NONE if it is none. */
function levelOf(at: usize, length: usize): i32 {
  switch (load<u8>(at) | 32) {
    case 101: // e
      if (isText(at, length, "emergency") || isText(at, length, "emerg")) return 0;
      return isText(at, length, "error") || isText(at, length, "err") ? 3 : NONE;
    case 112: // p
      return isText(at, length, "panic") ? 0 : NONE;
    case 97: // a
      return isText(at, length, "alert") ? 1 : NONE;
    case 99: // c
      return isText(at, length, "critical") || isText(at, length, "crit") ? 2 : NONE;
    case 119: // w
      return isText(at, length, "warning") || isText(at, length, "warn") ? 4 : NONE;
    case 110: // n
      return isText(at, length, "notice") ? 5 : NONE;
    case 105: // i
      if (isText(at, length, "info") || isText(at, length, "informational")) return 6;
      return isText(at, length, "information") ? 6 : NONE;
    case 100: // d
      return isText(at, length, "debug") ? 7 : NONE;
    default:
      return NONE;
  }
}

function isText(at: usize, length: usize, text: string): bool {
  if (length != text.length) return false;
  for (let i: usize = 0; i < length; i++) {
    if ((load<u8>(at + i) | 32) != load<u8>(changetype<usize>(text) + (i << 1))) return false;
  }
  return true;
}

function behindBlanks(at: usize, stop: usize): usize {
  while (at < stop && isBlank(load<u8>(at))) at++;
  return at;
}

function behindLetters(at: usize, stop: usize): usize {
  while (at < stop && isLetter(load<u8>(at))) at++;
  return at;
}

@inline
function isBlank(c: u32): bool {
  return c == 32 || c == 9;
}

@inline
function isDigit(c: u32): bool {
  return c - 48 < 10;
}

@inline
function isLetter(c: u32): bool {
  return (c | 32) - 97 < 26;
}

@inline
function isWord(c: u32): bool {
  return isDigit(c) || isLetter(c) || c == 95;
}

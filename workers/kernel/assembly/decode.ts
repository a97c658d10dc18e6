// A line, and the formats that may know it, in; the first that does and the fields of the line (fields.ts), out. Knows
// no rule. It must equal the reference decoder, src/decode/decode-line.ts, but for what no rule has asked for.
//
//     for each format that may know the line, in order:
//       a header of its, a remark of its          → known, no fields
//       a line below its header in force          → known, its columns
//       its texts are there                       → known: head, kind of message, body, markers
//
// Of a kind of message that no rule takes, nothing more is decoded (`skipped`).
//
// Bounds: what is read lies within the line and SLACK behind it; a line costs its length, times what its format has for
// it: no part of it is looked at again and again.

import { learn, recall } from "./beginnings";
import { lineEnd, setBlanks, setLineEnd } from "./blanks";
import { columnsFit, readColumns } from "./columns";
import { Candidates, COLUMNS, DecodePlan, Format, Header, Marker, Message, PAIRS, TEMPLATES } from "./decode-plan";
import { finish, neededOf, neededOfHead, note, noteConstants, startDraft } from "./draft";
import { ACTION, clearFields, EVENT, EVENT_ID, FORMAT, has, PROTO, setText, textAt, textLength } from "./fields";
import { dropHeader, headed, isBelowHeader, NOTHING, OTHER_HEADER, prefixOf, readHeaderLine, readNamedColumns } from "./header-line";
import { lineFeed, textEnd } from "./lines";
import { findName, reserveNames } from "./names";
import { readPairs } from "./pairs";
import { freeScratch } from "./scratch";
import { findText } from "./seek";
import { readHeader, readTime } from "./syslog-header";
import { CAPTURED, Captured, captured, capturedEnd, completeEnd, reserveCaptures, runTemplates } from "./template";
import { setNamesOf } from "./values";

let plan: DecodePlan | null = null;
let formats: i32 = 0;

/** The kind of message of the line decoded last, as a number within its format; -1 if there is none. */
export let message: i32 = -1;
/** Whether no rule takes that kind of message: then its fields are not all there. */
export let skipped: bool = false;

/** Lines are decoded as it says from now on; it stays where the host has laid it. */
export function setDecodePlan(address: usize): void {
  const laid = changetype<DecodePlan>(address);
  plan = laid;
  formats = laid.formatCount;
  setNamesOf(laid);
  reserveNames(laid.longestName);
  reserveCaptures(laid.mostParts);
}

@inline
export function isDecoding(): bool {
  return formats != 0;
}

export function formatCount(): i32 {
  return formats;
}

/**
 * Decodes the line [start, end), without LF or CR, and returns the number of the format that knows it, or -1. `known`:
 * a bit for each format that may know the line because one of its anchors is there. While a header is in force
 * (`headed`) its format may know any line; formats past the 64th always may.
 */
export function decode(start: usize, end: usize, known: u64): i32 {
  message = -1;
  skipped = false;
  clearFields();
  freeScratch();
  setLineEnd(end);
  let left = headed ? u64.MAX_VALUE : known;
  if (formats < 64) left &= ((<u64>1) << formats) - 1;
  for (; left != 0; left &= left - 1) {
    const index = <i32>ctz(left);
    const verdict = tryFormat(index, start, ((known >> index) & 1) != 0);
    if (verdict != UNKNOWN) return verdict == KNOWN ? index : -1;
  }
  for (let index = 64; index < formats; index++) {
    const verdict = tryFormat(index, start, true);
    if (verdict != UNKNOWN) return verdict == KNOWN ? index : -1;
  }
  return -1;
}

/** As `decode`, of a line in which the one text that `isKnownBy` says stands at `found`, and nowhere before. */
export function decodeFound(start: usize, end: usize, known: u64, index: i32, found: usize): i32 {
  foundIn = formatAt(index);
  foundAt = found;
  const format = decode(start, end, known);
  foundIn = null;
  return format;
}

/** Whether a line with this text is of the format, whatever else it holds. */
export function isKnownBy(index: i32, text: usize, length: usize): bool {
  const format = formatAt(index);
  if (format.header !== null || format.recogniseCount == 0 || load<i32>(format.recognise, 4) != 1) return false;
  const only = load<usize>(format.recognise);
  return load<usize>(only, 4) == length && memory.compare(load<usize>(only), text, length) == 0;
}

const UNKNOWN = 0;
const KNOWN = 1;
/** The line is none that any format knows, though it begins like a header. */
const NONE = 2;

function tryFormat(index: i32, start: usize, mayKnow: bool): i32 {
  const format = formatAt(index);
  const header = format.header;
  if (header === null) {
    if (!mayKnow || !decodeAnchored(format, start)) return UNKNOWN;
  } else {
    if (!mayKnow && header.columns == 0) return UNKNOWN;
    const kind = readHeaderLine(header, start);
    if (kind == OTHER_HEADER) return NONE;
    if (kind == NOTHING && !decodeHeaded(format, header, start)) return UNKNOWN;
  }
  setText(FORMAT, format.name, format.nameLength);
  return KNOWN;
}

@inline
function formatAt(index: i32): Format {
  return plan!.format(index);
}

function decodeHeaded(format: Format, header: Header, start: usize): bool {
  if (!isBelowHeader(header, start)) return false;
  startDraft(format);
  if (!choose(header.message)) return true;
  noteConstants(header.message.set);
  readNamedColumns(header, neededOf(header.message));
  conclude(format, header.message, start, true);
  return true;
}

function decodeAnchored(format: Format, start: usize): bool {
  if (!findAnchor(format, start)) return false;
  startDraft(format);
  setBlanks(format.blanks, format.blankCount);
  const candidates = readHead(format);
  const from = headEnd == 0 ? anchorStart : headEnd;
  const kind = findMessage(candidates, start, from);
  if (kind !== null) {
    if (!choose(kind)) return true;
    readMessage(kind, start, from);
  }
  noteMarker(format, start);
  conclude(format, kind, start, false);
  return true;
}

/** The line is of this kind; whether any rule takes it. */
@inline
function choose(kind: Message): bool {
  message = kind.index;
  skipped = kind.ruleBits == 0;
  return !skipped;
}

/** `isBare`: behind the stamp stands no host. */
function conclude(format: Format, kind: Message | null, start: usize, isBare: bool): void {
  if (isBare) readTime(start, lineEnd);
  else readHeader(start, lineEnd);
  finish(format, kind);
}

// ---------------------------------------------------------------- anchors

/** Where the first text of the recognising ones stands. */
let anchorStart: usize = 0;
let anchorEnd: usize = 0;
/** Where the scan has found what the first of its lists is of this format. */
let foundIn: Format | null = null;
let foundAt: usize = 0;

function findAnchor(format: Format, start: usize): bool {
  if (format === foundIn) {
    anchorStart = foundAt;
    anchorEnd = foundAt + load<usize>(load<usize>(format.recognise), 4);
    return true;
  }
  for (let i = 0; i < format.recogniseCount; i++) {
    const list = format.recognise + ((<usize>i) << 3);
    if (findInOrder(load<usize>(list), load<i32>(list, 4), start)) return true;
  }
  return false;
}

function findInOrder(texts: usize, count: i32, start: usize): bool {
  let from = start;
  for (let i = 0; i < count; i++) {
    const text = texts + ((<usize>i) << 3);
    const length = load<usize>(text, 4);
    const found = findText(load<usize>(text), length, from, lineEnd);
    if (found == 0) return false;
    from = found + length;
    if (i == 0) {
      anchorStart = found;
      anchorEnd = from;
    }
  }
  return count > 0;
}

// ---------------------------------------------------------------- heads

/** Where the head ends; 0: there is none that fits whole. */
let headEnd: usize = 0;

/** Notes what the head tells; among others which kinds of message the line may be of. */
function readHead(format: Format): Candidates {
  headEnd = 0;
  if (format.head.count == 0) return candidatesOf(format);
  const anchorLength = anchorEnd - anchorStart;
  const known = recall(format, anchorStart, anchorLength);
  if (known !== null) {
    noteAll(known.captures, known.captureCount, anchorStart);
    if (known.end != 0) headEnd = anchorStart + known.end;
    return known.candidates;
  }
  const wanted = neededOfHead();
  runTemplates(format.head, anchorEnd, wanted);
  headEnd = completeEnd;
  noteRun();
  const candidates = candidatesOf(format);
  learn(format, anchorStart, anchorLength, wanted, candidates);
  return candidates;
}

// ---------------------------------------------------------------- messages

function findMessage(candidates: Candidates, start: usize, from: usize): Message | null {
  for (let i = 0; i < candidates.count; i++) {
    const kind = candidates.at(i);
    if (kind.holdsLength != 0 && findText(kind.holds, kind.holdsLength, from, lineEnd) == 0) continue;
    if (kind.body == COLUMNS && kind.columns.whenCount != 0 && !columnsFit(kind.columns, start)) continue;
    return kind;
  }
  return null;
}

@inline
function candidatesOf(format: Format): Candidates {
  const isTold = has(EVENT_ID);
  const name = findName(format.ids, isTold ? textAt(EVENT_ID) : 0, isTold ? textLength(EVENT_ID) : 0);
  return name === null ? format.otherwise : changetype<Candidates>(name.value);
}

function readMessage(kind: Message, start: usize, from: usize): void {
  const needed = neededOf(kind);
  if (kind.body == TEMPLATES) {
    runTemplates(kind.templates, from, needed);
    noteRun();
  } else if (kind.body == PAIRS) {
    readPairs(kind.pairs, kind.pairs.fromLine ? start : from, needed);
  } else if (kind.body == COLUMNS) {
    readColumns(kind.columns, start, needed);
  }
  noteConstants(kind.set);
}

function noteRun(): void {
  noteAll(captured, <i32>((capturedEnd - captured) / CAPTURED), 0);
}

/** Notes a row of Captured whose places are counted from `base`. */
@inline
function noteAll(row: usize, count: i32, base: usize): void {
  for (let i = 0; i < count; i++) {
    const each = changetype<Captured>(row + (<usize>i) * CAPTURED);
    note(each.part.target, base + each.at, base + each.end);
  }
}

/** The first marker that stands before the anchor. */
function noteMarker(format: Format, start: usize): void {
  if (has(EVENT) && has(ACTION) && has(PROTO) && has(EVENT_ID)) return;
  for (let i = 0; i < format.markerCount; i++) {
    const marker = changetype<Marker>(format.markers + (<usize>i) * offsetof<Marker>());
    if (marker.length != 0 && findText(marker.text, marker.length, start, anchorStart) == 0) continue;
    noteConstants(marker.set);
    return;
  }
}

// ---------------------------------------------------------------- what the scan and the rules ask

/** A line that the format knows holds one of its anchors, unless one of its headers is in force. */
export function anchorCount(format: i32): i32 {
  return formatAt(format).anchorCount;
}

export function anchorText(format: i32, anchor: i32): usize {
  return load<usize>(formatAt(format).anchors + ((<usize>anchor) << 3));
}

export function anchorLength(format: i32, anchor: i32): usize {
  return load<usize>(formatAt(format).anchors + ((<usize>anchor) << 3), 4);
}

export function messageCount(format: i32): i32 {
  return formatAt(format).messageCount;
}

/** Of a kind of message, 0: no rule takes it, so that it need not be decoded; at first all bits are set. */
export function setRuleBits(format: i32, kind: i32, bits: u64): void {
  formatAt(format).message(kind).ruleBits = bits;
}

// ---------------------------------------------------------------- headers

/** No header is in force any more, and none was met. */
export function resetHeaders(): void {
  for (let i = 0; i < formats; i++) {
    const header = formatAt(i).header;
    if (header === null) continue;
    dropHeader(header);
    header.isMet = 0;
  }
}

/** The text is the header line that is in force of this format; of no length, none is. */
export function setHeader(format: i32, text: usize, length: usize): void {
  const header = formatAt(format).header;
  if (header === null) return;
  dropHeader(header);
  setLineEnd(text + length);
  readHeaderLine(header, text);
  header.isMet = 0;
}

/** Whether lines have begun like a header of this format since it was reset or set. */
export function headerMet(format: i32): bool {
  const header = formatAt(format).header;
  return header !== null && header.isMet != 0;
}

/** Decodes those of the whole lines of [from, to) that begin like a header. */
export function readHeaders(from: usize, to: usize): void {
  for (let at = from; at < to; ) {
    const feed = lineFeed(at);
    const end = textEnd(at, feed);
    if (beginsLikeHeader(at, end)) decode(at, end, u64.MAX_VALUE);
    at = feed + 1;
  }
}

function beginsLikeHeader(start: usize, end: usize): bool {
  for (let i = 0; i < formats; i++) {
    const header = formatAt(i).header;
    if (header !== null && prefixOf(header, start, end) !== null) return true;
  }
  return false;
}

/** The header line in force, as text; without a length there is none. */
export function headerAt(format: i32): usize {
  const header = formatAt(format).header;
  return header === null ? 0 : header.text;
}

export function headerLength(format: i32): usize {
  const header = formatAt(format).header;
  return header === null ? 0 : header.textLength;
}

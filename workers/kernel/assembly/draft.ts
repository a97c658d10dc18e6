// The fields of one line while they are being found, and what is concluded when all are there: which side initiated,
// the event, ports that are none. Knows the meaning of fields; knows no format. As src/decode/draft.ts, which says more.

import { forgetBeginnings } from "./beginnings";
import { DIGIT, spanEnd } from "./bytes";
import { Constants, Format, Key, Message, SRC, SRC_ENDPOINT, TEMPLATES } from "./decode-plan";
import { NO_NUMBER } from "./digits";
import { takeEndpoint, userAt, userLength } from "./endpoint";
import {
  ACTION,
  BYTES,
  DST_IF,
  DST_IP,
  DST_NAME,
  DST_PORT,
  dropAll,
  EVENT,
  EVENT_ID,
  has,
  low,
  PACKETS,
  present,
  PROTO,
  setText,
  SRC_IF,
  SRC_IP,
  SRC_NAME,
  SRC_PORT,
  swapFields,
  textAt,
  textLength,
  USER,
  wanted,
} from "./fields";
import { findFolded } from "./names";
import {
  accountLength,
  hasPorts,
  isHostName,
  LARGEST,
  LONGEST_TEXT,
  put,
  putAddress,
  putSum,
  readInteger,
  setDigits,
  setServices,
} from "./values";

const SIDES: u32 =
  (1 << SRC_IP) |
  (1 << DST_IP) |
  (1 << SRC_NAME) |
  (1 << DST_NAME) |
  (1 << SRC_PORT) |
  (1 << DST_PORT) |
  (1 << SRC_IF) |
  (1 << DST_IF);
const PORTS: u32 = (1 << SRC_PORT) | (1 << DST_PORT);
const ALL: u32 = u32.MAX_VALUE;

/** What has to be found for the wanted fields; and where a line does not tell who initiated. */
let needed: u32 = 0;
let neededByPorts: u32 = 0;
/** The `wanted` that they are for. To want nothing is a wish too, so at first it is one that nobody has. */
let neededFor: u32 = u32.MAX_VALUE;

/** Accounts that stand with an end of the conversation. */
let srcUser: usize = 0;
let srcUserLength: usize = 0;
let dstUser: usize = 0;
let dstUserLength: usize = 0;

/** Fields that are too large for a number, a bit each. */
let lost: u32 = 0;

/** Counts lines, so that a key knows whether it has told its field. */
export let line: u64 = 0;

const joined = memory.data(256, 16);
const SLASH: u8 = 47;
/** `other` */
const otherEvent = memory.data<u8>([111, 116, 104, 101, 114]);

export function startDraft(format: Format): void {
  if (wanted != neededFor) deriveNeeded();
  setServices(format.services);
  srcUserLength = 0;
  dstUserLength = 0;
  lost = 0;
  line++;
}

/** A field depends on others: an event on the action, ports on the protocol, with unknown sides each on both ports. */
function deriveNeeded(): void {
  neededFor = wanted;
  forgetBeginnings();
  needed = wanted;
  if ((needed & (1 << EVENT)) != 0) needed |= 1 << ACTION;
  if ((needed & PORTS) != 0) needed |= 1 << PROTO;
  neededByPorts = needed;
  const ofSides = needed & (SIDES | (1 << USER));
  if (ofSides == 0) return;
  neededByPorts |= PORTS | (1 << PROTO);
  for (let field = SRC_IP; field <= DST_IF; field++) {
    if (field != PROTO && (ofSides & (1 << field)) != 0) neededByPorts |= 1 << otherSide(field);
  }
}

function otherSide(field: i32): i32 {
  switch (field) {
    case SRC_IP:
      return DST_IP;
    case DST_IP:
      return SRC_IP;
    case SRC_NAME:
      return DST_NAME;
    case DST_NAME:
      return SRC_NAME;
    case SRC_PORT:
      return DST_PORT;
    case DST_PORT:
      return SRC_PORT;
    case SRC_IF:
      return DST_IF;
    default:
      return SRC_IF;
  }
}

/** A bit for each field that has to be found in a line of this kind. */
@inline
export function neededOf(message: Message | null): u32 {
  return message !== null && message.byPorts ? neededByPorts : needed;
}

/** As `neededOf`, before it is known what kind the line is of. */
@inline
export function neededOfHead(): u32 {
  return neededByPorts;
}

@inline
function isNeeded(field: i32): bool {
  return (needed & (1 << field)) != 0;
}

/** Notes captured text; of a field that is there already the first value stays. */
@inline
export function note(target: i32, at: usize, end: usize, needs: u32): void {
  if (target >= SRC_ENDPOINT) noteEndpoint(at, end, target, needs);
  else if (target >= SRC) noteHost(at, end, target - SRC);
  else put(target, at, end);
}

/** `side`: 0 for src, 1 for dst. */
function noteHost(at: usize, end: usize, side: i32): void {
  // No address is a name, so that one for which there is no room any more is not taken for one.
  if (!has(SRC_IP + side) && putAddress(SRC_IP + side, at, end)) return;
  if (!has(SRC_NAME + side) && isHostName(at, end)) setText(SRC_NAME + side, at, end - at);
}

function noteEndpoint(at: usize, end: usize, target: i32, needs: u32): void {
  const isSource = target == SRC_ENDPOINT;
  // Twice, so that the fields are known where they are set.
  if (isSource) takeEndpoint(at, end, 0, needs);
  else takeEndpoint(at, end, 1, needs);
  if (userLength != 0) noteUser(isSource, userAt, accountLength(userAt, userAt + userLength));
}

function noteUser(isSource: bool, at: usize, length: usize): void {
  if (length == 0) return;
  if (isSource && srcUserLength == 0) {
    srcUser = at;
    srcUserLength = length;
  } else if (!isSource && dstUserLength == 0) {
    dstUser = at;
    dstUserLength = length;
  }
}

/**
 * Notes what a key or a column tells: bytes and packets of several keys add up, event_ids are joined; a key counts once.
 */
export function noteKeyed(key: Key, at: usize, end: usize): void {
  if (key.told == line) return;
  key.told = line;
  const target = key.target;
  if (target == BYTES || target == PACKETS) addUp(target, at, end);
  else if (target >= SRC || !has(target)) note(target, at, end, ALL);
  else if (target == EVENT_ID) join(at, end);
}

/** A field whose sum, or a part of it, is beyond 2^53 - 1 is absent: what is left would be a wrong number. */
function addUp(field: i32, at: usize, end: usize): void {
  if ((lost & (1 << field)) != 0) return;
  const value = readInteger(at, end);
  const sum = value == NO_NUMBER ? NO_NUMBER : has(field) ? low(field) + value : value;
  if (sum <= LARGEST) {
    if (has(field)) putSum(field, sum);
    else setDigits(field, at, end, value);
  } else if (value != NO_NUMBER || (at < end && spanEnd(at, end, DIGIT) == end)) {
    lost |= 1 << field;
    dropAll(1 << field);
  }
}

function join(at: usize, end: usize): void {
  const before = textLength(EVENT_ID);
  const length = end - at;
  if (length - 1 >= LONGEST_TEXT || before + 1 + length > LONGEST_TEXT) return;
  if (textAt(EVENT_ID) != joined) memory.copy(joined, textAt(EVENT_ID), before);
  store<u8>(joined + before, SLASH);
  memory.copy(joined + before + 1, at, length);
  setText(EVENT_ID, joined, before + 1 + length);
}

export function noteConstants(set: Constants): void {
  const items = set.items;
  for (let i = 0; i < set.count; i++) {
    const item = items + (<usize>i) * 12;
    const field = load<i32>(item);
    if (!has(field)) setText(field, load<usize>(item, 4), load<usize>(item, 8));
  }
}

// ---------------------------------------------------------------- when all is there

export function finish(format: Format, message: Message | null): void {
  if (message !== null && message.body == TEMPLATES) dropNoPorts();
  if (message !== null && message.byPorts) orderByPorts();
  if (isNeeded(EVENT) && !has(EVENT)) concludeEvent(format, message);
  if (srcUserLength != 0) setText(USER, srcUser, srcUserLength);
}

/** Of ICMP, GRE and the like, what a text has in a port's place is a type, an id or a call. */
function dropNoPorts(): void {
  if (!has(PROTO) || (present & PORTS) == 0) return;
  if (!hasPorts(textAt(PROTO), textLength(PROTO))) dropAll(PORTS);
}

function orderByPorts(): void {
  if (!isWellKnown(SRC_PORT) || !has(DST_PORT) || isWellKnown(DST_PORT)) return;
  swapFields(SRC_IP, DST_IP);
  swapFields(SRC_NAME, DST_NAME);
  swapFields(SRC_PORT, DST_PORT);
  swapFields(SRC_IF, DST_IF);
  const at = srcUser;
  const length = srcUserLength;
  srcUser = dstUser;
  srcUserLength = dstUserLength;
  dstUser = at;
  dstUserLength = length;
}

@inline
function isWellKnown(port: i32): bool {
  return has(port) && low(port) < 1024;
}

/** By the action. */
function concludeEvent(format: Format, message: Message | null): void {
  if (!has(ACTION)) {
    if (message === null) setText(EVENT, format.quietEvent, format.quietEventLength);
    else setText(EVENT, message.quietEvent, message.quietEventLength);
    return;
  }
  const name = findFolded(message === null ? format.events : message.events, textAt(ACTION), textLength(ACTION));
  if (name === null) setText(EVENT, otherEvent, 5);
  else setText(EVENT, name.text, name.textLength);
}

// Text of a line becomes the value of a field, or nothing: what is not of the field's type is no value. Knows the types;
// knows no format. As src/decode/values.ts, which says more of each.
//
// Values lie in the line or in the plan wherever they can; an IPv6 address as it is written, and a sum, have room here,
// one for each field.

import { group, isMapped, lastGroups, parse6, writeAddress, writeAddress4 } from "./address";
import { ADDRESS_BYTE, DIGIT, isAt, KEY_BYTE, LETTER, spanEnd } from "./bytes";
import { DecodePlan } from "./decode-plan";
import { NO_NUMBER, quad, quadEnd, readDigits, readFew } from "./digits";
import {
  ACTION,
  BYTES,
  DST_IF,
  DST_IP,
  DST_NAME,
  DST_PORT,
  DURATION,
  EVENT,
  EVENT_ID,
  has,
  HOST,
  PACKETS,
  POLICY,
  PROTO,
  SEVERITY,
  setNumber,
  setText,
  setV4,
  setV6,
  SRC_IF,
  SRC_IP,
  SRC_NAME,
  SRC_PORT,
  USER,
} from "./fields";
import { findFolded, findName, Names } from "./names";
import { findText } from "./seek";

/** Of any text that a field holds. */
export const LONGEST_TEXT: usize = 255;
/** `tcp` and `udp`, as three bytes. */
const TCP: u32 = 0x706374;
const UDP: u32 = 0x706475;
const ZERO: u8 = 48;
const POINT: u8 = 46;
const COLON: u8 = 58;
/** 2^53 - 1 */
export const LARGEST: u64 = 9007199254740991;

/** 64 bytes for each field. */
const written = memory.data(32 * 64, 16);
const commaBlank = memory.data<u8>([44, 32]);

let plan: DecodePlan = changetype<DecodePlan>(0);
/** Names of ports of the format at hand. */
let services: Names = changetype<Names>(0);

export function setNamesOf(decodePlan: DecodePlan): void {
  plan = decodePlan;
}

@inline
export function setServices(names: Names): void {
  services = names;
}

@inline
function roomOf(field: i32): usize {
  return written + ((<usize>field) << 6);
}

/** Fields of any text. */
const TEXTS: u32 =
  (1 << SRC_IF) | (1 << DST_IF) | (1 << EVENT) | (1 << EVENT_ID) | (1 << ACTION) | (1 << HOST) | (1 << POLICY);

/** Gives the field what it holds, unless it has something: [at, end), if it is of its type. */
@inline
export function put(field: i32, at: usize, end: usize): void {
  if (has(field)) return;
  if (((TEXTS >> field) & 1) != 0) {
    if (end - at - 1 < LONGEST_TEXT) setText(field, at, end - at);
  } else {
    putTyped(field, at, end);
  }
}

function putTyped(field: i32, at: usize, end: usize): void {
  switch (field) {
    case PROTO:
      putProtocol(at, end);
      return;
    case SRC_PORT:
    case DST_PORT:
      putPort(field, at, end);
      return;
    case SRC_IP:
    case DST_IP:
      putAddress(field, at, end);
      return;
    case BYTES:
    case PACKETS:
      putInteger(field, at, end);
      return;
    case DURATION:
      putDuration(at, end);
      return;
    case SRC_NAME:
    case DST_NAME:
      if (isHostName(at, end)) setText(field, at, end - at);
      return;
    case SEVERITY:
      putSeverity(at, end);
      return;
    default: {
      const length = accountLength(at, end);
      if (length > 0) setText(USER, at, length);
    }
  }
}

// ---------------------------------------------------------------- hosts

/** Whether the whole of it is an address, which the field then holds. */
export function putAddress(field: i32, at: usize, end: usize): bool {
  if (end - at < 16 && quadEnd(at, end) == end) {
    setV4(field, at, end - at, quad);
    return true;
  }
  return putV6(field, at, end);
}

export function putV6(field: i32, at: usize, end: usize): bool {
  if (!parse6(at, end)) return false;
  const room = roomOf(field);
  if (isMapped()) {
    const address = lastGroups();
    setV4(field, room, writeAddress4(address, room) - room, address);
    return true;
  }
  const high =
    (<u64>group(0) << 48) | (<u64>group(1) << 32) | (<u64>group(2) << 16) | <u64>group(3);
  const low = (<u64>group(4) << 48) | (<u64>group(5) << 32) | (<u64>group(6) << 16) | <u64>group(7);
  setV6(field, room, writeAddress(at, end, room) - room, high, low);
  return true;
}

/** It begins with a letter, and has a character that no address could have. */
export function isHostName(at: usize, end: usize): bool {
  if (end - at - 1 >= LONGEST_TEXT || !isAt(at, LETTER)) return false;
  let hasPoint = false;
  let isHexadecimal = true;
  for (; at < end; at++) {
    if (load<u8>(at) == POINT) hasPoint = true;
    else if (!isAt(at, KEY_BYTE)) return false;
    else if (!isAt(at, ADDRESS_BYTE)) isHexadecimal = false;
  }
  return !(isHexadecimal && hasPoint);
}

// ---------------------------------------------------------------- numbers

/** The digits of a number without zeros before them. */
@inline
export function setDigits(field: i32, at: usize, end: usize, value: u64): void {
  while (load<u8>(at) == ZERO && end - at > 1) at++;
  setNumber(field, at, end - at, value);
}

/** A port by number or by name. */
export function putPort(field: i32, at: usize, end: usize): void {
  const value = end - at <= 5 ? readFew(at, end - at) : NO_NUMBER;
  if (value <= 65535) setDigits(field, at, end, value);
  else putService(field, at, end);
}

function putService(field: i32, at: usize, end: usize): void {
  const own = findFolded(services, at, end - at);
  const name = own === null ? findFolded(plan.services, at, end - at) : own;
  if (name !== null) setNumber(field, name.text, name.textLength, name.value);
}

/** The number [at, end) up to 2^53 - 1, or NO_NUMBER. */
@inline
export function readInteger(at: usize, end: usize): u64 {
  const value = readDigits(at, end);
  return value > LARGEST ? NO_NUMBER : value;
}

function putInteger(field: i32, at: usize, end: usize): void {
  const value = readInteger(at, end);
  if (value != NO_NUMBER) setDigits(field, at, end, value);
}

/** The field holds a number that is not in the line; one over 2^53 - 1 is left alone. */
export function putSum(field: i32, value: u64): void {
  if (value > LARGEST) return;
  const end = roomOf(field) + 64;
  let at = end;
  let left = value;
  do {
    store<u8>(--at, <u8>(48 + (left % 10)));
    left /= 10;
  } while (left != 0);
  setNumber(field, at, end - at, value);
}

/** Seconds, whose fraction is cut, or `hours:minutes:seconds`. */
function putDuration(at: usize, end: usize): void {
  if (end - at > 6 && load<u8>(end - 3) == COLON && load<u8>(end - 6) == COLON) {
    const hours = end - 6 - at <= 9 ? readDigits(at, end - 6) : NO_NUMBER;
    const minutes = readDigits(end - 5, end - 3);
    const seconds = readDigits(end - 2, end);
    if (hours != NO_NUMBER && minutes < 60 && seconds < 60) putSum(DURATION, hours * 3600 + minutes * 60 + seconds);
    return;
  }
  let stop = at;
  while (stop < end && stop - at < 17 && isAt(stop, DIGIT)) stop++;
  if (stop < end) {
    if (load<u8>(stop) != POINT || stop + 1 == end || spanEnd(stop + 1, end, DIGIT) != end) return;
  }
  putInteger(DURATION, at, stop);
}

// ---------------------------------------------------------------- words

/** By number or by name; a number without a name stays a number. */
function putProtocol(at: usize, end: usize): void {
  const value = isAt(at, DIGIT) && end - at <= 3 ? readFew(at, end - at) : NO_NUMBER;
  if (value != NO_NUMBER) {
    if (value > 255) return;
    while (load<u8>(at) == ZERO && end - at > 1) at++;
  }
  const name = findFolded(plan.protocols, at, end - at);
  if (name !== null) setText(PROTO, name.text, name.textLength);
  else if (value != NO_NUMBER) setText(PROTO, at, end - at);
}

/** Whether lines of templates with this protocol may have ports. */
export function hasPorts(proto: usize, length: usize): bool {
  if (length == 3) {
    const word = load<u32>(proto) & 0xffffff;
    if (word == TCP || word == UDP) return true;
  }
  return findName(plan.protocolsWithPorts, proto, length) !== null;
}

function putSeverity(at: usize, end: usize): void {
  if (end - at == 1 && <u32>load<u8>(at) - 48 < 8) {
    setText(SEVERITY, at, 1);
    return;
  }
  const name = findFolded(plan.severities, at, end - at);
  if (name !== null) setText(SEVERITY, name.text, name.textLength);
}

/** How much of [at, end) is an account; 0 if it is none. */
export function accountLength(at: usize, end: usize): usize {
  const comma = findText(commaBlank, 2, at, end);
  const stop = comma == 0 ? end : comma;
  const length = stop - at;
  if (length - 1 >= LONGEST_TEXT || isGroupTag(at, stop) || isMasked(at, stop)) return 0;
  return length;
}

/** `9999:tag` */
function isGroupTag(at: usize, end: usize): bool {
  const stop = spanEnd(at, end, DIGIT);
  return stop > at && stop < end && load<u8>(stop) == COLON;
}

/** `*****` */
function isMasked(at: usize, end: usize): bool {
  while (at < end && load<u8>(at) == 42) at++;
  return at == end;
}

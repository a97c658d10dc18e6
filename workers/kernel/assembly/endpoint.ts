// One end of a conversation as firewalls write it: `[zone:]host[/port][ (mapped)][(user)]`. Knows no message. As
// src/decode/endpoint.ts, which says more.
//
//     host = the first address that is whole, at the start or behind a colon; else the name behind the last colon

import { parse6 } from "./address";
import { isBlank } from "./blanks";
import { quad, quadEnd } from "./digits";
import { has, setText, setV4 } from "./fields";
import { isHostName, isWord, LONGEST_TEXT, putV6 } from "./values";

const COLON: u32 = 58;
const SLASH: u32 = 47;
const OPENING: u32 = 40;
const CLOSING: u32 = 41;
/** What of a run of an address's bytes is looked at: the longest address, and one byte. */
const REACH: usize = 46;

/** Behind the host that was found last. */
let hostEnd: usize = 0;

/** Where the port as it is written stands; without a length there is none. */
export let portAt: usize = 0;
export let portLength: usize = 0;
/** Where the text in the last brackets stands. */
export let userAt: usize = 0;
export let userLength: usize = 0;

/**
 * Takes [at, end) apart: the host and the zone become these fields, unless they are there; port and user are left to
 * the caller. Whether there is a host.
 */
export function takeEndpoint(at: usize, end: usize, address: i32, name: i32, zone: i32): bool {
  portLength = 0;
  userLength = 0;
  const host = findHost(at, end, address, name);
  if (host == 0) return false;
  if (host > at && !has(zone)) putZone(at, host, zone);
  takeRest(hostEnd, end);
  return true;
}

/** Where the host begins; 0 if there is none. */
function findHost(at: usize, end: usize, address: i32, name: i32): usize {
  let start = at;
  let place = at;
  for (;;) {
    if (takeAddress(start, end, address)) return start;
    // The next start is behind a colon that stands before any slash or bracket.
    while (place < end && !isStop(load<u8>(place))) place++;
    if (place >= end || load<u8>(place) != COLON) break;
    start = ++place;
    while (start < end && isBlank(load<u8>(start))) start++;
  }
  return takeName(start, end, name) ? start : 0;
}

@inline
function isStop(byte: u32): bool {
  return byte == COLON || byte == SLASH || byte == OPENING;
}

/** Whether an address begins at `at` and is whole. */
@inline
function takeAddress(at: usize, end: usize, field: i32): bool {
  const stop = quadEnd(at, end);
  if (stop == 0) return takeV6(at, end, field);
  if (!endsHost(stop, end)) return false;
  if (!has(field)) setV4(field, at, stop - at, quad);
  hostEnd = stop;
  return true;
}

function takeV6(at: usize, end: usize, field: i32): bool {
  let stop = at;
  const reach = end - at < REACH ? end : at + REACH;
  let hasColon = false;
  for (; stop < reach; stop++) {
    const byte = <u32>load<u8>(stop);
    if (byte == COLON) hasColon = true;
    else if (byte - 48 >= 10 && (byte | 32) - 97 >= 6 && byte != 46) break;
  }
  if (!hasColon || stop - at < 2) return false;
  const last = load<u8>(stop - 1);
  if (last == COLON || last == 46) stop--;
  if (!endsHost(stop, end)) return false;
  if (!(has(field) ? parse6(at, stop) : putV6(field, at, stop))) return false;
  hostEnd = stop;
  return true;
}

/**
 * Whether a host may end at `at`: at the end, before a slash, a bracket, a blank, a comma or a semicolon, or before a
 * point or a colon that stands before one of those.
 */
@inline
function endsHost(at: usize, end: usize): bool {
  if (at >= end) return true;
  const byte = <u32>load<u8>(at);
  if (byte != COLON && byte != 46) return isBehindHost(byte);
  return at + 1 >= end || isBehindHost(load<u8>(at + 1));
}

@inline
function isBehindHost(byte: u32): bool {
  return byte == SLASH || byte == OPENING || byte == CLOSING || isBlank(byte) || byte == 44 || byte == 59;
}

/** Whether a name stands at `at`, up to a slash, a bracket or a blank. */
function takeName(at: usize, end: usize, field: i32): bool {
  let stop = at;
  while (stop < end) {
    const byte = <u32>load<u8>(stop);
    if (byte == SLASH || byte == OPENING || isBlank(byte)) break;
    stop++;
  }
  if (!isHostName(at, stop)) return false;
  if (!has(field)) setText(field, at, stop - at);
  hostEnd = stop;
  return true;
}

/** What stands before the colon before the host, without blanks around it. */
function putZone(at: usize, host: usize, field: i32): void {
  let end = host;
  while (load<u8>(end - 1) != COLON) end--;
  end--;
  while (at < end && isBlank(load<u8>(at))) at++;
  while (at < end && isBlank(load<u8>(end - 1))) end--;
  if (end - at - 1 < LONGEST_TEXT) setText(field, at, end - at);
}

/** `/port`, ` (mapped)`, `(user)` */
function takeRest(at: usize, end: usize): void {
  if (at < end && load<u8>(at) == SLASH) {
    const stop = wordEnd(at + 1, end);
    if (stop > at + 1) {
      portAt = at + 1;
      portLength = stop - at - 1;
      at = stop;
    }
  }
  const mapped = mappedEnd(at, end);
  if (mapped != 0) {
    at = mapped;
    if (at < end && isBlank(load<u8>(at))) at++;
  }
  if (at >= end || load<u8>(at) != OPENING) return;
  const closing = bracketEnd(at + 1, end);
  if (closing == 0) return;
  userAt = at + 1;
  userLength = closing - at - 1;
}

/** Behind ` (host/port)`; 0 if it does not stand here. */
function mappedEnd(at: usize, end: usize): usize {
  let opening = at;
  while (opening < end && isBlank(load<u8>(opening))) opening++;
  if (opening == at || opening >= end || load<u8>(opening) != OPENING) return 0;
  const closing = bracketEnd(opening + 1, end);
  if (closing == 0) return 0;
  let slash = closing;
  while (slash > opening && isPortByte(load<u8>(slash - 1))) slash--;
  return slash < closing && load<u8>(slash - 1) == SLASH ? closing + 1 : 0;
}

/** The closing bracket; 0 if there is none, or an opening one before it. */
function bracketEnd(at: usize, end: usize): usize {
  for (; at < end; at++) {
    const byte = <u32>load<u8>(at);
    if (byte == CLOSING) return at;
    if (byte == OPENING) return 0;
  }
  return 0;
}

@inline
function wordEnd(at: usize, end: usize): usize {
  while (at < end && isPortByte(load<u8>(at))) at++;
  return at;
}

@inline
function isPortByte(byte: u32): bool {
  return isWord(byte) || byte == 45;
}

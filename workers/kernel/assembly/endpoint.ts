// One end of a conversation as firewalls write it: `[zone:]host[/port][ (mapped)][(user)]`. Knows no message. As
// src/decode/endpoint.ts, which says more.
//
//     host = the first address that is whole, at the start or behind a colon; else the name behind the last colon

import { parse6 } from "./address";
import { isBlank } from "./blanks";
import { digitsAt, quad, quadEnd } from "./digits";
import { has, setText, setV4, USER } from "./fields";
import { isDigit, isHostName, isWord, LONGEST_TEXT, putPort, putV6 } from "./values";

const COLON: u32 = 58;
const SLASH: u32 = 47;
const OPENING: u32 = 40;
const CLOSING: u32 = 41;
const POINT: u32 = 46;
/** What of a run of an address's bytes is looked at: the longest address, and one byte. */
const REACH: usize = 46;

/** Of the fields of the first side; those of the second are one more. */
const ADDRESS = 0;
const NAME = 2;
const PORT = 4;
const ZONE = 7;

/** Where the text in the last brackets of an endpoint stands; without a length there is none. */
export let userAt: usize = 0;
export let userLength: usize = 0;

/** Behind the host that was found last. */
let hostEnd: usize = 0;

/**
 * Takes [at, end) apart: host, zone and port become the fields of the side, 0 for src and 1 for dst, unless they are
 * there; the user is left to the caller. What is not wanted is not looked for.
 */
@inline
export function takeEndpoint(at: usize, end: usize, side: i32, wanted: u32): void {
  userLength = 0;
  const host = findHost(at, end, side);
  if (host == 0) return;
  const zone = ZONE + side;
  if (host > at && (wanted & (1 << zone)) != 0 && !has(zone)) putZone(at, host, zone);
  const port = PORT + side;
  if ((wanted & ((1 << port) | (1 << USER))) == 0) return;
  const behind = takePort(hostEnd, end, port);
  if ((wanted & (1 << USER)) != 0) findUser(behind, end);
}

// ---------------------------------------------------------------- hosts

/** Where the host begins; 0 if there is none. */
@inline
function findHost(at: usize, end: usize, side: i32): usize {
  const address = ADDRESS + side;
  // Most begin with a zone, in which there is one colon.
  if (!isDigit(load<u8>(at))) {
    const colon = nextStop(at, end);
    if (colon < end && load<u8>(colon) == COLON && !mayBeV6(at) && takeQuad(colon + 1, end, address)) return colon + 1;
  } else if (takeQuad(at, end, address)) {
    return at;
  }
  return seekHost(at, end, side);
}

/** Whether an IPv6 address could begin here. */
@inline
function mayBeV6(at: usize): bool {
  const byte = <u32>load<u8>(at);
  return (byte | 32) - 97 < 6 || byte == COLON || isDigit(byte);
}

function seekHost(at: usize, end: usize, side: i32): usize {
  let start = at;
  let place = at;
  for (;;) {
    if (takeQuad(start, end, ADDRESS + side) || takeV6(start, end, ADDRESS + side)) return start;
    // The next start is behind a colon that stands before any slash or bracket.
    place = nextStop(place, end);
    if (place >= end || load<u8>(place) != COLON) break;
    start = ++place;
    while (start < end && isBlank(load<u8>(start))) start++;
  }
  return takeName(start, end, NAME + side) ? start : 0;
}

/** The first colon, slash or bracket, or the end. */
@inline
function nextStop(from: usize, end: usize): usize {
  for (let at = from; at < end; at += 16) {
    const text = v128.load(at);
    const here = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(text, i8x16.splat(<i8>COLON)), i8x16.eq(text, i8x16.splat(<i8>SLASH))),
        i8x16.eq(text, i8x16.splat(<i8>OPENING)),
      ),
    );
    if (here != 0) return min(at + <usize>ctz(here), end);
  }
  return end;
}

/** Whether a dotted quad begins at `at` and is whole. */
@inline
function takeQuad(at: usize, end: usize, field: i32): bool {
  const stop = quadEnd(at, end);
  if (stop == 0 || !endsHost(stop, end)) return false;
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
    else if (!isDigit(byte) && (byte | 32) - 97 >= 6 && byte != POINT) break;
  }
  if (!hasColon || stop - at < 2) return false;
  const last = <u32>load<u8>(stop - 1);
  if (last == COLON || last == POINT) stop--;
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
  return byte == SLASH || isBehindHost(byte) || ((byte == COLON || byte == POINT) && endsBehind(at + 1, end));
}

function endsBehind(at: usize, end: usize): bool {
  return at >= end || isBehindHost(load<u8>(at));
}

@inline
function isBehindHost(byte: u32): bool {
  return isBlank(byte) || byte == SLASH || byte == OPENING || byte == CLOSING || byte == 44 || byte == 59;
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

// ---------------------------------------------------------------- behind the host

/** Takes `/port`, and returns where it ends; where it would begin if there is none. */
@inline
function takePort(slash: usize, end: usize, field: i32): usize {
  if (slash >= end || load<u8>(slash) != SLASH) return slash;
  const at = slash + 1;
  const digits = digitsAt(at);
  let stop = at + digits;
  if (digits == 0 || digits > 5 || stop > end || (stop < end && isPortByte(load<u8>(stop)))) {
    stop = wordEnd(at, end);
    if (stop == at) return slash;
  }
  if (!has(field)) putPort(field, at, stop);
  return stop;
}

/** ` (mapped)`, `(user)` */
function findUser(at: usize, end: usize): void {
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

function wordEnd(at: usize, end: usize): usize {
  while (at < end && isPortByte(load<u8>(at))) at++;
  return at;
}

@inline
function isPortByte(byte: u32): bool {
  return isWord(byte) || byte == 45;
}

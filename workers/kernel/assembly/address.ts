// Addresses and numbers in a line: where they end, and how they are written in the end. Knows no rule.
//
// What is taken must be the whole of what stands there: never a part of a longer address or number.
//
//     IPv4  four decimal octets, no leading zeros; a letter or a digit may stand on neither side of it, nor a
//           point with a letter or digit behind it ("10.1.1.5." ends a sentence, "10.1.1.5.7" is no address)
//     IPv6  RFC 4291, 2.2: the whole run of hexadecimal digits, colons and points but for closing punctuation, with
//           no letter or digit on either side
//     int   the whole run of digits, not behind or before a point with a digit, not a group of an IPv6 address
//
// `bare` says that no literal of a template stands right before: only then are points and colons before it looked at,
// because a literal says where the thing begins ("inside:" before an address, "10.0.0." before a number).

/** Longest text of an IPv6 address (eight groups, the last two as IPv4). */
const LONGEST: usize = 45;

@inline
function isDigit(c: u32): bool {
  return c - 48 < 10;
}

@inline
function isHex(c: u32): bool {
  return c - 48 < 10 || (c | 32) - 97 < 6;
}

@inline
function isAlphanumeric(c: u32): bool {
  return c - 48 < 10 || (c | 32) - 97 < 26;
}

@inline
function byteAt(at: usize): u32 {
  return load<u8>(at);
}

/** The end of the address that begins at `at`, or 0. [start, end) is the line. */
export function addressEnd(at: usize, start: usize, end: usize, bare: bool): usize {
  if (at >= end) return 0;
  if (!isHex(byteAt(at)) && byteAt(at) != 58) return 0;
  if (at > start) {
    const before = byteAt(at - 1);
    if (bare ? isAlphanumeric(before) : isDigit(before)) return 0;
    if (bare && before == 46 && at - 1 > start && isAlphanumeric(byteAt(at - 2))) return 0;
  }
  const v4 = v4End(at, end);
  if (v4 != 0 && !continues(v4, end)) return v4;
  if (bare && at > start && byteAt(at - 1) == 58 && followsGroup(at - 1, start)) return 0;
  return v6End(at, end);
}

/** Whether what ended at `at` goes on there: a letter or digit, or a point before one. */
function continues(at: usize, end: usize): bool {
  if (at >= end) return false;
  const c = byteAt(at);
  if (isAlphanumeric(c)) return true;
  return c == 46 && at + 1 < end && isAlphanumeric(byteAt(at + 1));
}

/** The end of four octets at `at`, or 0; what follows is not looked at. */
function v4End(at: usize, end: usize): usize {
  for (let octet = 0; octet < 4; octet++) {
    if (at >= end) return 0;
    let value = byteAt(at) - 48;
    if (value > 9) return 0;
    at++;
    if (value != 0) {
      while (at < end && isDigit(byteAt(at))) {
        value = value * 10 + byteAt(at) - 48;
        if (value > 255) return 0;
        at++;
      }
    }
    if (octet == 3) break;
    if (at >= end || byteAt(at) != 46) return 0;
    at++;
  }
  return at;
}

/** Whether the colon at `colon` comes behind another, or behind a word that could be a group of an address. */
function followsGroup(colon: usize, start: usize): bool {
  let at = colon;
  let hex = true;
  while (at > start && isAlphanumeric(byteAt(at - 1)) && colon - at < 5) {
    at--;
    if (!isHex(byteAt(at))) hex = false;
  }
  const length = colon - at;
  if (length == 0) return colon > start && byteAt(colon - 1) == 58;
  return hex && length < 5;
}

function v6End(at: usize, end: usize): usize {
  const stop = runEnd(at, end);
  if (stop < end && isAlphanumeric(byteAt(stop))) return 0;
  const whole = withoutPunctuation(at, stop);
  return parse6(at, whole) ? whole : 0;
}

/** The end of the run of hexadecimal digits, colons and points; looked at only a little further than an address goes. */
function runEnd(at: usize, end: usize): usize {
  let stop = at;
  while (stop < end && stop - at <= LONGEST + 2 && inAddress(byteAt(stop))) stop++;
  return stop;
}

/** The end of a run without the points, or the one colon, that close it. */
function withoutPunctuation(at: usize, stop: usize): usize {
  while (stop > at && byteAt(stop - 1) == 46) stop--;
  if (stop - at > 1 && byteAt(stop - 1) == 58 && byteAt(stop - 2) != 58) stop--;
  return stop;
}

@inline
function inAddress(c: u32): bool {
  return isHex(c) || c == 58 || c == 46;
}

/** The eight groups that `parse6` read last. */
const groups = memory.data(16, 8);

@inline
export function group(i: i32): u32 {
  return load<u16>(groups + ((<usize>i) << 1));
}

@inline
function setGroup(i: i32, value: u32): void {
  store<u16>(groups + ((<usize>i) << 1), <u16>value);
}

/** Whether [at, end) is an IPv6 address as a whole; its groups are then what `group` gives. */
export function parse6(at: usize, end: usize): bool {
  if (end - at < 2 || end - at > LONGEST) return false;
  let count = 0;
  let gap = -1;
  if (byteAt(at) == 58) {
    if (byteAt(at + 1) != 58) return false;
    gap = 0;
    at += 2;
  }
  while (at < end) {
    if (count == 8) return false;
    const v4 = v4End(at, end);
    if (v4 == end) {
      if (count > 6) return false;
      setV4(count, at, end);
      count += 2;
      at = end;
      break;
    }
    let value: u32 = 0;
    let digits = 0;
    while (at < end && isHex(byteAt(at))) {
      const c = byteAt(at);
      value = (value << 4) | (isDigit(c) ? c - 48 : (c | 32) - 87);
      digits++;
      at++;
    }
    if (digits == 0 || digits > 4) return false;
    setGroup(count++, value);
    if (at == end) break;
    if (byteAt(at) != 58) return false;
    at++;
    if (at == end) return false;
    if (byteAt(at) == 58) {
      if (gap >= 0) return false;
      gap = count;
      at++;
    }
  }
  if (gap < 0) return count == 8;
  if (count == 8) return false;
  openGap(gap, count);
  return true;
}

function setV4(count: i32, at: usize, end: usize): void {
  let value: u32 = 0;
  let octet: u32 = 0;
  for (; at < end; at++) {
    const c = byteAt(at);
    if (c == 46) {
      value = (value << 8) | octet;
      octet = 0;
    } else {
      octet = octet * 10 + c - 48;
    }
  }
  value = (value << 8) | octet;
  setGroup(count, value >> 16);
  setGroup(count + 1, value & 0xffff);
}

/** Moves the groups behind the gap to the end and fills it with zeros. */
function openGap(gap: i32, count: i32): void {
  const behind = count - gap;
  for (let i = 0; i < behind; i++) setGroup(7 - i, group(count - 1 - i));
  for (let i = gap; i < 8 - behind; i++) setGroup(i, 0);
}

/**
 * Writes the address [at, end) as it is counted and returns the end of what was written: IPv4 as it stands, IPv6 by
 * RFC 5952 (lower case, no leading zeros, the first longest run of two or more zero groups as `::`), and a mapped one
 * as the IPv4 address that it maps. At most LONGEST bytes.
 */
export function writeAddress(at: usize, end: usize, to: usize): usize {
  if (!parse6(at, end)) {
    memory.copy(to, at, end - at);
    return to + (end - at);
  }
  return writeGroups(to);
}

/** As `writeAddress`, of an IPv6 address by its halves. */
export function writeAddress6(high: u64, low: u64, to: usize): usize {
  for (let i = 0; i < 4; i++) {
    setGroup(i, <u32>((high >> (48 - (i << 4))) & 0xffff));
    setGroup(i + 4, <u32>((low >> (48 - (i << 4))) & 0xffff));
  }
  return writeGroups(to);
}

/** As `writeAddress`, of an IPv4 address by its number. */
export function writeAddress4(address: u32, to: usize): usize {
  to = write(writeDecimal(to, address >> 24), 46);
  to = write(writeDecimal(to, (address >> 16) & 255), 46);
  to = write(writeDecimal(to, (address >> 8) & 255), 46);
  return writeDecimal(to, address & 255);
}

/** Whether `group` is an IPv4 address in IPv6 form, `::ffff:a.b.c.d`. */
export function isMapped(): bool {
  return load<u64>(groups) == 0 && group(4) == 0 && group(5) == 0xffff;
}

/** The IPv4 address in the last two groups. */
export function lastGroups(): u32 {
  return (group(6) << 16) | group(7);
}

function writeGroups(to: usize): usize {
  if (isMapped()) return writeAddress4(lastGroups(), to);
  let gap = -1;
  let gapLength = 1;
  for (let i = 0; i < 8; i++) {
    let length = 0;
    while (i + length < 8 && group(i + length) == 0) length++;
    if (length > gapLength) {
      gap = i;
      gapLength = length;
    }
    i += length;
  }
  for (let i = 0; i < 8; i++) {
    if (i == gap) {
      to = write(to, 58);
      if (i + gapLength == 8) to = write(to, 58);
      i += gapLength - 1;
      continue;
    }
    if (i > 0) to = write(to, 58);
    to = writeHex(to, group(i));
  }
  return to;
}

@inline
function write(to: usize, byte: u32): usize {
  store<u8>(to, byte);
  return to + 1;
}

function writeHex(to: usize, value: u32): usize {
  let shift = 12;
  while (shift > 0 && value >> shift == 0) shift -= 4;
  for (; shift >= 0; shift -= 4) {
    const digit = (value >> shift) & 15;
    to = write(to, digit < 10 ? digit + 48 : digit + 87);
  }
  return to;
}

/** Of a number up to 999. */
export function writeDecimal(to: usize, value: u32): usize {
  if (value > 99) to = write(to, value / 100 + 48);
  if (value > 9) to = write(to, (value / 10) % 10 + 48);
  return write(to, (value % 10) + 48);
}

/** The end of the run of digits at `at`. */
export function digitsEnd(at: usize, end: usize): usize {
  while (at < end && isDigit(byteAt(at))) at++;
  return at;
}

/** Whether the run of digits [at, stop), which goes no further, is a number of its own. [start, end) is the line. */
export function isWholeNumber(at: usize, stop: usize, start: usize, end: usize, bare: bool): bool {
  if (stop == at) return false;
  if (at > start) {
    const before = byteAt(at - 1);
    if (isDigit(before)) return false;
    if (bare && before == 46 && at - 1 > start && isDigit(byteAt(at - 2))) return false;
  }
  if (stop + 1 < end && byteAt(stop) == 46 && isDigit(byteAt(stop + 1))) return false;
  return !inAddress6(at, start, end, bare);
}

/** Whether the digits at `at` are part of an IPv6 address. */
function inAddress6(at: usize, start: usize, end: usize, bare: bool): bool {
  let from = at;
  if (bare) {
    while (from > start && at - from <= LONGEST && inAddress(byteAt(from - 1))) from--;
  }
  return parse6(from, withoutPunctuation(from, runEnd(from, end)));
}

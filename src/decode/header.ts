// What surrounds a message: priority, outermost stamp, reporting host, severity. Knows RFC 3164, RFC 5424, Kiwi and
// Cisco's ways; knows no format.

import { findStamp, type ReferenceDate, stampReach, writeStamp } from '../stamps.ts';
import type { ByteText } from '../types.ts';
import { severity } from './values.ts';

export interface SyslogHeader {
  readonly time?: string;
  readonly host?: ByteText;
  readonly severity?: ByteText;
}

/** Reads the start of a line; a stamp without a year needs the reference. */
export function readSyslogHeader(line: ByteText, reference: ReferenceDate | undefined): SyslogHeader {
  const stamp = findStamp(line);
  const time = stamp && writeStamp(stamp, reference);
  const named = stamp === undefined ? {} : behindStamp(line.slice(stamp.end, stamp.end + stampReach));
  const priority = /^<(\d{1,3})>/.exec(line)?.[1];
  const level = priority !== undefined && Number(priority) < 192 ? String(Number(priority) % 8) : undefined;
  return {
    ...(time !== undefined && { time }),
    ...(level !== undefined && { severity: level }),
    ...named,
  };
}

/** Kiwi puts `Facility.Level` before the host. */
function behindStamp(text: ByteText): SyslogHeader {
  const [kiwi, word = ''] = /^[ \t]+[A-Za-z]+\d?\.([A-Za-z]+)(?=[ \t])/.exec(text) ?? [];
  const level = severity(word);
  const host = hostOf(kiwi === undefined || level === undefined ? text : text.slice(kiwi.length));
  return { ...(level !== undefined && { severity: level }), ...(host !== undefined && { host }) };
}

/** A word that a blank ends; with a colon it is the host only before a Cisco tag, for elsewhere it is the program. */
function hostOf(text: ByteText): ByteText | undefined {
  const [, host = '', colon] = /^[ \t]+([\w.:-]*[\w])(?:[ \t]|( ?:)[ \t]*%)/.exec(text) ?? [];
  if (host === '' || host === '-' || (colon === undefined && /^(?:\d+|last)$/.test(host))) return undefined;
  return host;
}

// Captured text becomes the value of a field, or nothing: what is not of the field's type is no value. Knows the types,
// the protocols and the names of ports; knows no format.

import { canonicalAddress } from '../addresses.ts';
import { severityWords } from '../format-types.ts';
import { protocolAliases, protocolNames } from '../formats/protocols.ts';
import { servicePorts } from '../formats/services.ts';
import { lowerAscii } from '../text.ts';
import type { ByteText } from '../types.ts';

/** A text name of a host, as the command `name` gives: it begins with a letter, and has one that no address could have. */
export function hostName(text: ByteText): ByteText | undefined {
  if (text.length > 255 || !/^[A-Za-z][\w.-]*$/.test(text)) return undefined;
  return /^[0-9a-fA-F.]*$/.test(text) && text.includes('.') ? undefined : text;
}

/** Canonical; undefined for anything else, also for an address with something behind it. */
export function address(text: ByteText): ByteText | undefined {
  return canonicalAddress(text);
}

/** 0 to 65535, by number or by name. */
export function port(text: ByteText, services: Readonly<Record<string, number>>): number | undefined {
  if (/^\d+$/.test(text)) return text.length <= 5 && Number(text) <= 65535 ? Number(text) : undefined;
  const name = lowerAscii(text);
  return ownValue(services, name) ?? ownValue(servicePorts(), name);
}

/** The name that the registry gives it, in lower case; a number without a name stays a number. */
export function protocol(text: ByteText): ByteText | undefined {
  if (/^\d{1,3}$/.test(text)) {
    const number = Number(text);
    return number > 255 ? undefined : (protocolNames[number] ?? String(number));
  }
  const name = lowerAscii(text);
  return ownValue(protocolAliases, name) ?? (knownProtocols.has(name) ? name : undefined);
}

const knownProtocols: ReadonlySet<string> = new Set(Object.values(protocolNames));

/** Up to 2^53 - 1. */
export function integer(text: ByteText): number | undefined {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : undefined;
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
}

/** Seconds, from seconds (a fraction is cut) or `hours:minutes:seconds`. */
export function duration(text: ByteText): number | undefined {
  const clock = /^(\d{1,9}):([0-5]\d):([0-5]\d)$/.exec(text);
  if (clock !== null) return Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  const seconds = /^(\d{1,16})(?:\.\d+)?$/.exec(text)?.[1];
  return seconds === undefined ? undefined : integer(seconds);
}

/** Of syslog: `0` (emergency) to `7` (debug), from the number or its word. */
export function severity(text: ByteText): ByteText | undefined {
  if (/^[0-7]$/.test(text)) return text;
  const number = severityWords.findIndex((words) => words.includes(lowerAscii(text)));
  return number < 0 ? undefined : String(number);
}

/** An account; `9999:tag` is a security group tag, and what stands behind `, ` is one too. */
export function user(text: ByteText): ByteText | undefined {
  const account = text.split(', ')[0] ?? '';
  return account === '' || account.length > 255 || /^\d+:/.test(account) || /^[*]+$/.test(account)
    ? undefined
    : account;
}

/** Not longer than a kernel would keep. */
export function plainText(text: ByteText): ByteText | undefined {
  return text === '' || text.length > 255 ? undefined : text;
}

function ownValue<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

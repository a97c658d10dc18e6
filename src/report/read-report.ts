// A report that was written before, read again: the shape is checked to the depth that renderers and comparisons rely
// on, since the file may come from anywhere. Fields it does not know are kept.

import { UserError } from '../errors.ts';
import { parseExact } from '../exact-json.ts';
import { quote } from '../text.ts';
import { levels, problemReasons, type Report, staleReasons } from '../types.ts';

/** Reads a JSON report; a UserError says what was expected where. `name` is what the person called the file. */
export function readReport(json: string, name = 'the report'): Report {
  const value = parseJson(json, name);
  if (!isObject(value) || value.schema !== 'syslog-sweep/report@1') {
    const found = isObject(value) && typeof value.schema === 'string' ? quote(value.schema) : describe(value);
    throw new UserError(
      `Expected ${quote(name)} to be a JSON report with the schema "syslog-sweep/report@1", got ${found}. ` +
        'Give a file that was written with --output FILE.json or --print json.',
    );
  }
  const mistake = report(value, '');
  if (mistake !== undefined)
    throw new UserError(
      `Expected ${mistake.path.slice(1)} in ${quote(name)} to be ${mistake.expected}, got ${mistake.found}.`,
    );
  return value as unknown as Report; // every field of it was checked above
}

interface Mistake {
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

type Check = (value: unknown, path: string) => Mistake | undefined;

const text = kind('a string', (value) => typeof value === 'string');
const share = kind('a number from 0 to 1', (value) => typeof value === 'number' && value >= 0 && value <= 1);
const number = kind(
  'an integer from 0',
  (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0,
);
const integer = kind(
  'an integer from 0',
  (value) => (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) || isLarge(value),
);
const estimate = object({ estimate: number, error: share });
const measure: Check = (value, path) => (isObject(value) ? estimate : integer)(value, path);
const hours = allOf(
  list(number),
  kind('a list of 24 integers', (value) => Array.isArray(value) && value.length === 24),
);
const texts = list(text);
const base64 = kind('base64', (value) => typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value));
const bytes = object({ base64 });
const logText: Check = (value, path) => (isObject(value) ? bytes : text)(value, path);

const report = object({
  tool: object({ name: text, version: text }),
  spec: object({ rules: list(object({ id: text, allow: texts })), lists: record(texts), digest: text }),
  coverage: object({
    inputs: object({ found: number, complete: number, damaged: number, unreadable: number }),
    storedBytes: number,
    scannedBytes: number,
    lines: number,
    undecodedLines: optional(number),
    firstTime: optional(text),
    lastTime: optional(text),
    problems: list(
      object({
        path: text,
        reason: oneOf(problemReasons),
        message: text,
        scannedBytes: number,
        lines: number,
      }),
    ),
    identities: optional(list(object({ path: text, storedBytes: number, digest: text }))),
  }),
  staleAllow: optional(
    list(
      object({
        item: text,
        rule: optional(text),
        list: optional(text),
        until: optional(text),
        reason: optional(text),
        why: oneOf(staleReasons),
      }),
    ),
  ),
  rules: list(
    object({
      id: text,
      title: optional(text),
      level: optional(oneOf(levels)),
      matchedLines: number,
      countedLines: number,
      unkeyedLines: number,
      undatedLines: optional(number),
      allowed: object({ keys: number, lines: number }),
      keys: number,
      unfilledLists: texts,
      ranking: allOf(
        list(
          object({
            rank: number,
            key: record(logText),
            count: number,
            share,
            first: optional(text),
            last: optional(text),
            hours: optional(hours),
            measures: optional(record(measure)),
          }),
        ),
        allOf(sameNames('key'), sameNames('measures')),
      ),
    }),
  ),
});

function parseJson(json: string, name: string): unknown {
  try {
    return parseExact(json);
  } catch (error) {
    // The parser quotes the text it stumbled over.
    const why = error instanceof SyntaxError ? quote(error.message) : String(error);
    throw new UserError(`Expected ${quote(name)} to be a JSON report, got text that is no JSON: ${why}`);
  }
}

function kind(expected: string, holds: (value: unknown) => boolean): Check {
  return (value, path) => (holds(value) ? undefined : { path, expected, found: describe(value) });
}

function oneOf(words: readonly string[]): Check {
  return kind(`one of ${words.join(', ')}`, (value) => typeof value === 'string' && words.includes(value));
}

function optional(check: Check): Check {
  return (value, path) => (value === undefined ? undefined : check(value, path));
}

function allOf(first: Check, second: Check): Check {
  return (value, path) => first(value, path) ?? second(value, path);
}

/** Renderers take the columns of a rule from its first row. */
function sameNames(field: 'key' | 'measures'): Check {
  return (value, path) => {
    const rows = value as readonly Readonly<Record<typeof field, object | undefined>>[]; // checked before
    const [expected, ...others] = rows.map((row) => JSON.stringify(Object.keys(row[field] ?? {})));
    const odd = others.findIndex((names) => names !== expected);
    if (odd === -1 || expected === undefined) return undefined;
    return {
      path: `${path}[${odd + 1}].${field}`,
      expected: `an object of ${quote(expected)}`,
      found: quote(others[odd] ?? ''),
    };
  };
}

function list(check: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return { path, expected: 'a list', found: describe(value) };
    return firstMistake(value.entries(), ([index, item]) => check(item, `${path}[${index}]`));
  };
}

function object(fields: Readonly<Record<string, Check>>): Check {
  return (value, path) => {
    if (!isObject(value)) return { path, expected: 'an object', found: describe(value) };
    return firstMistake(Object.entries(fields), ([name, check]) => check(own(value, name), `${path}.${name}`));
  };
}

function record(check: Check): Check {
  return (value, path) => {
    if (!isObject(value)) return { path, expected: 'an object', found: describe(value) };
    return firstMistake(Object.entries(value), ([name, field]) => check(field, `${path}[${quote(name)}]`));
  };
}

function firstMistake<Item>(items: Iterable<Item>, check: (item: Item) => Mistake | undefined): Mistake | undefined {
  for (const item of items) {
    const mistake = check(item);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}

/** Beyond what a number tells exactly. */
function isLarge(value: unknown): boolean {
  return typeof value === 'bigint' && value >= 0n;
}

function own(value: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? `${quote(value)} (string)` : `${quote(String(value))} (${typeof value})`;
}

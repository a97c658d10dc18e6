// JSON whose integers are never rounded: a bigint is written as a number in full, and an integer beyond 2^53 - 1 is
// read as a bigint. Everything else is as JSON.stringify and JSON.parse have it. Knows no reports.
//
// Both ways lead over a stand-in, an object with one odd field. In JSON text a brace with a quote behind it is never
// part of a string, where that quote would be escaped or end it; so no text of a log can pass for a stand-in.

const field = '$integer';
const standIn = /\{\s*"\$integer":\s*"(-?\d+)"\s*\}/g;

/** As `JSON.stringify(value, null, indent)`. */
export function stringifyExact(value: unknown, indent = 0): string {
  let hasBigint = false;
  const json = JSON.stringify(
    value,
    (_, part: unknown) => {
      if (typeof part !== 'bigint') return part;
      hasBigint = true;
      return { [field]: String(part) };
    },
    indent,
  );
  return hasBigint ? json.replace(standIn, '$1') : json;
}

/** As `JSON.parse`, and throws as it does. An integer of more than 40 digits is rounded: no count has as many. */
export function parseExact(json: string): unknown {
  const rounded: unknown = JSON.parse(json);
  if (!/\d{16}/.test(json)) return rounded;
  return JSON.parse(withStandIns(json), (_, part: unknown) => integerOf(part) ?? part);
}

/** Valid JSON with a stand-in for every integer beyond 2^53 - 1. */
function withStandIns(json: string): string {
  const pieces: string[] = [];
  for (let at = 0; at < json.length; ) {
    const opening = json.indexOf('"', at);
    const closing = opening === -1 ? json.length : stringEnd(json, opening);
    const outside = json.slice(at, opening === -1 ? json.length : opening);
    pieces.push(outside.replace(longInteger, standInFor), json.slice(at + outside.length, closing));
    at = closing;
  }
  return pieces.join('');
}

/** No part of a number with a fraction or an exponent. */
const longInteger = /(?<![\d.eE+-])-?\d{16,40}(?![\d.eE])/g;

function standInFor(digits: string): string {
  return Number.isSafeInteger(Number(digits)) ? digits : JSON.stringify({ [field]: digits });
}

/** One past the quote that ends the string which begins at `opening`. */
function stringEnd(json: string, opening: number): number {
  for (let at = opening + 1; ; at++) {
    at = json.indexOf('"', at);
    let backslashes = 0;
    while (json[at - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return at + 1;
  }
}

function integerOf(part: unknown): bigint | undefined {
  if (typeof part !== 'object' || part === null || Object.keys(part).join() !== field) return undefined;
  const digits = (part as Readonly<Record<string, unknown>>)[field]; // its only field
  return typeof digits === 'string' && /^-?\d{16,40}$/.test(digits) ? BigInt(digits) : undefined;
}

// What the reference decoder makes of lines, short enough for tables.

import { decodeLine, type HeadersInForce, noHeaders } from '../../src/decode/decode-line.ts';
import type { Fields } from '../../src/format-types.ts';
import { compileFormats, formats } from '../../src/formats/formats.ts';
import type { ByteText } from '../../src/types.ts';

export const allPlans = compileFormats(formats);
const reference = { year: 2014, month: 7, day: 3 };

/** By the first format that knows the line; undefined if none does. */
export function decodeOne(line: ByteText): { readonly format: string; readonly fields: Fields } | undefined {
  return decodeLine(allPlans, line, noHeaders, reference).decoded;
}

/** Line by line, with the headers among them. */
export function decodeAll(lines: readonly ByteText[]): readonly ({ format: string; fields: Fields } | undefined)[] {
  let headers: HeadersInForce = noHeaders;
  return lines.map((line) => {
    const result = decodeLine(allPlans, line, headers, reference);
    headers = result.headers;
    return result.decoded;
  });
}

/** `cisco-asa 10.1.2.3:5353 > 192.0.2.9:53 udp inside > outside start`; what is absent is `-`. */
export function conversation(line: ByteText): string {
  const decoded = decodeOne(line);
  return decoded === undefined ? 'unknown' : `${decoded.format} ${told(decoded.fields)}`;
}

export function told(fields: Fields): string {
  const end = (side: 'src' | 'dst') => {
    const host = fields[`${side}_ip`] ?? fields[`${side}_name`] ?? '-';
    const port = fields[`${side}_port`];
    return port === undefined ? host : `${host}:${port}`;
  };
  const zones = `${fields.src_if ?? '-'} > ${fields.dst_if ?? '-'}`;
  return `${end('src')} > ${end('dst')} ${fields.proto ?? '-'} ${zones} ${fields.event ?? '-'}`;
}

// A format as YAML, in the form that a format of one's own would have. Texts are written as JSON strings, which are YAML too,
// wherever a bare word could be taken for something else.

import type { FormatSpec } from '../format-types.ts';

const width = 120;

export function showFormat(spec: FormatSpec): string {
  return `${entries(spec, '').join('\n')}\n`;
}

function entries(map: object, indent: string): readonly string[] {
  return Object.entries(map).flatMap(([name, value]) => placed(`${indent}${text(name)}:`, value, `${indent}  `));
}

/** On one line if it fits, else below. */
function placed(before: string, value: unknown, indent: string): readonly string[] {
  const line = `${before} ${flow(value)}`;
  if (typeof value !== 'object' || value === null || line.length <= width) return [line];
  if (!Array.isArray(value)) return [before, ...entries(value, indent)];
  return [before, ...value.flatMap((item) => listed(item, indent))];
}

function listed(item: unknown, indent: string): readonly string[] {
  const line = `${indent}- ${flow(item)}`;
  if (typeof item !== 'object' || item === null || Array.isArray(item) || line.length <= width) return [line];
  const [first = '', ...rest] = entries(item, `${indent}  `);
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const inner = Object.entries(value).map(([name, each]) => `${text(name)}: ${flow(each)}`);
    return inner.length === 0 ? '{}' : `{ ${inner.join(', ')} }`;
  }
  return typeof value === 'string' ? text(value) : String(value);
}

function text(value: string): string {
  const bare = /^[A-Za-z_][\w.-]*$/.test(value) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return bare ? value : JSON.stringify(value);
}

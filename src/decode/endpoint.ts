// One end of a conversation as firewalls write it: `[zone:]host[/port][ (mapped)][(user)]`. The zone may hold blanks and
// colons, an IPv6 address stands without brackets, and the host may be a name. What does not fit is not there.

import type { ByteText } from '../types.ts';
import { address, hostName } from './values.ts';

export interface Endpoint {
  readonly zone?: ByteText;
  readonly address?: ByteText;
  readonly name?: ByteText;
  /** As written, a number or a name. */
  readonly port?: ByteText;
  /** `host/port` to which it was translated, as written. */
  readonly mapped?: ByteText;
  /** What stands in the last brackets, as written. */
  readonly user?: ByteText;
}

/** Takes the text of an endpoint apart; anything may stand behind it. */
export function takeEndpoint(text: ByteText): Endpoint {
  const host = findAddress(text) ?? findName(text);
  if (host === undefined) return {};
  const zone = text
    .slice(0, host.start)
    .replace(/:[ \t]*$/, '')
    .replace(/^[ \t]+|[ \t]+$/g, '');
  const found = { ...(zone !== '' && { zone }), ...host.found };
  return { ...found, ...takeRest(text.slice(host.end)) };
}

interface FoundHost {
  readonly found: { readonly address: ByteText } | { readonly name: ByteText };
  readonly start: number;
  readonly end: number;
}

/** The first that stands at the start or behind a colon, and is whole: a name that holds an address is none. */
function findAddress(text: ByteText): FoundHost | undefined {
  for (const start of hostStarts(text)) {
    const run = (/^[0-9A-Fa-f:.]{2,46}/.exec(text.slice(start))?.[0] ?? '').replace(/[.:]$/, '');
    const behind = text.slice(start + run.length);
    const found = /^[.:]?(?:[/( \t,;)]|$)/.test(behind) ? address(run) : undefined;
    if (found !== undefined) return { found: { address: found }, start, end: start + run.length };
  }
  return undefined;
}

/** 0 and behind every colon, blanks skipped, up to the first slash or bracket. */
function hostStarts(text: ByteText): readonly number[] {
  const reach = text.search(/[/(]|$/);
  const behindColons = [...text.slice(0, reach).matchAll(/:[ \t]*/g)].map((colon) => colon.index + colon[0].length);
  return [0, ...behindColons];
}

function findName(text: ByteText): FoundHost | undefined {
  const start = hostStarts(text).at(-1) ?? 0;
  const run = /^[^/( \t]*(?=[/( \t]|$)/.exec(text.slice(start))?.[0] ?? '';
  const name = hostName(run);
  return name === undefined ? undefined : { found: { name }, start, end: start + run.length };
}

function takeRest(rest: ByteText): Pick<Endpoint, 'port' | 'mapped' | 'user'> {
  const [text = '', port, mapped] = /^(?:\/([\w-]+))?(?:[ \t]+\(([^()]*\/[\w-]+)\))?/.exec(rest) ?? [];
  const behind = rest.slice(text.length);
  const [, user] = (mapped === undefined ? /^\(([^()]*)\)/ : /^[ \t]?\(([^()]*)\)/).exec(behind) ?? [];
  return {
    ...(port !== undefined && { port }),
    ...(mapped !== undefined && { mapped }),
    ...(user !== undefined && { user }),
  };
}

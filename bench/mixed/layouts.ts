// How a collector stores a message: Kiwi's columns, RFC 3164 in its kinds, RFC 5424, ISO 8601, or as it came. Knows
// headers, not messages.

import type { Moment } from './stage.ts';

/** What a device sends. */
export interface DeviceMessage {
  /** Its address, and its name. */
  readonly device: string;
  readonly name: string;
  readonly facility: keyof typeof facilities;
  readonly severity: keyof typeof severities;
  /** `kernel`, `filterlog[72237]`, or nothing. */
  readonly tag: string;
  readonly text: string;
  /** The text begins with the device's own stamp, so that no header is needed. */
  readonly isStamped?: boolean;
}

const facilities = { Kernel: 0, User: 1, Daemon: 3, Local0: 16, Local4: 20, Local7: 23 } as const;
const severities = { Error: 3, Warning: 4, Notice: 5, Info: 6, Debug: 7 } as const;

export type Layout = keyof typeof layouts;

export const layouts = {
  kiwi: (message, { date, clock }) =>
    `${date} ${clock}\t${message.facility}.${message.severity}\t${message.device}\t${tagged(message)}`,
  bsd: (message, { padded, clock }) => `${padded} ${clock} ${message.name} ${tagged(message)}`,
  'bsd-priority': (message, { padded, clock }) =>
    `${priority(message)}${padded} ${clock} ${message.device} ${tagged(message)}`,
  // A relay put its own header in front of one that was there.
  relayed: (message, { padded, clock }) =>
    `${padded} ${clock} 10.20.0.41 ${padded} ${clock} ${message.device} ${tagged(message)}`,
  iso: (message, { date, clock }) =>
    `${date}T${clock}.${millisecond(message)}+00:00 ${message.name} ${tagged(message)}`,
  'rfc-5424': (message, { date, clock }) => {
    const [, app = '-', process = '-'] = /^(\w+)(?:\[(\d+)\])?$/.exec(message.tag) ?? [];
    return `${priority(message)}1 ${date}T${clock}Z ${message.name} ${app} ${process} - - ${message.text}`;
  },
} as const satisfies Readonly<Record<string, (message: DeviceMessage, moment: Moment) => string>>;

/** A message as the line that a collector of this layout stores; as it came if it needs no header and `asItCame`. */
export function layOut(message: DeviceMessage, layout: Layout, moment: Moment, asItCame = false): string {
  return asItCame && message.isStamped ? message.text : layouts[layout](message, moment);
}

function tagged({ tag, text }: DeviceMessage): string {
  return tag === '' ? text : `${tag}: ${text}`;
}

function priority({ facility, severity }: DeviceMessage): string {
  return `<${facilities[facility] * 8 + severities[severity]}>`;
}

function millisecond({ text }: DeviceMessage): string {
  return String(text.length % 1000).padStart(3, '0');
}

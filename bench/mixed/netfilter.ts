// What a Linux gateway's packet filter logs of a conversation, with the prefixes of several kinds of rules, and the
// inner packets that ICMP errors quote.

import type { Conversation } from './habits.ts';
import type { DeviceMessage } from './layouts.ts';
import { sites } from './scene.ts';
import type { Stage } from './stage.ts';

const { device, deviceName } = sites.netfilter;
const allowing = ['[UFW ALLOW] ', 'FW-OUT ', '[LAN_OUT-3000-A]', 'Shorewall:loc2net:ACCEPT:'];
const refusing = ['[UFW BLOCK] ', '[WAN_OUT-2000-D]', 'Shorewall:loc2net:DROP:', 'dropped by firewall (FORWARD)'];
const flags = 'WINDOW=64240 RES=0x00 SYN URGP=0 ';

export function netfilterLine(stage: Stage, talk: Conversation): DeviceMessage {
  const { random } = stage;
  const { src, dst, isV6, isAllowed, way } = talk;
  const prefix = random.pick(isAllowed ? allowing : refusing);
  const path =
    way === 'inward' ? 'IN=eth0 OUT=' : random.pick(['IN=eth1 OUT=eth0', 'IN=br-lan OUT=eth0.7', 'IN= OUT=eth0']);
  const mac = random.below(2) === 0 ? ' MAC=00:16:3e:53:00:01:00:16:3e:22:00:02:08:00' : '';
  const head = isV6
    ? `SRC=${inFull(src)} DST=${inFull(dst)} LEN=${60 + random.below(900)} TC=0 HOPLIMIT=63 FLOWLBL=0`
    : `SRC=${src} DST=${dst} LEN=${60 + random.below(900)} TOS=0x00 PREC=0x00 TTL=63 ID=${random.below(65_536)} DF`;
  const mark = random.below(10) === 0 ? 'MARK=0x53 ' : '';
  return message(stage, `${prefix}${path}${mac} ${head} ${payload(stage, talk)}${mark}`);
}

export function netfilterNoise(stage: Stage, { src, srcPort }: Conversation): DeviceMessage {
  const { random } = stage;
  const server = `198.51.100.${1 + random.below(200)}`;
  const outer = `[UFW BLOCK] IN=eth0 OUT=eth1 SRC=${server} DST=${src} LEN=68 TOS=0x00 PREC=0x00 TTL=50 ID=0 PROTO=ICMP TYPE=3 CODE=3`;
  return message(
    stage,
    random.pick([
      `${outer} [SRC=${src} DST=${server} LEN=40 TOS=0x00 PREC=0x00 TTL=60 ID=1 PROTO=UDP SPT=${srcPort} DPT=53 LEN=20 ] `,
      `${outer} [SRC=${src} DST=${server} LEN=40 TOS=0x00 PREC=0x00 TTL=60 ID=1 PROTO=TCP SPT=${srcPort} DPT=25 SEQ=1 ACK=0 ] `,
      'device eth0 entered promiscuous mode',
      `TCP: request_sock_TCP: Possible SYN flooding on port 53. Sending cookies.`,
    ]),
  );
}

/** The first of a line is gone, and with it the addresses; or they are none. */
export function netfilterBad(stage: Stage, { src, srcPort }: Conversation): DeviceMessage {
  return message(
    stage,
    stage.random.pick([
      `L=126 ID=8698 DF PROTO=TCP SPT=${srcPort} DPT=25 `,
      `[UFW BLOCK] IN=eth1 OUT=eth0 SRC=${src} DST=8.8.8.888 LEN=60 TOS=0x00 TTL=63 ID=5 DF PROTO=UDP SPT=${srcPort} DPT=53 LEN=40 `,
      `[UFW BLOCK] IN=eth1 OUT=eth0 SRC=10.40.3.1777 DST=8.8.8.8 LEN=60 TOS=0x00 TTL=63 ID=5 DF PROTO=UDP SPT=${srcPort} DPT=53 LEN=40 `,
      `[UFW BLOCK] IN=eth1 OUT=eth0 SRC=${src} DST=8.8.8.8 LEN=60 TOS=0x00 TTL=63 ID=5 DF PROTO=UDP SPT=${srcPort} DPT=530053 LEN=40 `,
    ]),
  );
}

function payload({ random }: Stage, { proto, srcPort, dstPort }: Conversation): string {
  if (proto === 'tcp') return `PROTO=TCP SPT=${srcPort} DPT=${dstPort} ${flags}`;
  if (proto === 'udp') return `PROTO=UDP SPT=${srcPort} DPT=${dstPort} LEN=${20 + random.below(400)} `;
  if (proto === 'icmp') return 'PROTO=ICMP TYPE=8 CODE=0 ID=53 SEQ=1 ';
  if (proto === 'esp' || proto === 'ah') return `PROTO=${proto.toUpperCase()} SPI=0xc0ffee53 `;
  return `PROTO=${proto === 'gre' ? 47 : 41} `;
}

/** Eight groups of four digits. */
function inFull(address: string): string {
  const [left = '', right = ''] = address.split('::');
  const [before, after] = [left.split(':'), right.split(':')];
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join(':');
}

function message({ random }: Stage, text: string): DeviceMessage {
  const uptime =
    random.below(2) === 0 ? `[${100_000 + random.below(900_000)}.${100_000 + random.below(900_000)}] ` : '';
  return {
    ...{ device, name: deviceName, facility: 'Kernel', severity: 'Warning', tag: 'kernel' },
    ...{ text: `${uptime}${text}` },
  };
}

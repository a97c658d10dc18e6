// What pfSense's filterlog writes of a conversation: comma-separated values, other ones for other protocols.

import type { Conversation } from './habits.ts';
import type { DeviceMessage } from './layouts.ts';
import { sites } from './scene.ts';
import type { Stage } from './stage.ts';

const { device, deviceName } = sites.pfsense;
const numbers = { icmp: 1, ipv6: 41, gre: 47, esp: 50, ah: 51, tcp: 6, udp: 17 } as const;

export function pfsenseLine(stage: Stage, talk: Conversation): DeviceMessage {
  const { random } = stage;
  const { src, dst, proto, isV6, isAllowed, way } = talk;
  const rule = `${4 + random.below(200)},,,${1_000_000_103 + random.below(500)}`;
  const path = way === 'inward' ? 'igb0,match' : 'igb1.12,match';
  const word = isAllowed ? 'pass' : random.pick(['block', 'block', 'reject']);
  const direction = random.below(6) === 0 ? 'out' : 'in';
  const length = 40 + random.below(900);
  const name = proto === 'udp' && random.below(5) === 0 ? 'UDP' : proto;
  const versioned = isV6
    ? `6,0x00,0x00000,64,${name},${numbers[proto]},${length}`
    : `4,0x0,,63,${random.below(65_536)},0,DF,${numbers[proto]},${name},${length}`;
  return message(`${rule},${path},${word},${direction},${versioned},${src},${dst},${payload(stage, talk)}`);
}

export function pfsenseNoise(stage: Stage, { src, srcPort }: Conversation): DeviceMessage {
  const { random } = stage;
  const head = '9,,,1000000103,igb0,match,block,in,4,0x0,,50,0,0,none,1,icmp,68';
  return random.pick([
    // An inner port stands where TCP has its source port.
    message(`${head},198.51.100.7,${src},unreachport,${src},UDP,53`),
    message(`${head},${src},198.51.100.7,request,53,1,64`),
    { ...message(`${src}:${srcPort} TLS handshake`), tag: 'openvpn[812]' },
    { ...message('reload complete, 53 rules'), tag: 'php-fpm[403]' },
  ]);
}

export function pfsenseBad({ random }: Stage, { src, srcPort }: Conversation): DeviceMessage {
  const head = '9,,,1000000103,igb1.12,match,block,in,4,0x0,,63,5,0,DF';
  return random.pick([
    message(`${head},17,udp,60,${src},8.8.8,${srcPort},53,40`),
    message(`${head},17,udp,60,${src}.7,8.8.8.8,${srcPort},53,40`),
    message(`${head},17,udp,60,${src},8.8.8.8,${srcPort},70053,40`),
  ]);
}

function payload({ random }: Stage, { proto, srcPort, dstPort }: Conversation): string {
  const data = random.below(600);
  if (proto === 'tcp') return `${srcPort},${dstPort},${data},S,${1_000_000 + random.below(9_000_000)},,64240,,mss`;
  if (proto === 'udp') return `${srcPort},${dstPort},${data}`;
  if (proto === 'icmp') return 'request,53,1,64';
  return `datalength=${data}`;
}

function message(text: string): DeviceMessage {
  return { device, name: deviceName, facility: 'Local0', severity: 'Info', tag: 'filterlog[72237]', text };
}

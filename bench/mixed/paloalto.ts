// What a Palo Alto writes of a session: the columns of TRAFFIC, and now and then of THREAT and SYSTEM.

import type { Conversation } from './habits.ts';
import type { DeviceMessage } from './layouts.ts';
import { sites } from './scene.ts';
import { nextSerial, type Stage } from './stage.ts';

const { device, deviceName } = sites.paloalto;
const rules = ['out', 'Default, deny', 'dns "inside"'];

export function paloaltoLine(stage: Stage, talk: Conversation): DeviceMessage {
  const { random } = stage;
  const subtype = talk.isAllowed ? random.pick(['end', 'end', 'end', 'start']) : random.pick(['drop', 'deny']);
  const action = talk.isAllowed ? 'allow' : random.pick(['deny', 'drop', 'reset-both']);
  const [sent, received] = talk.isAllowed ? [random.below(9_000), random.below(90_000)] : [0, 0];
  const rest = `${sent + received},${sent},${received},${1 + random.below(90)},${slashed(stage)},${random.below(300)},any,0,0,0x0`;
  return message(`${columns(stage, talk, 'TRAFFIC', subtype, action)},${rest}`);
}

export function paloaltoNoise(stage: Stage, talk: Conversation): DeviceMessage {
  const { random } = stage;
  const web = { ...talk, proto: 'tcp', srcPort: 30_000 + random.below(9_000), dstPort: 80 } as const;
  const rest = '"files.example/loader.exe, 53",(9999),computer-and-internet-info,informational,client-to-server';
  return random.pick([
    message(`${columns(stage, web, 'THREAT', 'url', 'alert')},${rest}`),
    message(
      `1,${slashed(stage)},012801096514,SYSTEM,general,0,${slashed(stage)},,general,,0,0,general,informational,"User admin logged in via Web from ${talk.src}"`,
    ),
    message(`1,${slashed(stage)},012801096514,CONFIG,0,0,${slashed(stage)},${talk.src},,set,admin,Web,Succeeded`),
  ]);
}

export function paloaltoBad(stage: Stage, talk: Conversation): DeviceMessage {
  const { random } = stage;
  const bad = { ...talk, proto: 'udp', srcPort: 40_000, dstPort: 53, dst: '8.8.8.8' } as const;
  const worse = random.pick([
    { ...bad, src: '172.20.300.1' },
    { ...bad, dst: '8.8.8' },
    { ...bad, dstPort: 65_589 },
  ]);
  return message(`${columns(stage, worse, 'TRAFFIC', 'end', 'allow')},900,400,500,4,${slashed(stage)},1,any,0,0,0x0`);
}

/** Columns 0 to 30. */
function columns(stage: Stage, talk: Conversation, type: string, subtype: string, action: string): string {
  const { random } = stage;
  const { src, srcPort, dst, dstPort, proto, way } = talk;
  const time = slashed(stage);
  const [near, far] = way === 'inward' ? ['untrust', 'trust'] : ['trust', 'untrust'];
  return [
    ...['1', time, '012801096514', type, subtype, '2049', time, src, dst, '203.0.113.7', dst],
    ...[quoted(random.pick(rules)), random.below(5) === 0 ? 'corp\\anna' : '', '', 'incomplete', 'vsys1', near, far],
    ...['ethernet1/2', 'ethernet1/1', 'to-collector', time, nextSerial(stage), 1, srcPort, dstPort],
    ...[random.pick([53, 25, 61_042]), dstPort, '0x400019', proto, action],
  ].join(',');
}

function quoted(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function slashed({ moment }: Stage): string {
  return `${moment.date.replaceAll('-', '/')} ${moment.clock}`;
}

function message(text: string): DeviceMessage {
  return { device, name: deviceName, facility: 'User', severity: 'Info', tag: '', text };
}

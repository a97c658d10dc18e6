// What a FortiGate writes of a session: pairs, bare or quoted, the port of its address translation among them; now and
// then as CEF.

import type { Conversation } from './habits.ts';
import type { DeviceMessage } from './layouts.ts';
import { sites } from './scene.ts';
import { nextSerial, type Stage } from './stage.ts';

const { device, deviceName } = sites.fortigate;
const numbers = { icmp: 1, ipv6: 41, gre: 47, esp: 50, ah: 51, tcp: 6, udp: 17 } as const;
const endings = ['accept', 'close', 'close', 'timeout', 'client-rst', 'server-rst'];

export function fortigateLine(stage: Stage, talk: Conversation): DeviceMessage {
  return stage.random.below(12) === 0 ? commonEvent(stage, talk) : pairs(stage, talk);
}

export function fortigateNoise(stage: Stage, { src }: Conversation): DeviceMessage {
  const { random } = stage;
  return message(
    stage,
    random.pick([
      `${begin(stage, '0100032001', 'event', 'system')} logdesc="Admin login successful" user="admin" ui="https(${src})" action="login" status="success" msg="Administrator admin logged in from https(${src}) port=53 "`,
      `${begin(stage, '0100040704', 'event', 'system')} logdesc="System performance statistics" action="perf-stats" cpu=2 mem=53 totalsession=530 msg="Performance statistics"`,
      `${begin(stage, '0101037138', 'event', 'vpn')} logdesc="IPsec connection status changed" action="tunnel-up" remip=198.51.100.53 locip=203.0.113.9 remport=500 locport=500 outintf="wan1"`,
    ]),
  );
}

export function fortigateBad(stage: Stage, { src, srcPort }: Conversation): DeviceMessage {
  const { random } = stage;
  const [source, server, port] = random.pick([
    ['10.60.256.1', '8.8.8.8', '53'],
    [src, '8.8.8.8.8', '53'],
    [src, '8.8.8.8', '99953'],
  ]);
  return message(
    stage,
    `${begin(stage, '0000000013', 'traffic', 'forward')} srcip=${source} srcport=${srcPort} srcintf="port2" dstip=${server} dstport=${port} dstintf="wan1" policyid=4 proto=17 action="accept" service="DNS"`,
  );
}

function pairs(stage: Stage, { src, srcPort, dst, dstPort, proto, isAllowed, way }: Conversation): DeviceMessage {
  const { random } = stage;
  const [near, far] = way === 'inward' ? ['wan1', 'port2'] : ['port2', 'wan1'];
  const hasPorts = proto === 'tcp' || proto === 'udp';
  const own = hasPorts ? ` srcport=${srcPort}` : '';
  const other = hasPorts ? ` dstport=${dstPort}` : '';
  const action = isAllowed ? random.pick(endings) : 'deny';
  const translated =
    isAllowed && hasPorts ? ` trandisp="snat" transip=203.0.113.9 transport=${random.pick([53, 25, 40_117])}` : '';
  const sent = isAllowed
    ? ` duration=${random.below(900)} sentbyte=${random.below(90_000)} rcvdbyte=${random.below(900_000)} sentpkt=9 rcvdpkt=12`
    : ' sentbyte=0 rcvdbyte=0';
  return message(
    stage,
    `${begin(stage, '0000000013', 'traffic', 'forward')} srcip=${src}${own} srcintf="${near}" srcintfrole="lan" dstip=${dst}${other} dstintf="${far}" dstintfrole="wan" sessionid=${nextSerial(stage)} proto=${numbers[proto]} action="${action}" policyid=${1 + random.below(20)} policytype="policy" service="${hasPorts ? `${proto}/${dstPort}` : proto.toUpperCase()}"${translated}${sent}`,
  );
}

function commonEvent(stage: Stage, talk: Conversation): DeviceMessage {
  const { src, srcPort, dst, dstPort, proto, isAllowed } = talk;
  const hasPorts = proto === 'tcp' || proto === 'udp';
  const [own, other] = hasPorts ? [` spt=${srcPort}`, ` dpt=${dstPort}`] : ['', ''];
  const action = isAllowed ? 'accept' : 'deny';
  return message(
    stage,
    `CEF:0|Fortinet|Fortigate|v7.0.5|00013|traffic:forward ${action}|3|deviceExternalId=FG100F FTNTFGTlogid=0000000013 cat=traffic:forward FTNTFGTsubtype=forward FTNTFGTlevel=notice FTNTFGTvd=root src=${src}${own} deviceInboundInterface=port2 dst=${dst}${other} deviceOutboundInterface=wan1 externalId=${nextSerial(stage)} proto=${numbers[proto]} act=${action} FTNTFGTpolicyid=4`,
  );
}

function begin({ moment }: Stage, id: string, type: string, subtype: string): string {
  return `date=${moment.date} time=${moment.clock} devname="${deviceName}" devid="FG100F" logid="${id}" type="${type}" subtype="${subtype}" level="notice" vd="root"`;
}

function message(stage: Stage, text: string): DeviceMessage {
  return {
    ...{ device, name: deviceName, facility: 'Local7', severity: 'Notice', tag: '', text },
    ...{ isStamped: text.startsWith(`date=${stage.moment.date}`) },
  };
}

// Lines that no format knows: other makers' firewalls, servers, printers, garbage. Some write ports of clowns in ways
// that bytes alone can find; some only look like it.

import { type DeviceMessage, type Layout, layOut } from './layouts.ts';
import type { Scene } from './scene.ts';
import type { Stage } from './stage.ts';

const device = '10.70.0.1';

export function unknownLine(stage: Stage, scene: Scene, layout: Layout): string {
  const { random, moment } = stage;
  const host = `10.70.0.${10 + random.below(scene.people)}`;
  const port = 1024 + random.below(64_000);
  const [tag, text] = random.pick(scene.hasBadLines ? [...plainLines, ...badLines] : plainLines)(host, port, stage);
  const message: DeviceMessage = { device, name: 'box-7', facility: 'Daemon', severity: 'Info', tag, text };
  return layOut(message, layout, moment);
}

type Write = (host: string, port: number, stage: Stage) => readonly [tag: string, text: string];

const plainLines: readonly Write[] = [
  (host, port) => ['accept', `sip=${host} sport=${port} dip=8.8.8.8 dport=53 service=domain`],
  (host, port) => ['accept', `sip=${host} sport=${port} dip=198.51.100.25 DPORT=25 service=smtp`],
  (host, port) => ['accept', `sip=${host} sport=${port} dip=198.51.100.25 dport=443 service=https`],
  (host, port) => ['drop', `UDP ${host}/${port} -> 9.9.9.9/53 rule 12`],
  (host, port) => ['drop', `TCP ${host}:${port} -> 198.51.100.9:3389 rule 14`],
  (host, port) => ['drop', `TCP ${host}:${port} -> 198.51.100.9:6667 rule 14`],
  (host, port) => ['drop', `UDP ${host}:${port} -> 198.51.100.9:51820 rule 14`],
  (host) => ['drop', `src=${host} dst=198.51.100.9 proto=gre len=120`],
  (host, port) => ['allow', `src=${host} spt=${port} dst=198.51.100.9 dpt=445 rule=7`],
  (host, port) => ['allow', `src=${host} spt=${port} dst=198.51.100.9 dpt=161 rule=7`],
  // The reply to a question: the port is the source's.
  (host, port) => ['accept', `UDP 9.9.9.9/53 -> ${host}/${port} rule 12`],
  (host) => ['named[92]', `client ${host}#53153 (www.example.com): query: www.example.com IN A + (10.70.0.2)`],
  (host) => ['dnsmasq[812]', `query[A] updates.example.com from ${host}`],
  (host) => ['sshd[4711]', `Accepted publickey for anna from ${host} port 22022 ssh2`],
  (host) => ['nginx', `${host} - - "GET /53/index.html HTTP/1.1" 200 5301`],
  (_, __, { moment }) => ['backup', `finished ${moment.date.slice(5).replace('-', '/')}/22 after 53 s`],
  () => ['lpd[53]', 'printer on fire'],
];

const badLines: readonly Write[] = [
  (host) => ['accept', `sip=${host}.7 dip=8.8.8 dport=53 service=domain`],
  (host) => ['box', `\0\0${host}\0 NUL bytes`],
  (host, port) => ['box', `{"host":"${host}","port":${port},"padding":"${'x'.repeat(6_000)}"}`],
  () => ['box', 'Temperatur 53 \xb0C, l\xfcfter aus'],
];

// What Windows says of connections and log-ins, as Snare sends it: tabs, or what relays make of tabs.

import type { Conversation } from './habits.ts';
import type { DeviceMessage } from './layouts.ts';
import { sites } from './scene.ts';
import { nextSerial, type Stage } from './stage.ts';

const { deviceName } = sites.snare;
const numbers = { icmp: 1, ipv6: 41, gre: 47, esp: 50, ah: 51, tcp: 6, udp: 17 } as const;
const tabs = ['\t', '\t', '#011', ' '];

export function snareLine(stage: Stage, talk: Conversation): DeviceMessage {
  const { src, srcPort, dst, dstPort, proto, isAllowed } = talk;
  const [id, word] = isAllowed
    ? ['5156', 'permitted']
    : stage.random.pick([
        ['5157', 'blocked'],
        ['5152', 'blocked'],
      ] as const);
  const text = `The Windows Filtering Platform has ${word} a connection.   Application Information:   Process ID:  1234   Application Name:  \\device\\harddiskvolume2\\windows\\system32\\svchost.exe   Network Information:   Direction:  Outbound   Source Address:  ${src}   Source Port:  ${srcPort}   Destination Address:  ${dst}   Destination Port:  ${dstPort}   Protocol:  ${numbers[proto]}   Filter Information:   Filter Run-Time ID:  53   Layer Name:  Connect   Layer Run-Time ID:  48`;
  return message(stage, src, id, 'Filtering Platform Connection', text);
}

export function snareNoise(stage: Stage, { src, srcPort }: Conversation): DeviceMessage {
  const { random } = stage;
  const [id, category, text] = random.pick([
    [
      '4624',
      'Logon',
      `An account was successfully logged on.   New Logon:   Account Name:  anna   Network Information:   Workstation Name:  PC-0118   Source Network Address:  ${src}   Source Port:  ${srcPort}`,
    ],
    [
      '4624',
      'Logon',
      'An account was successfully logged on.   New Logon:   Account Name:  SYSTEM   Network Information:   Workstation Name:  -   Source Network Address:  -   Source Port:  -',
    ],
    [
      '4688',
      'Process Creation',
      'A new process has been created.   Process Name:  nslookup.exe   Command line: nslookup -port=53 example.com',
    ],
  ] as const);
  return message(stage, src, id, category, text);
}

function message(stage: Stage, device: string, id: string, category: string, text: string): DeviceMessage {
  const { random, moment } = stage;
  const tab = random.pick(tabs);
  const serial = nextSerial(stage);
  const written = `${moment.weekday} ${moment.padded} ${moment.clock} ${moment.date.slice(0, 4)}`;
  const columns = [
    ...['MSWinEventLog', '1', 'Security', serial, written, id, 'Microsoft-Windows-Security-Auditing', 'N/A', 'N/A'],
    ...['Success Audit', deviceName, category, '', text, serial],
  ];
  return { device, name: deviceName, facility: 'User', severity: 'Notice', tag: '', text: columns.join(tab) };
}

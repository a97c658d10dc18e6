// What access lists of a Cisco router log of a conversation, and what a router says besides.

import type { Conversation } from './habits.ts';
import type { DeviceMessage } from './layouts.ts';
import { sites } from './scene.ts';
import { nextSerial, type Stage } from './stage.ts';

const { device, deviceName } = sites['cisco-ios'];
const numbers = { icmp: 1, ipv6: 41, gre: 47, esp: 50, ah: 51, tcp: 6, udp: 17 } as const;

export function iosLine(stage: Stage, talk: Conversation): DeviceMessage {
  const { random } = stage;
  const { src, srcPort, dst, dstPort, proto, isV6 } = talk;
  const word = talk.isAllowed ? 'permitted' : 'denied';
  const count = random.below(3) > 0 ? '1 packet' : `${2 + random.below(90)} packets`;
  const list = random.pick(['177', 'LAN-OUT']);
  if (isV6) {
    const text = `%IPV6-6-ACCESSLOGP: list ${list}-V6/10 ${word} ${proto} ${src}(${srcPort}) -> ${dst}(${dstPort}), ${count}`;
    return message(stage, text);
  }
  if (proto === 'tcp' || proto === 'udp') {
    const from = random.pick(['', '', '', ' (Serial4/3 )', ' (GigabitEthernet0/1.6 ca5c.1da2.ba43)']);
    const head =
      random.below(6) === 0 ? '%FMANFP-6-IPACCESSLOGP: R0/0: fman_fp_image:  list' : '%SEC-6-IPACCESSLOGP: list';
    return message(stage, `${head} ${list} ${word} ${proto} ${src}(${srcPort})${from} -> ${dst}(${dstPort}), ${count}`);
  }
  if (proto === 'icmp')
    return message(stage, `%SEC-6-IPACCESSLOGDP: list ${list} ${word} icmp ${src} -> ${dst} (8/0), ${count}`);
  if (proto === 'gre')
    return message(stage, `%SEC-6-IPACCESSLOGRP: list ${list} ${word} gre ${src} -> ${dst}, ${count}`);
  return message(stage, `%SEC-6-IPACCESSLOGNP: list ${list} ${word} ${numbers[proto]} ${src} -> ${dst}, ${count}`);
}

export function iosNoise(stage: Stage, { src }: Conversation): DeviceMessage {
  const { random } = stage;
  return message(
    stage,
    random.pick([
      `%SEC-6-IPACCESSLOGS: list ip-ssh denied ${src} ${1 + random.below(5)} packets`,
      `%SEC-6-IPACCESSLOGRL: access-list logging rate-limited or missed ${1 + random.below(50)} packets`,
      `%SYS-5-CONFIG_I: Configured from console by admin on vty0 (${src})`,
      '%LINK-3-UPDOWN: Interface GigabitEthernet0/53 , changed state to up',
      `%LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel47, changed state to down`,
    ]),
  );
}

export function iosBad(stage: Stage, { src, srcPort }: Conversation): DeviceMessage {
  return message(
    stage,
    stage.random.pick([
      `%SEC-6-IPACCESSLOGP: list 177 denied udp ${src}(${srcPort}) -> 8.8.8.8.8(53), 1 packet`,
      `%SEC-6-IPACCESSLOGP: list 177 denied udp ${src}(${srcPort}) -> 8.8.8.8(65536), 1 packet`,
      `%SEC-6-IPACCESSLOGP: list 177 denied udp 10.30.300.1(${srcPort}) -> 8.8.8.8(53), 1 packet`,
    ]),
  );
}

function message(stage: Stage, text: string): DeviceMessage {
  const { random, moment } = stage;
  const serial = nextSerial(stage);
  const own = `${moment.padded} ${moment.clock}.${100 + random.below(900)}`;
  const before = random.pick([`${serial}: ${own}: `, `${serial}: *${own}: `, `${serial}: .${own}: `, '']);
  return {
    ...{ device, name: deviceName, facility: 'Local7', severity: 'Info', tag: '' },
    ...{ text: `${before}${text}`, isStamped: false },
  };
}

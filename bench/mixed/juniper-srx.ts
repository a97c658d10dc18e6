// What a Juniper SRX writes of a session, structured or plain; the address that it translates to stands beside.

import type { Conversation } from './habits.ts';
import type { DeviceMessage } from './layouts.ts';
import { sites } from './scene.ts';
import { nextSerial, type Stage } from './stage.ts';

const { device, deviceName } = sites['juniper-srx'];
const numbers = { icmp: 1, ipv6: 41, gre: 47, esp: 50, ah: 51, tcp: 6, udp: 17 } as const;

export function srxLine(stage: Stage, talk: Conversation): DeviceMessage {
  const { random } = stage;
  const { src, srcPort, dst, dstPort, proto, isAllowed } = talk;
  const pair = `${src}/${srcPort}->${dst}/${dstPort}`;
  const number = numbers[proto];
  if (random.below(2) === 0) {
    const kind = isAllowed ? 'CREATE' : 'DENY';
    const ends = `source-address="${src}" source-port="${srcPort}" destination-address="${dst}" destination-port="${dstPort}" connection-tag="0" service-name="None"`;
    const translated = isAllowed
      ? ` nat-source-address="203.0.113.5" nat-source-port="53" nat-destination-address="${dst}" nat-destination-port="${dstPort}"`
      : '';
    return structured(
      stage,
      `RT_FLOW_SESSION_${kind} [junos@2636.1.1.1.2.129 ${ends}${translated} protocol-id="${number}" policy-name="out" source-zone-name="trust" destination-zone-name="untrust" session-id-32="${nextSerial(stage)}" packet-incoming-interface="st0.0"]`,
    );
  }
  if (!isAllowed)
    return message(
      `RT_FLOW_SESSION_DENY: session denied ${pair} None ${number}(0) out trust untrust UNKNOWN UNKNOWN N/A(N/A) ge-0/0/1.0`,
    );
  return message(
    `RT_FLOW_SESSION_CREATE: session created ${pair} None 203.0.113.5/53->${dst}/${dstPort} None None ${number} out trust untrust ${nextSerial(stage)} N/A(N/A) ge-0/0/1.0`,
  );
}

export function srxNoise(stage: Stage, { src, srcPort }: Conversation): DeviceMessage {
  const { random } = stage;
  const pair = `${src}/${srcPort}->198.51.100.9/25`;
  return random.pick([
    message(
      `RT_FLOW_SESSION_CLOSE: session closed TCP FIN: ${pair} junos-smtp 203.0.113.5/4711->198.51.100.9/25 None None 6 out trust untrust ${nextSerial(stage)} 12(900) 9(800) 7`,
    ),
    { ...message(`User 'admin' login, class 'super-user' [612] from ${src}`), tag: 'mgd[612]' },
  ]);
}

/** Structured messages bring the header of RFC 5424 with them. */
function structured({ moment }: Stage, text: string): DeviceMessage {
  return {
    ...message(`1 ${moment.date}T${moment.clock}.101Z ${deviceName} RT_FLOW - ${text}`),
    tag: '',
    isStamped: true,
  };
}

function message(text: string): DeviceMessage {
  return { device, name: deviceName, facility: 'User', severity: 'Info', tag: 'RT_FLOW', text };
}

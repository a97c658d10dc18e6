// Palo Alto PAN-OS: the CSV of TRAFFIC, THREAT and DECRYPTION behind the syslog header. A session is logged when it
// ends, and only if asked for when it starts too: so an end is a `permit`, and has its bytes.

import type { ConstantFields, FieldTarget, FormatSpec, MessageSpec } from '../format-types.ts';

const session: Readonly<Record<string, FieldTarget>> = {
  ...{ 3: 'event_id', 4: 'event_id', 7: 'src_ip', 8: 'dst_ip', 11: 'policy', 12: 'user', 16: 'src_if', 17: 'dst_if' },
  ...{ 24: 'src_port', 25: 'dst_port', 29: 'proto', 30: 'action' },
};

export const paloalto: FormatSpec = {
  name: 'paloalto',
  title: 'Palo Alto PAN-OS TRAFFIC and THREAT (CSV)',
  recognise: [[',TRAFFIC,'], [',THREAT,'], [',DECRYPTION,']],
  events: {
    ...{
      alert: 'other',
      allow: 'other',
      deny: 'deny',
      drop: 'deny',
      'drop-packet': 'deny',
      'drop-all-packets': 'deny',
    },
    ...{ 'reset-client': 'deny', 'reset-server': 'deny', 'reset-both': 'deny', block: 'deny', 'block-url': 'deny' },
    ...{
      'block-ip': 'deny',
      'block-continue': 'deny',
      'random-drop': 'deny',
      sinkhole: 'deny',
      'syncookie-sent': 'other',
    },
  },
  messages: [
    traffic({ 4: ['start'] }, { event: 'start' }),
    traffic({ 4: ['drop', 'deny'] }, { event: 'deny' }),
    traffic({}, { event: 'permit' }),
    lines({ 3: ['THREAT', 'DECRYPTION'] }, session, {}),
  ],
};

function traffic(when: Readonly<Record<string, readonly string[]>>, set: ConstantFields): MessageSpec {
  return lines({ 3: ['TRAFFIC'], ...when }, { ...session, 31: 'bytes', 34: 'packets', 36: 'duration' }, set);
}

function lines(
  when: Readonly<Record<string, readonly string[]>>,
  fields: Readonly<Record<string, FieldTarget>>,
  set: ConstantFields,
): MessageSpec {
  return {
    set,
    columns: { delimiter: ',', quotes: true, start: 'word', followed: true, when, empty: ['', 'any'], fields },
  };
}

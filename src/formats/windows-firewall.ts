// The log of the Windows firewall (pfirewall.log): columns by its `#Fields:` line. Packets are told as they came.

import type { FormatSpec } from '../format-types.ts';

export const windowsFirewall: FormatSpec = {
  name: 'windows-firewall',
  title: 'Windows firewall, pfirewall.log (columns by #Fields:)',
  events: {
    ...{ allow: 'permit', drop: 'deny', open: 'start', 'open-inbound': 'start', close: 'end' },
    'info-events-lost': 'other',
  },
  messages: [
    {
      columns: {
        delimiter: ' ',
        quotes: false,
        start: 'line',
        header: {
          prefixes: [{ text: '#Fields: ', named: false }],
          requires: [],
          shapes: ['0000-00-00 00:00:00 '],
          remarks: ['#Version:', '#Software:', '#Time Format:'],
        },
        empty: ['-', ''],
        fields: {
          ...{ action: 'action', protocol: 'proto', 'src-ip': 'src_ip', 'dst-ip': 'dst_ip' },
          ...{ 'src-port': 'src_port', 'dst-port': 'dst_port', size: 'bytes' },
        },
      },
    },
  ],
};

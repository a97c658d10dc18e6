// Zeek's conn.log as TSV: columns by its own `#fields` line. One line a connection, written when it ends: a `permit`
// unless it was rejected, with its bytes and packets of both directions.

import type { FormatSpec } from '../format-types.ts';

export const zeekConn: FormatSpec = {
  name: 'zeek-conn',
  title: 'Zeek conn.log (TSV by #fields)',
  events: {
    ...{ rej: 'deny', s0: 'permit', s1: 'permit', sf: 'permit', s2: 'permit', s3: 'permit', rsto: 'permit' },
    ...{ rstr: 'permit', rstos0: 'permit', rstrh: 'permit', sh: 'permit', shr: 'permit', oth: 'permit' },
  },
  messages: [
    {
      columns: {
        delimiter: '\t',
        quotes: false,
        start: 'line',
        header: {
          prefixes: [{ text: '#fields\t', named: false }],
          requires: ['conn_state'],
          shapes: ['0000000000.'],
          remarks: [
            '#separator ',
            '#set_separator',
            '#empty_field',
            '#unset_field',
            '#path',
            '#open',
            '#types',
            '#close',
          ],
        },
        empty: ['-', '(empty)', ''],
        fields: {
          ...{ 'id.orig_h': 'src_ip', 'id.orig_p': 'src_port', 'id.resp_h': 'dst_ip', 'id.resp_p': 'dst_port' },
          ...{ proto: 'proto', conn_state: 'action', orig_bytes: 'bytes', resp_bytes: 'bytes' },
          ...{ orig_pkts: 'packets', resp_pkts: 'packets', duration: 'duration' },
        },
      },
    },
  ],
};

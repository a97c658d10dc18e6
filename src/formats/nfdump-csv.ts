// nfdump -o csv: columns by its header line, of either generation. A flow has one direction and does not tell who began:
// the side with the well-known port is the server. One line a flow, so it is a `permit`, with its bytes and packets.

import type { FormatSpec } from '../format-types.ts';

export const nfdumpCsv: FormatSpec = {
  name: 'nfdump-csv',
  title: 'nfdump -o csv (columns by its header)',
  messages: [
    {
      set: { event: 'permit' },
      initiator: 'ports',
      columns: {
        delimiter: ',',
        quotes: false,
        start: 'line',
        header: {
          prefixes: [
            { text: 'ts,te,td,', named: true },
            { text: 'firstSeen,', named: true },
            // The summary behind the flows is no flow.
            { text: 'flows,bytes,packets,', named: true },
          ],
          requires: [],
          shapes: ['0000-00-00 00:00:00'],
          remarks: ['Summary'],
        },
        empty: ['-', ''],
        fields: {
          ...{ sa: 'src_ip', da: 'dst_ip', sp: 'src_port', dp: 'dst_port', pr: 'proto', td: 'duration' },
          ...{ ipkt: 'packets', opkt: 'packets', ibyt: 'bytes', obyt: 'bytes', in: 'src_if', out: 'dst_if' },
          ...{ srcAddr: 'src_ip', dstAddr: 'dst_ip', srcPort: 'src_port', dstPort: 'dst_port', proto: 'proto' },
          ...{ duration: 'duration', packets: 'packets', bytes: 'bytes', inPackets: 'packets', inBytes: 'bytes' },
          ...{ input: 'src_if', output: 'dst_if' },
        },
      },
    },
  ],
};

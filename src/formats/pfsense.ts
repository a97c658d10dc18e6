// pfSense and OPNsense: the CSV of `filterlog`. Where TCP and UDP have ports, other protocols have something else.

import type { ColumnsSpec, FieldTarget, FormatSpec, MessageSpec } from '../format-types.ts';

const common: Readonly<Record<string, FieldTarget>> = { 3: 'policy', 6: 'action' };
const addresses4: Readonly<Record<string, FieldTarget>> = {
  ...common,
  15: 'proto',
  17: 'bytes',
  18: 'src_ip',
  19: 'dst_ip',
};
const addresses6: Readonly<Record<string, FieldTarget>> = {
  ...common,
  13: 'proto',
  14: 'bytes',
  15: 'src_ip',
  16: 'dst_ip',
};
const ports4: Readonly<Record<string, FieldTarget>> = { ...addresses4, 20: 'src_port', 21: 'dst_port' };
const ports6: Readonly<Record<string, FieldTarget>> = { ...addresses6, 17: 'src_port', 18: 'dst_port' };
const withPorts = ['6', '17', '132'];

export const pfsense: FormatSpec = {
  name: 'pfsense',
  title: 'pfSense and OPNsense filterlog (CSV)',
  recognise: [['filterlog', ','], [',match,block,'], [',match,pass,'], [',match,reject,']],
  events: { pass: 'permit', block: 'deny', reject: 'deny', nat: 'translate', rdr: 'translate', binat: 'translate' },
  messages: [...direction('in', 'src_if'), ...direction('out', 'dst_if'), {}],
};

function direction(word: string, side: FieldTarget): readonly MessageSpec[] {
  const lines = (when: ColumnsSpec['when'], fields: Readonly<Record<string, FieldTarget>>): MessageSpec => ({
    columns: {
      delimiter: ',',
      quotes: false,
      start: 'word',
      followed: true,
      when: { 7: [word], ...when },
      empty: [''],
      fields: { ...fields, 4: side },
    },
  });
  return [
    lines({ 8: ['4'], 15: withPorts }, ports4),
    lines({ 8: ['4'] }, addresses4),
    lines({ 8: ['6'], 13: withPorts }, ports6),
    lines({ 8: ['6'] }, addresses6),
  ];
}

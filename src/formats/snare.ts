// Windows events by Snare (`MSWinEventLog`), with tabs, with what relays make of tabs, or with blanks. Addresses stand
// only in the text of an event, behind their names; a `-` there is none.

import type { FormatSpec } from '../format-types.ts';

const source = '[ {_:text}Source Address: {src_ip}][ {_:text}Source Port: {src_port}]';
const destination = '[ {_:text}Destination Address: {dst_ip}][ {_:text}Destination Port: {dst_port}]';
const filtered = `${source}${destination}[ {_:text}Protocol: {proto}]`;
const logon = '[ {_:text}Source Network Address: {src_ip}][ {_:text}Source Port: {src_port}]';
const ticket =
  '[ {_:text}Account Name: {user:word}][ {_:text}Client Address: {src_ip}][ {_:text}Client Port: {src_port}]';
const account = '{_:text}Account Name: {user:word}';

export const snare: FormatSpec = {
  name: 'snare',
  title: 'Windows events by Snare (MSWinEventLog)',
  recognise: [['MSWinEventLog']],
  blanks: ['#011', '\\011', '\\t', '<009>'],
  head: [' {_} {_} {_} {_} {_} {_} {_} {_} {event_id:integer}'],
  messages: [
    { ids: ['5156'], set: { event: 'permit', action: 'permitted' }, templates: [filtered] },
    { ids: ['5152', '5157'], set: { event: 'deny', action: 'blocked' }, templates: [filtered] },
    { ids: ['5154', '5158'], set: { event: 'other', action: 'permitted' }, templates: [filtered] },
    { ids: ['4624'], set: { event: 'permit' }, templates: [`[ {_:text}New Logon: ${account}]${logon}`] },
    {
      ids: ['4625'],
      set: { event: 'deny' },
      templates: [`[ {_:text}Account For Which Logon Failed: ${account}]${logon}`],
    },
    {
      ids: ['4648'],
      templates: [
        `[ {_:text}Credentials Were Used: ${account}][ {_:text}Network Address: {src_ip}][ {_:text}Port: {src_port}]`,
      ],
    },
    { ids: ['4768', '4769'], templates: [ticket] },
    {
      ids: ['4776'],
      templates: ['[ {_:text}Logon Account: {user:word}][ {_:text}Source Workstation: {src_name}]'],
    },
    { ids: ['5140'], templates: [`[ ${account}]${source}`] },
    {},
  ],
};

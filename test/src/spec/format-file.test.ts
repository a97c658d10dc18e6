import test from 'ava';
import { decodeLine, noHeaders } from '../../../src/decode/decode-line.ts';
import type { FormatSpec } from '../../../src/format-types.ts';
import { compileFormat } from '../../../src/formats/compile-format.ts';
import { formats } from '../../../src/formats/formats.ts';
import { showFormat } from '../../../src/formats/show-format.ts';
import { readFormatFile } from '../../../src/spec/format-file.ts';
import { gatherMistakes } from '../../../src/spec/mistakes.ts';

function read(text: string): FormatSpec | undefined {
  const mistakes = gatherMistakes();
  const format = readFormatFile(text, 'f.yaml', mistakes);
  mistakes.throwIfAny();
  return format;
}

function mistakesOf(text: string): readonly string[] {
  try {
    read(text);
    return [];
  } catch (error) {
    return error instanceof Error ? error.message.split('\n') : [];
  }
}

test('what `formats show` prints of a format is that format', (t) => {
  for (const format of formats) t.deepEqual(read(showFormat(format)), format, format.name);
});

test('a format of templates, of pairs, or of columns decodes lines', (t) => {
  const cases: readonly (readonly [string, string])[] = [
    [
      'messages: [{ templates: ["acme: {action} {src_ip}:{src_port} to {dst_ip}:{dst_port}"], events: { blocked: deny } }]',
      'acme: blocked 10.1.2.3:5353 to 192.0.2.9:53',
    ],
    [
      'messages: [{ set: { event: deny }, pairs: { assign: ":", separator: ";", fields: { from: src_ip, sp: src_port, to: dst_ip, dp: dst_port } } }]',
      'acme: from:10.1.2.3;sp:5353;to:192.0.2.9;dp:53',
    ],
    [
      'messages: [{ set: { event: deny }, columns: { delimiter: "|", start: word, fields: { "1": src_ip, "2": src_port, "3": dst_ip, "4": dst_port } } }]',
      'acme: x|10.1.2.3|5353|192.0.2.9|53',
    ],
  ];
  for (const [messages, line] of cases) {
    const format = read(`name: acme\ntitle: Acme\nrecognise: [["acme: "]]\n${messages}\n`);
    if (format === undefined) return t.fail();
    const { src_ip, src_port, dst_ip, dst_port, event } =
      decodeLine([compileFormat(format)], line, noHeaders, undefined).decoded?.fields ?? {};
    t.deepEqual([src_ip, src_port, dst_ip, dst_port, event], ['10.1.2.3', 5353, '192.0.2.9', 53, 'deny'], line);
  }
});

test('mistakes are told with their place and what was meant, all at once', (t) => {
  t.deepEqual(
    mistakesOf(`name: Acme
titel: x
recognise: [[""]]
messages:
  - templates: ["{src_ip}{dst_ip}", "a {src_pi}", "[x", "{", ""]
    pairs: { assign: "=", separator: " ", fields: { a: src_port, b: dst_prt } }
  - set: { event: denny, user: x }
    initiator: port
services: { www: 70000 }
`),
    [
      'f.yaml:1:1: Expected `title` to be there, got no field of that name',
      'f.yaml:1:1: Expected `recognise` with a text that every line of the format holds, or columns with a `header`',
      'f.yaml:1:7: Expected `name` to be small letters, digits or -, 64 at most, the first a letter, and neither auto nor none, got "Acme"',
      'f.yaml:2:1: Unknown field "titel" in the format; did you mean "title"?',
      'f.yaml:3:14: Expected `recognise` to be a text, got an empty one',
      'f.yaml:5:5: Expected one of `templates`, `pairs` and `columns`, got templates and pairs',
      'f.yaml:5:17: The template "{src_ip}{dst_ip}" is wrong: a capture directly behind another: put some text between them',
      `f.yaml:5:37: The template "a {src_pi}" is wrong: "{src_pi}" names no field; known are _, ${fields}`,
      'f.yaml:5:51: The template "[x" is wrong: a "[" that is not closed',
      'f.yaml:5:57: The template "{" is wrong: a "{" that is not closed; write {{ for the brace itself',
      'f.yaml:5:62: The template "" is wrong: the template is empty',
      'f.yaml:6:69: Expected "b" to be the name of a field, got "dst_prt"; did you mean "dst_port"?',
      'f.yaml:7:19: Expected `event` to be start, end, permit, deny, translate or other, got "denny"; did you mean "deny"?',
      'f.yaml:7:26: Unknown field "user" in `set`; known are event, action, proto, event_id',
      'f.yaml:8:16: Expected `initiator` to be ports, got "port"; did you mean "ports"?',
      'f.yaml:9:18: Expected "www" to be a port from 0 to 65535, got the number 70000',
    ],
  );
});

const fields = [
  ...['src_ip', 'dst_ip', 'src_name', 'dst_name', 'src_port', 'dst_port', 'proto', 'src_if', 'dst_if', 'event'],
  ...['event_id', 'action', 'bytes', 'packets', 'duration', 'user', 'host', 'severity', 'policy', 'src', 'dst'],
].join(', ');

test('a format is a map, and its parts are what they must be', (t) => {
  t.deepEqual(mistakesOf('[]'), ['f.yaml:1:1: Expected the format to be a map of names to values, got a list']);
  t.regex(
    mistakesOf('name: a\ntitle: b\nrecognise: [[x]]\nmessages: {}')[0] ?? '',
    /^f\.yaml:4:11: Expected `messages` to be a list/,
  );
  t.regex(
    mistakesOf(`name: a\ntitle: b\nrecognise: [[x]]\nmessages: [{ templates: ["${'['.repeat(9)}"] }]`)[0] ?? '',
    /is wrong/,
  );
  t.deepEqual(mistakesOf('name: a\ntitle: b\nrecognise: [[x]]\nmessages: [{}]'), []);
});

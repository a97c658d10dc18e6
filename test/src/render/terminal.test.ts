import test from 'ava';
import type { PrintFormat } from '../../../src/render/renderer.ts';
import { renderers } from '../../../src/render/renderers.ts';
import { showForTerminal } from '../../../src/render/terminal.ts';
import { actingCharacter, hostileReport, hostileTexts, plainRule, reportOf, ruleOf } from '../../sample-report.ts';

test('nothing of a hostile report acts in a terminal, in any format', (t) => {
  for (const format of ['text', 'json', 'ndjson', 'csv'] as const) {
    t.notRegex(shown(format, hostileReport()).replaceAll('\r\n', '\n'), actingCharacter);
  }
  const rule = ruleOf(
    'r',
    hostileTexts.map((k) => ({ k })),
  );
  t.notRegex(shown('uniq', reportOf(rule)), actingCharacter);
});

test('what is harmless is shown as it is', (t) => {
  for (const format of Object.keys(renderers) as PrintFormat[]) {
    const raw = [...renderers[format](reportOf({ ...plainRule, title: 'ä \u{1f600} €' }), {})].join('');
    t.is(shown(format, reportOf({ ...plainRule, title: 'ä \u{1f600} €' })), raw);
  }
});

test('JSON on a terminal has the same value', (t) => {
  const report = hostileReport();
  t.deepEqual(JSON.parse(shown('json', report)), report);
  const lines = shown('ndjson', report).split('\n').slice(0, -1);
  t.deepEqual(
    lines.map((line) => JSON.parse(line).rank),
    report.rules.flatMap(({ ranking }) => ranking.map(({ rank }) => rank)),
  );
});

test('in JSON a character becomes its escape', (t) => {
  t.is(showForTerminal('{"a":"\u202e\u009b\x7f"}\n', 'json'), '{"a":"\\u202e\\u009b\\u007f"}\n');
});

test('a CR is left alone only before LF', (t) => {
  t.is(showForTerminal('a\rb\r\nc\r', 'csv'), 'a\\x0db\r\nc\\x0d');
  t.is(showForTerminal(Buffer.from('a\r\nb\n'), 'uniq'), 'a\\x0d\nb\n');
});

test('one key that is no UTF-8 leaves the others readable', (t) => {
  t.is(showForTerminal(Buffer.from('\xff\n\xc3\xa4\n', 'latin1'), 'uniq'), '\\xff\nä\n');
});

function shown(format: PrintFormat, report: ReturnType<typeof hostileReport>): string {
  return [...renderers[format](report, {})].map((chunk) => showForTerminal(chunk, format)).join('');
}

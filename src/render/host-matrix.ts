// Which hosts several rules found, and with how many lines: machines that are odd in more than one way come first.
// A host is an address in the first column of a rule's keys that has any; keys without one have no part in it, nor have
// informational rules: what those find need not be the host's doing.

import { formatAddress, parseAddress, sortKey } from '../addresses.ts';
import { Selection } from '../report/selection.ts';
import { amount, compareTexts, grouped } from '../text.ts';
import type { ReportText, RuleReport } from '../types.ts';
import { keyText } from './renderer.ts';
import { type Column, renderTable, splitColumns } from './table.ts';

/** A rule and what it is called in the heads of columns. */
export interface NumberedRule {
  readonly number: string;
  readonly rule: RuleReport;
}

const mostHosts = 20;
/** A terminal that is narrower wraps at most the rightmost rules. */
const widest = 100;

interface Host {
  readonly address: string;
  /** By rule; only of those that found it. */
  readonly lines: ReadonlyMap<RuleReport, number>;
  readonly allLines: number;
}

/** Nothing, unless hosts were found by two rules at least, be it different ones. */
export function* renderHostMatrix(all: readonly NumberedRule[]): Iterable<string> {
  const rules = all.filter(({ rule }) => rule.level !== 'informational');
  const hosts = findHosts(rules.map(({ rule }) => rule));
  const finders = new Set(hosts.flatMap(({ lines }) => [...lines.keys()]));
  if (finders.size < 2) return;
  const chosen = new Selection<Host>(mostHosts, compareHosts);
  for (const host of hosts) chosen.offer(host);
  const shown = chosen.sorted();
  const columns = rules
    .filter(({ rule }) => shown.some(({ lines }) => lines.has(rule)))
    .map(({ number, rule }): Column<Host> => ({ name: number, align: 'right', cell: (host) => linesOf(host, rule) }));
  yield 'Hosts, those that several rules found first; a column is a rule as numbered above, a cell its lines\n\n';
  for (const [index, table] of splitColumns(hostColumns, columns, shown, widest).entries()) {
    if (index > 0) yield '\n';
    yield* renderTable(table, shown);
  }
  if (hosts.length > mostHosts) yield `${amount(hosts.length - mostHosts, 'more host')} not shown\n`;
}

const hostColumns: readonly Column<Host>[] = [
  { name: 'host', align: 'left', cell: ({ address }) => address },
  { name: 'rules', align: 'right', cell: ({ lines }) => String(lines.size) },
  { name: 'lines', align: 'right', cell: ({ allLines }) => grouped(allLines) },
];

function linesOf({ lines }: Host, rule: RuleReport): string {
  const found = lines.get(rule);
  return found === undefined ? '.' : grouped(found);
}

function findHosts(rules: readonly RuleReport[]): readonly Host[] {
  const linesByHost = new Map<string, Map<RuleReport, number>>();
  for (const rule of rules) {
    for (const [address, count] of hostCounts(rule)) {
      const lines = linesByHost.get(address) ?? new Map<RuleReport, number>();
      lines.set(rule, (lines.get(rule) ?? 0) + count);
      linesByHost.set(address, lines);
    }
  }
  return [...linesByHost].map(([address, lines]) => {
    return { address, lines, allLines: [...lines.values()].reduce((sum, count) => sum + count, 0) };
  });
}

/** A host may have several keys. */
function* hostCounts({ ranking }: RuleReport): Iterable<readonly [address: string, count: number]> {
  const columns = Object.keys(ranking[0]?.key ?? {});
  for (const column of columns) {
    let isHost = false;
    for (const row of ranking) {
      const address = addressIn(keyText(row, column));
      if (address === undefined) continue;
      isHost = true;
      yield [address, row.count];
    }
    if (isHost) return;
  }
}

/** As it is written canonically; bytes that are no text are no address. */
function addressIn(text: ReportText): string | undefined {
  if (typeof text !== 'string') return undefined;
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  // There is but one way to write an IPv4 address.
  return address.length === 4 ? text : formatAddress(address);
}

/** By rules, then by lines, both descending, then by address. */
function compareHosts(a: Host, b: Host): number {
  return b.lines.size - a.lines.size || b.allLines - a.allLines || compareTexts(sortKey(a.address), sortKey(b.address));
}

// The formats that are built in, in the order in which a line is tried: those that a tag gives away first.

import type { FormatPlan, FormatSpec } from '../format-types.ts';
import { ciscoAsa } from './cisco-asa.ts';
import { ciscoIos } from './cisco-ios.ts';
import { compileFormat } from './compile-format.ts';
import { fortigate } from './fortigate.ts';
import { juniperSrx } from './juniper-srx.ts';
import { netfilter } from './netfilter.ts';
import { nfdumpCsv } from './nfdump-csv.ts';
import { paloalto } from './paloalto.ts';
import { pfsense } from './pfsense.ts';
import { snare } from './snare.ts';
import { windowsFirewall } from './windows-firewall.ts';
import { zeekConn } from './zeek-conn.ts';

export const formats: readonly FormatSpec[] = [
  ...[ciscoAsa, snare, ciscoIos, netfilter, pfsense, paloalto, juniperSrx, fortigate],
  ...[windowsFirewall, zeekConn, nfdumpCsv],
];

/** The plans of these formats, in their order. */
export function compileFormats(specs: readonly FormatSpec[]): readonly FormatPlan[] {
  return specs.map(compileFormat);
}

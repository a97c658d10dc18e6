// Rules over decoded fields, as a pack for a perimeter has them: who talks to which port. For timing the kernel.

import { compilePlan } from '../src/spec/plan.ts';
import type { RuleSpec, ScanPlan } from '../src/types.ts';

const lists = {
  internal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
  dns_servers: ['10.1.0.10', '10.1.0.11'],
};

/** Of conversations that begin, from the inside. */
const begun = ['event=start,permit,deny', 'src_ip=@internal'];
const outward = 'dst_ip!=@internal';
const notDns = 'src_ip!=@dns_servers';

const questions: readonly (readonly string[])[] = [
  ...[
    ['dst_port=53', notDns],
    ['dst_port=853', notDns],
    ['dst_port=25,465,587', outward],
    ['dst_port=110,143,993,995'],
  ],
  ...[['dst_port=80,443,8080,8081', outward], ['dst_port=22', outward], ['dst_port=23'], ['dst_port=69', 'proto=udp']],
  ...[['dst_port=20,21'], ['dst_port=989,990'], ['proto=esp,ah'], ['dst_port=500', 'proto=udp'], ['proto=gre']],
  ...[['dst_port=4500', 'proto=udp'], ['dst_port=10000', 'proto=tcp'], ['dst_port=1723', 'proto=tcp'], ['proto=ipv6']],
  ...[
    ['dst_port=3544', 'proto=udp'],
    ['dst_port=1194', outward],
    ['dst_port=51820', 'proto=udp', outward],
  ],
  ...[
    ['dst_port=1080', outward],
    ['dst_port=3389', outward],
    ['dst_port=139,445', outward],
    ['dst_port=6660-6669,6697'],
  ],
  ...[
    ['dst_port=161,162', outward],
    ['dst_port=514', outward],
    ['dst_port=123', outward],
    ['dst_port=5353', 'proto=udp'],
  ],
];

function ruleOf(where: readonly string[], id: number, measure: RuleSpec['measure']): RuleSpec {
  return {
    id: `rule-${id}`,
    match: { all: [], any: [], none: [], ignoreCase: false },
    where: [...begun, ...where],
    key: { kind: 'fields', fields: ['src_ip'] },
    allow: [],
    ...(measure && { measure }),
  };
}

/** So many rules, the questions again and again where there are fewer of them. */
export function fieldRules(count: number, measure?: RuleSpec['measure']): ScanPlan {
  const rules = Array.from({ length: count }, (_, i) => ruleOf(questions[i % questions.length] ?? [], i, measure));
  return compilePlan({ rules, lists, min: 1 }).plan;
}

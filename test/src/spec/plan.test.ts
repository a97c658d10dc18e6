import test from 'ava';
import { compileFormats, formats } from '../../../src/formats/formats.ts';
import { protocolAliases, protocolNames } from '../../../src/formats/protocols.ts';
import { servicePorts } from '../../../src/formats/services.ts';
import { canonicalJson, compilePlan, ruleIdentity, specDigest } from '../../../src/spec/plan.ts';
import type { MatchSpec, RuleSpec, SweepSpec } from '../../../src/types.ts';

const match: MatchSpec = { all: ['/53 '], any: [], none: ['\\x41b'], ignoreCase: false };
const rule: RuleSpec = { id: 'a', match, key: { kind: 'template', template: 'inside:{src:ip}/' }, allow: [] };

const everyLine: MatchSpec = { all: [], any: [], none: [], ignoreCase: false };
/** As a pack asks. */
const decoded: RuleSpec = {
  id: 'd',
  match: everyLine,
  where: ['event=start,deny', 'src_ip=@internal'],
  whereAny: ['dst_port=53', 'proto=47'],
  key: { kind: 'fields', fields: ['src_ip/24', 'dst_port'] },
  measure: { volume: 'sum(bytes)', destinations: 'distinct(dst_ip)', first: 'first' },
  having: ['destinations>=50'],
  sort: 'volume',
  allow: [],
};

function specOf(...rules: readonly RuleSpec[]): SweepSpec {
  return { rules, lists: {}, min: 1 };
}

test('texts become bytes and a template its parts', (t) => {
  const { plan, columns } = compilePlan(specOf(rule));
  t.deepEqual(plan.rules, [
    {
      all: ['/53 '],
      any: [],
      none: ['Ab'],
      ignoreCase: false,
      key: {
        kind: 'template',
        parts: [
          { kind: 'literal', text: 'inside:' },
          { kind: 'capture', name: 'src', type: 'ip' },
          { kind: 'literal', text: '/' },
        ],
      },
    },
  ]);
  t.deepEqual(columns, [[{ name: 'src', type: 'ip' }]]);
});

test('a field key has one column called key, no key has none', (t) => {
  const split = { delimiter: ':/', part: 2 };
  const field: RuleSpec = { ...rule, key: { kind: 'field', field: 13, delimiter: ' \\t', contains: 'inside', split } };
  const { plan, columns } = compilePlan(specOf(field, { ...rule, key: { kind: 'none' } }));
  t.deepEqual(
    plan.rules.map(({ key }) => key),
    [
      { kind: 'field', field: 13, delimiters: ' \t', contains: 'inside', split: { delimiters: ':/', part: 2 } },
      { kind: 'none' },
    ],
  );
  t.deepEqual(columns, [[{ name: 'key', type: 'any' }], []]);
});

test('without regard to case only ASCII letters are lowered', (t) => {
  const folded = { ...rule, match: { all: ['DENY É'], any: ['Ab'], none: ['\\xC0Z'], ignoreCase: true } };
  const [{ all, any, none } = { all: [], any: [], none: [] }] = compilePlan(specOf(folded)).plan.rules;
  t.deepEqual([all, any, none], [['deny \xc3\x89'], ['ab'], ['\xc0z']]);
});

test('the identity of a scan changes with all that a scan depends on', (t) => {
  const changes: readonly RuleSpec[] = [
    rule,
    { ...rule, match: { ...match, all: ['/54 '] } },
    { ...rule, match: { ...match, all: [], any: ['/53 '] } },
    { ...rule, match: { ...match, ignoreCase: true } },
    { ...rule, key: { kind: 'none' } },
    { ...rule, key: { kind: 'template', template: 'inside:{src:any}/' } },
    { ...rule, key: { kind: 'field', field: 1, delimiter: ' ' } },
    { ...rule, key: { kind: 'field', field: 2, delimiter: ' ' } },
    { ...rule, key: { kind: 'field', field: 2, delimiter: ' ', contains: 'x' } },
  ];
  const specs = [...changes.map((one) => specOf(one)), specOf(rule, rule)];
  const ids = specs.map((spec) => compilePlan(spec).plan.id);
  t.is(new Set(ids).size, specs.length);
  t.regex(ids[0] ?? '', /^sha256:[0-9a-f]{64}$/);
});

test('the identity of a scan stays with what only the report depends on, or how a text is written', (t) => {
  const spec = specOf(rule);
  const same: readonly SweepSpec[] = [
    { ...spec, min: 5, top: 3, lists: { a: ['10.1.1.5'] } },
    specOf({ ...rule, id: 'b', title: 't', why: 'w', level: 'high', tags: ['x'], allow: ['10.1.1.5'] }),
    specOf({ ...rule, match: { ...match, none: ['Ab'] } }),
  ];
  for (const other of same) t.is(compilePlan(other).plan.id, compilePlan(spec).plan.id);
});

test('the digest of a specification covers rules and lists, not the order of their fields', (t) => {
  const spec = { ...specOf(rule), lists: { b: ['1'], a: ['2'] } };
  const { id, ...rest } = rule;
  t.is(specDigest({ ...specOf({ ...rest, id }), lists: { a: ['2'], b: ['1'] } }), specDigest(spec));
  t.not(specDigest({ ...spec, lists: {} }), specDigest(spec));
  t.not(specDigest({ ...spec, rules: [{ ...rule, title: 'x' }] }), specDigest(spec));
  t.not(specDigest({ ...spec, lists: { a: ['2'], b: ['1', '0'] } }), specDigest(spec));
});

test('canonical JSON has one text for one value', (t) => {
  t.is(
    canonicalJson({ b: [2, { d: 1, c: '\x00é' }], a: undefined, A: null }),
    '{"A":null,"b":[2,{"c":"\\u0000é","d":1}]}',
  );
});

test('a rule on fields becomes what a kernel runs', (t) => {
  const { plan, columns, having } = compilePlan({ ...specOf(decoded), lists: { internal: ['10.0.0.0/8'] } });
  const zeros = '0'.repeat(24);
  t.deepEqual(plan.rules, [
    {
      ...everyLine,
      where: [
        { field: 'event', negated: false, test: { kind: 'texts', texts: ['deny', 'start'] } },
        {
          field: 'src_ip',
          negated: false,
          test: { kind: 'addresses', ranges: [[`4:${zeros}0a000000`, `4:${zeros}0affffff`]] },
        },
      ],
      whereAny: [
        { field: 'dst_port', negated: false, test: { kind: 'numbers', ranges: [[53, 53]] } },
        { field: 'proto', negated: false, test: { kind: 'texts', texts: ['gre'] } },
      ],
      key: { kind: 'fields', fields: [{ field: 'src_ip', prefix: { v4: 24, v6: 64 } }, { field: 'dst_port' }] },
      measures: [{ kind: 'distinct', field: 'dst_ip' }, { kind: 'first' }, { kind: 'sum', field: 'bytes' }],
    },
  ]);
  t.deepEqual(columns, [
    [
      { name: 'src_ip', type: 'network' },
      { name: 'dst_port', type: 'int' },
    ],
  ]);
  t.deepEqual(having, [[{ measure: 'destinations', operator: '>=', value: 50 }]]);
});

test('a plan is plain JSON', (t) => {
  const spec = { ...specOf(rule, { ...decoded, regexp: ['a+'] }), lists: { internal: ['::/0'] }, since: '2014-07-03' };
  const { plan } = compilePlan(spec);
  t.deepEqual(JSON.parse(JSON.stringify(plan)), plan);
});

test('lines are decoded only if something looks at fields or times', (t) => {
  const bare: RuleSpec = { id: 'a', match: everyLine, key: { kind: 'none' }, allow: [] };
  const decodes = (changes: Partial<SweepSpec>) =>
    compilePlan({ ...specOf(bare), ...changes }).plan.decode !== undefined;
  const ofRule = (changes: Partial<RuleSpec>) => decodes({ rules: [bare, { ...bare, ...changes }] });
  t.false(decodes({}));
  t.false(decodes({ formats }));
  t.false(ofRule({ regexp: ['x'], having: ['count>1'], sort: 'count' }));
  t.true(decodes({ since: '2014-07-03' }));
  t.true(decodes({ until: '2014-07-03' }));
  t.true(ofRule({ where: ['format=none'] }));
  t.true(ofRule({ whereAny: ['dst_port=53'] }));
  t.true(ofRule({ key: { kind: 'fields', fields: ['src_ip'] } }));
  t.true(ofRule({ measure: { hours: 'hours' } }));
});

test('lines are decoded by the formats of the sweep, and with all names of ports and protocols', (t) => {
  const [first, second] = formats.slice(2);
  if (first === undefined || second === undefined) return t.fail();
  const { decode } = compilePlan({ ...specOf(decoded), lists: { internal: [] }, formats: [second, first] }).plan;
  t.deepEqual(decode, {
    id: decode?.id ?? '',
    formats: compileFormats([second, first]),
    services: servicePorts(),
    protocols: protocolNames,
    protocolAliases,
  });
  const { decode: byDefault } = compilePlan({ ...specOf(decoded), lists: { internal: [] } }).plan;
  t.deepEqual(byDefault?.formats, compileFormats(formats));
});

test('regular expressions and times run as they are', (t) => {
  const { plan } = compilePlan({
    ...specOf({ ...rule, regexp: ['a+b', 'É'] }),
    since: '1970-01-02',
    until: '1970-01-02T00:00:10Z',
  });
  t.deepEqual(plan.rules[0]?.regexps, ['a+b', 'É']);
  t.is(plan.since, 86_400);
  t.is(plan.until, 86_410);
});

/** Each differs from all others in what it counts. */
const counted: readonly Partial<SweepSpec>[] = [
  {},
  { rules: [{ ...decoded, where: ['event=start'] }] },
  { rules: [{ ...decoded, where: ['event=start,deny', 'src_ip!=@internal'] }] },
  { rules: [{ ...decoded, whereAny: ['dst_port=53', 'proto=50'] }] },
  { rules: [{ ...decoded, regexp: ['x'] }] },
  { rules: [{ ...decoded, key: { kind: 'fields', fields: ['src_ip/24/48', 'dst_port'] } }] },
  { rules: [{ ...decoded, key: { kind: 'fields', fields: ['src_ip', 'dst_port'] } }] },
  { rules: [{ ...decoded, measure: { volume: 'sum(packets)' } }] },
  { rules: [{ ...decoded, measure: {} }] },
  { lists: { internal: ['10.0.0.0/9'] } },
  { lists: { internal: [] } },
  { since: '2014-07-03' },
  { until: '2014-07-03' },
  { formats: formats.slice(1) },
  { formats: [...formats].reverse() },
];
const asked: SweepSpec = { ...specOf(decoded), lists: { internal: ['10.0.0.0/8'] }, formats };

test('the identity of a decoded scan, and of each of its rules, changes with all that they depend on', (t) => {
  const plans = counted.map((changes) => compilePlan({ ...asked, ...changes }).plan);
  t.is(new Set(plans.map(({ id }) => id)).size, counted.length);
  t.is(new Set(plans.map((plan) => ruleIdentity(plan, 0))).size, counted.length);
  t.regex(ruleIdentity(plans[0] ?? { id: '', rules: [] }, 0), /^sha256:[0-9a-f]{64}$/);
});

test('the identity of a decoded scan stays with what is asked after counting, and with how a condition is written', (t) => {
  const { id } = compilePlan(asked).plan;
  const same: readonly Partial<SweepSpec>[] = [
    { lists: { internal: ['10.128.0.0/9', '10.0.0.0/9'], more: ['x'] } },
    { rules: [{ ...decoded, where: ['event = DENY,start', 'src_ip=10.0.0.0/8'] }] },
    { rules: [{ ...decoded, having: [], falsePositives: ['x'], next: ['y'], id: 'e', allow: ['@internal'] }] },
  ];
  for (const changes of same) t.is(compilePlan({ ...asked, ...changes }).plan.id, id);
});

test('the identity of a rule does not depend on the rules beside it, nor on formats if it looks at no field', (t) => {
  const { plan } = compilePlan({ ...asked, rules: [rule, decoded] });
  const other = compilePlan({ ...asked, rules: [decoded, rule], formats: formats.slice(1) }).plan;
  t.is(ruleIdentity(plan, 0), ruleIdentity(other, 1));
  t.not(ruleIdentity(plan, 1), ruleIdentity(other, 0));
  t.is(ruleIdentity(plan, 0), ruleIdentity(compilePlan(specOf(rule)).plan, 0));
  t.is(ruleIdentity(plan, 1), ruleIdentity(compilePlan(asked).plan, 0));
  const bounded = compilePlan({ ...specOf(rule), until: '2014-07-03' }).plan;
  t.not(ruleIdentity(plan, 0), ruleIdentity(bounded, 0));
  t.throws(() => ruleIdentity(plan, 2));
});

test('the digest of a specification covers formats and times', (t) => {
  const digests = [asked, { ...asked, formats: [] }, { ...asked, since: '2014' }, { ...asked, until: '2014' }].map(
    specDigest,
  );
  t.is(new Set(digests).size, digests.length);
});

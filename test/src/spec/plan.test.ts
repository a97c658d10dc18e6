import test from 'ava';
import { canonicalJson, compilePlan, specDigest } from '../../../src/spec/plan.ts';
import type { MatchSpec, RuleSpec, SweepSpec } from '../../../src/types.ts';

const match: MatchSpec = { all: ['/53 '], any: [], none: ['\\x41b'], ignoreCase: false };
const rule: RuleSpec = { id: 'a', match, key: { kind: 'template', template: 'inside:{src:ip}/' }, allow: [] };

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

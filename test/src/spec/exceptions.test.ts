import test from 'ava';
import fc from 'fast-check';
import { UserError } from '../../../src/errors.ts';
import { compileAllow } from '../../../src/spec/allow.ts';
import { followExceptions, specOn } from '../../../src/spec/exceptions.ts';
import { gatherMistakes } from '../../../src/spec/mistakes.ts';
import { compilePlan, specDigest } from '../../../src/spec/plan.ts';
import { readSpec, specFromFlags } from '../../../src/spec/spec.ts';
import type { SpecFiles } from '../../../src/spec/spec-files.ts';
import { noFlags } from '../../../src/spec/sweep-flags.ts';
import type { StaleItem, SweepSpec } from '../../../src/types.ts';

const until = '2014-07-27';

test('an item holds through its last day, and is as if it were not written from the next one on', (t) => {
  const rules = 'allow: [10.1.1.1, { item: 10.1.1.5, until: 2014-07-27, reason: ticket 4711 }]';
  t.deepEqual(allowOn(rules, '2014-07-26'), ['10.1.1.1', '10.1.1.5']);
  t.deepEqual(allowOn(rules, until), ['10.1.1.1', '10.1.1.5']);
  t.deepEqual(allowOn(rules, '2014-07-28'), ['10.1.1.1']);
  t.deepEqual(asked(rules, '2014-07-28').exceptions, [{ item: '10.1.1.5', rule: 'a', until, reason: 'ticket 4711' }]);
  t.is(specDigest(asked(rules, '2014-07-28')), specDigest(asked('allow: [10.1.1.1]', undefined)));
});

test('where no day is given, an item with an end hides nothing, and one without an end what it always hides', (t) => {
  const rules =
    'allow: [{ item: 10.1.1.5, until: 2014-07-27 }, { item: 10.1.1.6, reason: a printer }, { item: 10.1.1.7 }]';
  t.deepEqual(allowOn(rules, undefined), ['10.1.1.6', '10.1.1.7']);
  t.deepEqual(stale(rules, undefined, ['10.1.1.6', '10.1.1.7']), [
    { item: '10.1.1.5', rule: 'a', until, why: 'no-day' },
  ]);
});

test('an item that is also written without an end holds', (t) => {
  t.deepEqual(allowOn('allow: [{ item: 10.1.1.5, until: 2014-07-27 }, 10.1.1.5]', '2014-08-01'), ['10.1.1.5']);
});

test('items of lists have an end too, for whatever names the list', (t) => {
  const rules = 'allow: ["@cameras"]\nlists: { cameras: [10.1.40.1, { item: 10.1.40.2, until: 2014-07-27 }] }';
  t.deepEqual(asked(rules, until).lists, { cameras: ['10.1.40.1', '10.1.40.2'] });
  t.deepEqual(asked(rules, '2014-07-28').lists, { cameras: ['10.1.40.1'] });
  t.deepEqual(asked(rules, until).exceptions, [{ item: '10.1.40.2', list: 'cameras', until }]);
});

test('a question without exceptions is the same on every day', (t) => {
  const spec = asked('allow: [10.1.1.1]', '2014-07-28');
  t.deepEqual(spec, asked('allow: [10.1.1.1]', undefined));
  t.false('exceptions' in spec || 'asOf' in spec);
});

test('what is over, and what hid nothing, is found', (t) => {
  const rules = [
    'allow: [{ item: 10.1.1.1, until: 2014-07-27 }, { item: 10.1.1.2, until: 2014-08-27 }, { item: 10.1.2.0/24, reason: guests }, "@cameras"]',
    'lists: { cameras: [{ item: 10.1.40.1, reason: x }, { item: 10.1.40.2, reason: y }], unused: [{ item: z, reason: z }] }',
  ].join('\n');
  const keys = ['10.1.1.1', '10.1.2.9', '10.1.40.2', '10.9.9.9'];
  t.deepEqual(stale(rules, '2014-08-01', keys), [
    { item: '10.1.1.1', rule: 'a', until, why: 'expired' },
    { item: '10.1.1.2', rule: 'a', until: '2014-08-27', why: 'unused' },
    { item: '10.1.40.1', list: 'cameras', reason: 'x', why: 'unused' },
  ]);
});

test('an item is used where its own column has it, and by any rule that names its list', (t) => {
  const rules = `version: 1
lists: { servers: [{ item: 10.1.1.1, reason: x }] }
rules:
  - { id: a, key: "{src:ip} to {dst:ip}", allow: ["dst=@servers", { item: dst=10.1.1.2, reason: y }] }
  - { id: b, key: "{ip}", allow: ["@servers"] }
`;
  const spec = specOf(rules, undefined);
  t.deepEqual(
    followed(spec, [
      [
        ['10.1.1.1', '10.1.1.9'],
        ['10.1.1.2', '10.1.1.9'],
      ],
      [],
    ]).map(({ item }) => item),
    ['dst=10.1.1.2', '10.1.1.1'],
  );
  t.deepEqual(
    followed(spec, [
      [
        ['10.9.9.9', '10.1.1.1'],
        ['10.9.9.9', '10.1.1.2'],
      ],
      [],
    ]),
    [],
  );
  t.deepEqual(followed(spec, [[['10.9.9.9', '10.1.1.2']], [['10.1.1.1']]]), []);
});

test('following exceptions changes nothing of what is hidden', (t) => {
  const item = fc.constantFrom('10.1.1.1', '10.1.1.0/30', '10.1.1.9', '@l', 'src=10.1.1.2');
  const entry = fc.tuple(item, fc.boolean());
  fc.assert(
    fc.property(
      fc.array(entry, { maxLength: 4 }),
      fc.array(
        entry.filter(([text]) => text !== '@l' && !text.includes('=')),
        { maxLength: 3 },
      ),
      (allow, list) => {
        const yaml = (entries: readonly (readonly [string, boolean])[]) =>
          `[${entries.map(([text, isException]) => (isException ? `{ item: "${text}", reason: r }` : `"${text}"`)).join(', ')}]`;
        const spec = asked(`allow: ${yaml(allow)}\nlists: { l: ${yaml(list)} }`, undefined);
        const [rule] = spec.rules;
        const [columns = []] = compilePlan(spec).columns;
        if (rule === undefined) return;
        const hides = compileAllow(rule.allow, spec.lists, columns);
        const exceptions = followExceptions(spec);
        const watched = exceptions.watch(rule, columns, hides);
        const keys = Array.from({ length: 12 }, (_, index) => [`10.1.1.${index}`]);
        for (const key of [...keys, ...keys]) t.is(watched(key), hides(key));
        // As anyone would find out: does the item alone hide one of the keys?
        const alone = (text: string) => compileAllow([text], spec.lists, columns);
        const unused = (spec.exceptions ?? []).filter((exception) => !keys.some((key) => alone(exception.item)(key)));
        const reached = unused.filter((exception) => exception.list === undefined || rule.allow.includes('@l'));
        t.deepEqual(
          exceptions.stale(),
          reached.map((exception) => ({ ...exception, why: 'unused' as const })),
        );
      },
    ),
  );
});

test('what is wrong with an exception is told with its place', (t) => {
  t.deepEqual(
    mistakesOf(
      'allow: [{ until: 2014-02-30, raeson: x }, { item: 5 }, { item: 10.1.1, reason: [] }, { item: x, until: 7 }]',
    ),
    [
      'r.yaml:5:13: Expected `item` to be there, got no field of that name',
      'r.yaml:5:22: Expected `until` to be the last day on which it holds, as 2026-12-31, got "2014-02-30"',
      'r.yaml:5:34: Unknown field "raeson" in an item of `allow`; did you mean "reason"?',
      'r.yaml:5:55: Expected `item` to be text, got the number 5; write it in quotes: "5"',
      'r.yaml:5:60: Expected an allowed item to be an address, a network or a range, got "10.1.1"; write 10.1.1.5, 10.1.0.0/16, 10.1.1.5-10.1.1.20 or fe80::/10, in full and without leading zeros',
      'r.yaml:5:84: Expected `reason` to be text, got a list',
      'r.yaml:5:108: Expected `until` to be the last day on which it holds, as 2026-12-31, got the number 7',
    ],
  );
  t.throws(() => specFromFlags({ ...noFlags, asOf: 'today' }, filesOf('')), {
    instanceOf: UserError,
    message: 'Expected the `--as-of` option to be a day as 2014-07-03, got "today"',
  });
});

test('lists of two files that differ in their ends differ', (t) => {
  const files = filesOf(
    ruleFile('lists: { l: [{ item: x, until: 2014-07-27 }] }'),
    'lists: { l: [{ item: x, until: 2014-07-28 }] }',
  );
  const same = filesOf(
    ruleFile('lists: { l: [{ item: x, until: 2014-07-27 }] }'),
    'version: 1\nlists: { l: [{ item: x, until: 2014-07-27 }] }',
  );
  const twice = { ...noFlags, rules: ['./r.yaml'], lists: ['./l.yaml', './l2.yaml'] };
  t.throws(() => specFromFlags(twice, files), { instanceOf: UserError, message: /The list "l" has other items/ });
  t.notThrows(() => specFromFlags(twice, same));
});

function ruleFile(more: string): string {
  const allow = more.startsWith('allow') ? more : `allow: []\n${more}`;
  return `version: 1\nrules:\n  - id: a\n    key: "inside:{src:ip}/"\n    ${allow.replace('\nlists', '\n#\nlists')}\n`;
}

/** `./r.yaml`, and lists as `./l.yaml`, with another of the same items with an end on the 27th. */
function filesOf(rules: string, lists = 'lists: {}'): SpecFiles {
  const texts: Readonly<Record<string, string>> = {
    './r.yaml': rules,
    'r.yaml': rules,
    './l.yaml': lists,
    './l2.yaml': 'lists: { l: [{ item: x, until: 2014-07-27 }] }',
  };
  return { read: (path) => ({ kind: 'text', text: texts[path] ?? '' }) };
}

function specOf(rules: string, day: string | undefined): SweepSpec {
  const mistakes = gatherMistakes();
  const beside = { list: new Map(), allow: { items: [], placeOf: () => undefined } };
  const dated = readSpec({ ...noFlags, rules: ['r.yaml'] }, filesOf(rules), beside, mistakes);
  mistakes.throwIfAny();
  return specOn(dated, day);
}

function asked(rules: string, day: string | undefined): SweepSpec {
  return specOf(ruleFile(rules), day);
}

function allowOn(rules: string, day: string | undefined): readonly string[] | undefined {
  return asked(rules, day).rules[0]?.allow;
}

/** Of keys of one column. */
function stale(rules: string, day: string | undefined, keys: readonly string[]): readonly StaleItem[] {
  return followed(asked(rules, day), [keys.map((key) => [key])]);
}

/** Of keys of each rule. */
function followed(spec: SweepSpec, keys: readonly (readonly (readonly string[])[])[]): readonly StaleItem[] {
  const { columns } = compilePlan(spec);
  const exceptions = followExceptions(spec);
  for (const [index, rule] of spec.rules.entries()) {
    const ofRule = columns[index] ?? [];
    const hides = exceptions.watch(rule, ofRule, compileAllow(rule.allow, spec.lists, ofRule));
    for (const key of keys[index] ?? []) hides(key);
  }
  return exceptions.stale();
}

function mistakesOf(rules: string): readonly string[] {
  try {
    asked(rules, undefined);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message.split('\n');
  }
}

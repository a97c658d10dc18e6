import test from 'ava';
import fc from 'fast-check';
import { type Change, compareReports, countNew, type Diff, defaultThresholds } from '../../../src/diff/diff.ts';
import type { Report } from '../../../src/types.ts';
import { type Told, type Truth, tell } from './reports.ts';

test('a key is new, up, down, gone, or as before', (t) => {
  const diff = compare(
    [tell({ counts: { stays: 20, rises: 10, falls: 30, leaves: 5, doubles: 10 } })],
    tell({ counts: { stays: 21, rises: 30, falls: 10, comes: 1, doubles: 20 } }),
  );
  t.deepEqual(told(diff), ['new comes 1', 'up rises 30 from 10', 'down falls 10 from 30', 'gone leaves 0 from 5']);
  t.true(changesOf(diff).every(({ certain }) => certain));
  t.deepEqual(diff.doubts, []);
  t.deepEqual(diff.rules[0]?.doubts, []);
});

test('what is few on both sides is neither up nor down', (t) => {
  const old = tell({ counts: { few: 1, falling: 9 } });
  const now = tell({ counts: { few: 9, falling: 1 } });
  t.deepEqual(told(compare([old], now)), []);
  t.deepEqual(told(compare([old], now, { up: 3, min: 9 })), ['up few 9 from 1', 'down falling 1 from 9']);
});

test('against several reports a key is up over the highest, down under the lowest, gone from every one', (t) => {
  const diff = compare(
    [
      tell({ counts: { up: 10, notUp: 10, down: 90, notDown: 90, gone: 1, rare: 1 } }),
      tell({ counts: { up: 1, notUp: 11, down: 30, notDown: 29, gone: 2, back: 4 } }),
    ],
    tell({ counts: { up: 30, notUp: 30, down: 10, notDown: 10, back: 5, fresh: 2 } }),
  );
  t.deepEqual(told(diff), ['new fresh 2', 'up up 30 from 10 1', 'down down 10 from 90 30', 'gone gone 0 from 1 2']);
});

test('a key tells in which report it was first', (t) => {
  const reports = [{ a: 20 }, { a: 20, b: 20 }, { b: 20, a: 20 }].map((counts) => tell({ counts }));
  const diff = compare(reports, tell({ counts: { a: 90, b: 90, c: 90 } }));
  t.deepEqual(
    changesOf(diff).map(({ key, firstSeen }) => [key.src, firstSeen]),
    [
      ['c', 'now'],
      ['a', 'old 1'],
      ['b', 'old 2'],
    ],
  );
});

test('the new come first and the certain before the others, then by lines, then as ranked', (t) => {
  const old = tell({ counts: { x: 5, y: 5, z: 6 } });
  const diff = compare([old], tell({ counts: { a: 1, c: 7, b: 7, d: 2 } }));
  t.deepEqual(told(diff), [
    ...['new b 7', 'new c 7', 'new d 2', 'new a 1'],
    ...['gone z 0 from 6', 'gone x 0 from 5', 'gone y 0 from 5'],
  ]);
});

test('a key that may have been cut off is new perhaps, and nothing says that it was not there', (t) => {
  const diff = compare([tell({ counts: { a: 9, b: 4, c: 3 }, top: 1 })], tell({ counts: { a: 9, b: 4, d: 1 } }));
  t.deepEqual(told(diff), ['new? b 4 from null', 'new? d 1 from null']);
  t.deepEqual(diff.rules[0]?.doubts, [{ kind: 'cut', report: 'old 1', keys: 2, most: 6 }]);
  t.is(countNew(diff), 2);
});

test('a key that the new report cuts off is gone perhaps', (t) => {
  const diff = compare([tell({ counts: { a: 9, b: 9 } })], tell({ counts: { a: 9, b: 2 }, min: 3 }));
  t.deepEqual(told(diff), ['gone? b 0 from 9']);
});

test('in an archive that was damaged a key is not gone for certain, and before one not new', (t) => {
  const whole = { a: 20, b: 20 };
  const [old, now] = [tell({ counts: whole }), tell({ counts: { ...whole, c: 20 } })];
  const damaged = (counts: Truth) => tell({ counts, problems: 2 });
  t.deepEqual(told(compare([now], damaged({ a: 60, b: 1 }))), [
    'up a 60 from 20',
    'down? b 1 from 20',
    'gone? c 0 from 20',
  ]);
  t.deepEqual(told(compare([damaged(whole)], now)), ['new? c 20 from 0']);
  t.deepEqual(told(compare([damaged({ a: 1 })], old)), ['new? b 20 from 0', 'up? a 20 from 1']);
  t.deepEqual(told(compare([damaged(whole)], tell({ counts: { a: 1 } }))), ['down a 1 from 20', 'gone b 0 from 20']);
  t.deepEqual(compare([damaged(whole)], now).doubts, [{ kind: 'unread', report: 'old 1', problems: 2 }]);
});

test('that a report lacked another to be compared with takes nothing from its own numbers', (t) => {
  const [old, now] = [tell({ counts: { a: 9 } }), tell({ counts: { b: 9 } })];
  const problem = { path: 'x.json', reason: 'baseline', message: 'cut', scannedBytes: 0, lines: 0 } as const;
  const lacking = (report: Report) => ({ ...report, coverage: { ...report.coverage, problems: [problem] } });
  t.deepEqual(compare([lacking(old)], lacking(now)), compare([old], now));
});

test('a day that was not read to its end does not keep a key from being gone or down', (t) => {
  const [whole, damaged] = [tell({ counts: { a: 30, b: 30 } }), tell({ counts: {}, problems: 1 })];
  const now = tell({ counts: { b: 1 } });
  t.deepEqual(told(compare([whole, damaged], now)), ['down b 1 from 30 0', 'gone a 0 from 30 0']);
  t.deepEqual(told(compare([whole, tell({ counts: {} })], now)), []);
});

test('a key that an allow-list hid, which is another now, is new perhaps', (t) => {
  const old = tell({ counts: { a: 5, b: 2, c: 1 }, allow: ['b', 'c'] });
  const now = tell({ counts: { a: 5, b: 2, d: 1 } });
  const diff = compare([old], now);
  t.deepEqual(told(diff), ['new? b 2 from 0', 'new? d 1 from 0']);
  t.deepEqual(diff.rules[0]?.doubts, [{ kind: 'rule-changed', report: 'old 1', fields: ['allow'] }]);
  t.deepEqual(told(compare([now], old)), ['gone? b 0 from 2', 'gone? d 0 from 1']);
  // The list is the same: what it hides it would hide here.
  t.deepEqual(told(compare([old], tell({ counts: { a: 5, d: 1 }, allow: ['b', 'c'] }))), ['new d 1']);
});

test('counts of another question are compared, and nothing of it is certain', (t) => {
  const rule = { match: { all: ['/25 '], any: [], none: [], ignoreCase: false } };
  const diff = compare([tell({ counts: { a: 20, b: 20 }, rule })], tell({ counts: { a: 90, c: 1 } }));
  t.deepEqual(told(diff), ['new? c 1 from 0', 'up? a 90 from 20', 'gone? b 0 from 20']);
  t.deepEqual(diff.rules[0]?.doubts, [{ kind: 'rule-changed', report: 'old 1', fields: ['match'] }]);
  t.deepEqual(diff.doubts, [{ kind: 'other-rules', report: 'old 1' }]);
});

test('a list counts for a rule whose conditions name it, and elsewhere hides at most', (t) => {
  const [lists, where] = [{ inside: ['10.0.0.0/8'] }, ['src_ip=@inside']];
  const asked = (rule: object) => compare([tell({ counts: { a: 9 }, rule, lists })], tell({ counts: { b: 1 }, rule }));
  t.deepEqual(told(asked({ where })), ['new? b 1 from 0', 'gone? a 0 from 9']);
  t.deepEqual(told(asked({ where: ['src_ip=10.0.0.0/8'] })), ['new b 1', 'gone a 0 from 9']);
});

test('a title is no other question', (t) => {
  const diff = compare([tell({ counts: { a: 9 }, rule: { title: 'old', why: 'x' } })], tell({ counts: { b: 1 } }));
  t.deepEqual(told(diff), ['new b 1', 'gone a 0 from 9']);
});

test('other times or other formats are another question', (t) => {
  const [old, now] = [tell({ counts: { a: 9 } }), tell({ counts: { b: 1 } })];
  const since: Report = { ...old, spec: { ...old.spec, since: '2014-07-03', digest: 'sha256:1' } };
  const formats: Report = { ...old, spec: { ...old.spec, digest: 'sha256:1' } };
  for (const [report, field] of [
    [since, 'since'],
    [formats, 'formats'],
  ] as const) {
    const diff = compare([report], now);
    t.deepEqual(told(diff), ['new? b 1 from 0', 'gone? a 0 from 9']);
    t.deepEqual(diff.rules[0]?.doubts, [{ kind: 'rule-changed', report: 'old 1', fields: [field] }]);
  }
});

test('with `having` or another sort, a key that is left out may have more lines than the last', (t) => {
  for (const rule of [{ sort: 'destinations' }, { having: ['destinations>=5'] }]) {
    const old = tell({ counts: { a: 2, b: 90, c: 1 }, rule });
    const [first] = old.rules;
    const cut: Report = { ...old, rules: first ? [{ ...first, ranking: first.ranking.slice(1, 2) }] : [] };
    const diff = compare([cut], tell({ counts: { b: 90 }, rule }));
    t.deepEqual(diff.rules[0]?.doubts, [{ kind: 'cut', report: 'old 1', keys: 2, most: 90 }]);
  }
});

test('a rule that no report before has is not compared', (t) => {
  const other = tell({ counts: { a: 1 }, rule: { id: 'smtp' } });
  const diff = compare([other], tell({ counts: { a: 1 } }));
  t.deepEqual(diff.rules[0]?.comparedWith, []);
  t.deepEqual(told(diff), []);
  t.deepEqual(diff.rules[0]?.doubts, [{ kind: 'no-rule', report: 'old 1' }]);
  t.deepEqual(diff.missingRules, ['smtp']);
});

test('a rule is compared with the reports that have it', (t) => {
  const other = tell({ counts: { a: 1 }, rule: { id: 'smtp' } });
  const diff = compare([other, tell({ counts: { a: 1 } })], tell({ counts: { a: 1, b: 1 } }));
  t.deepEqual(diff.rules[0]?.comparedWith, ['old 2']);
  t.deepEqual(told(diff), ['new b 1']);
});

test('keys of several columns and of bytes that are no text are told apart', (t) => {
  const withKeys = (...keys: readonly object[]): Report => {
    const report = tell({ counts: Object.fromEntries(keys.map((_, index) => [String(index), 1])) });
    const [rule] = report.rules;
    const ranking = rule?.ranking.map((row, index) => ({ ...row, key: keys[index] })) ?? [];
    return { ...report, rules: [{ ...rule, ranking }] } as unknown as Report;
  };
  const [a, b, c] = [
    { src: 'a', dst: 'bc' },
    { src: 'ab', dst: 'c' },
    { src: { base64: '/w==' }, dst: '' },
  ];
  const diff = compare([withKeys(a, c)], withKeys(b, c));
  t.deepEqual(
    changesOf(diff).map(({ change, key }) => [change, key]),
    [
      ['new', b],
      ['gone', a],
    ],
  );
});

// ---------------------------------------------------------------- laws

const counts = fc.dictionary(fc.constantFrom(...'abcdefgh'), fc.integer({ min: 0, max: 40 }));

/** How a report falls short of the truth. */
interface Cutting {
  readonly min: number;
  readonly top: number;
  readonly allow: readonly string[];
  /** So many lines of each key were not read. */
  readonly lost: number;
}

const cutting: fc.Arbitrary<Cutting> = fc.record({
  min: fc.constantFrom(1, 1, 2, 5),
  top: fc.constantFrom(0, 0, 1, 3),
  allow: fc.uniqueArray(fc.constantFrom(...'abc'), { maxLength: 2 }),
  lost: fc.constantFrom(0, 0, 1, 10),
});

test('what is certain is so in the whole truth', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(counts, cutting), { minLength: 1, maxLength: 3 }),
      counts,
      cutting,
      (olds, now, cut) => {
        const diff = compare(
          olds.map(([truth, cutting]) => partly(truth, cutting)),
          partly(now, cut),
        );
        for (const { change, certain, key } of changesOf(diff)) {
          if (!certain) continue;
          const name = String(key.src);
          // What is missing or few in a report that lacks a part is not held against a key.
          const whole = olds.filter(([, { lost }]) => lost === 0);
          const isLess = change === 'down' || change === 'gone';
          const before = (isLess && whole.length > 0 ? whole : olds).map(([truth]) => truth[name] ?? 0);
          t.true(holds(change, before, now[name] ?? 0), `${change} ${name}`);
        }
      },
    ),
  );
});

test('no key that is new in truth, and ranked, is left out', (t) => {
  fc.assert(
    fc.property(counts, cutting, counts, cutting, (old, oldCut, now, cut) => {
      const report = partly(now, cut);
      const diff = compare([partly(old, oldCut)], report);
      const found = changesOf(diff).flatMap(({ change, key }) => (change === 'new' ? [String(key.src)] : []));
      const fresh = ranked(report).filter((name) => (old[name] ?? 0) === 0);
      t.deepEqual(
        fresh.filter((name) => !found.includes(name)),
        [],
      );
    }),
  );
});

test('of whole reports everything is certain, and told as anyone would count it', (t) => {
  fc.assert(
    fc.property(fc.array(counts, { minLength: 1, maxLength: 3 }), counts, (olds, now) => {
      const diff = compare(
        olds.map((truth) => tell({ counts: truth })),
        tell({ counts: now }),
      );
      const expected = [...'abcdefgh'].flatMap((name) => {
        const before = olds.map((truth) => truth[name] ?? 0);
        const kind = (['new', 'up', 'down', 'gone'] as const).find((each) => holds(each, before, now[name] ?? 0));
        return kind === undefined ? [] : [`${kind} ${name} yes`];
      });
      const found = changesOf(diff).map(({ change, key, certain }) => `${change} ${key.src} ${certain ? 'yes' : 'no'}`);
      t.deepEqual(found.sort(), expected.sort());
    }),
  );
});

/** What the words mean, over the true counts. */
function holds(change: Change['change'], before: readonly number[], now: number): boolean {
  const { up, min } = defaultThresholds;
  switch (change) {
    case 'new':
      return now > 0 && before.every((count) => count === 0);
    case 'gone':
      return now === 0 && before.every((count) => count > 0);
    case 'up':
      return now >= min && before.some((count) => count > 0) && before.every((count) => now >= up * count);
    case 'down':
      return now > 0 && before.every((count) => count >= min && now * up <= count);
  }
}

function partly(truth: Truth, { min, top, allow, lost }: Cutting): Report {
  const read = Object.entries(truth).map(([key, count]) => [key, Math.max(0, count - lost)] as const);
  const told: Told = { counts: Object.fromEntries(read), min, top, allow, problems: lost > 0 ? 1 : 0 };
  return tell(told);
}

function ranked(report: Report): string[] {
  return report.rules.flatMap(({ ranking }) => ranking.map(({ key }) => String(key.src)));
}

function compare(old: readonly Report[], now: Report, thresholds = defaultThresholds): Diff {
  const named = old.map((report, index) => ({ name: `old ${index + 1}`, report }));
  return compareReports({ old: named, now: { name: 'now', report: now }, thresholds, version: '1.2.3' });
}

function changesOf({ rules }: Diff): readonly Change[] {
  return rules.flatMap(({ changes }) => changes);
}

/** `new? a 3 from 0`; of what is certainly new no count before. */
function told(diff: Diff): string[] {
  return changesOf(diff).map(({ change, certain, key, count, before }) => {
    const from = change === 'new' && certain ? '' : ` from ${before.map(String).join(' ')}`;
    return `${change}${certain ? '' : '?'} ${key.src} ${count}${from}`;
  });
}

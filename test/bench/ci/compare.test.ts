import test from 'ava';
import {
  compareFigures,
  describeFinding,
  differences,
  isRegression,
  summarizeFindings,
} from '../../../bench/ci/compare.ts';
import type { Figure, Unit } from '../../../bench/ci/figures.ts';

const figure = (
  name: string,
  median: number,
  [low, high]: readonly [number, number],
  unit: Unit = 'times the reference',
): Figure => ({ name, unit, median, low, high, all: [low, median, high] });
const base = figure('plain', 1, [0.98, 1.03]);
const kindOf = (now: Figure, before = base) => compareFigures([before], [now], 0.1).map(({ kind }) => kind);

test('a figure is worse if it moved by more than is allowed and the spreads are apart', (t) => {
  t.deepEqual(kindOf(figure('plain', 1.2, [1.18, 1.22])), ['worse']);
  t.deepEqual(kindOf(figure('plain', 1.2, [1.03, 1.4])), ['unsure']);
  t.deepEqual(kindOf(figure('plain', 1.2, [1.031, 1.4])), ['worse']);
});

test('what is allowed is allowed, however sure', (t) => {
  t.deepEqual(kindOf(figure('plain', 1.1, [1.09, 1.11])), ['same']);
  t.deepEqual(kindOf(figure('plain', 1.101, [1.09, 1.11])), ['worse']);
});

test('better is better only beyond the same measure, with spreads apart', (t) => {
  t.deepEqual(kindOf(figure('plain', 0.8, [0.7, 0.9])), ['better']);
  t.deepEqual(kindOf(figure('plain', 0.8, [0.7, 1])), ['same']);
  t.deepEqual(kindOf(figure('plain', 0.95, [0.94, 0.96])), ['same']);
});

test('a figure that vanished is a regression, and a new one is not', (t) => {
  const findings = compareFigures([base], [figure('gzip', 1, [1, 1])], 0.1);
  t.deepEqual(
    findings.map((finding) => [finding.kind, isRegression(finding)]),
    [
      ['lost', true],
      ['new', false],
    ],
  );
});

test('only what is worse or lost is a regression', (t) => {
  const all = [1.2, 1.05, 0.5].map((median) => figure('plain', median, [median, median]));
  t.deepEqual(all.flatMap((now) => compareFigures([base], [now], 0.1)).map(isRegression), [true, false, false]);
  t.false(compareFigures([base], [figure('plain', 1.2, [1, 1.4])], 0.1).some(isRegression));
});

test('instructions that were not asked for are not lost, and one name in two units is two figures', (t) => {
  const instructions = figure('plain', 3.5, [3.5, 3.5], 'instructions a byte');
  t.deepEqual(
    compareFigures([base, instructions], [base], 0.1).map(({ kind }) => kind),
    ['same'],
  );
  t.deepEqual(
    compareFigures([base, instructions], [base, figure('plain', 4, [4, 4], 'instructions a byte')], 0.1).map(
      ({ kind }) => kind,
    ),
    ['same', 'worse'],
  );
});

test('a finding says which figure moved from what to what', (t) => {
  const [worse] = compareFigures([base], [figure('plain', 1.234, [1.2, 1.26])], 0.1);
  t.is(
    worse && describeFinding(worse, 0.1),
    'WORSE: plain: from 1.000 times the reference (0.980 to 1.030) to 1.234 times the reference (1.200 to 1.260), ' +
      '+23.4 %, more than the 10 % that are allowed',
  );
  const [unsure] = compareFigures([base], [figure('plain', 1.2, [1, 1.3])], 0.1);
  t.regex((unsure && describeFinding(unsure, 0.1)) ?? '', /^unsure: plain: .*, \+20 %, but the spreads overlap/);
  const [better] = compareFigures([base], [figure('plain', 0.5, [0.5, 0.5])], 0.1);
  t.regex((better && describeFinding(better, 0.1)) ?? '', /^better: plain: .*, −50 %$/);
  const [lost] = compareFigures([base], [], 0.1);
  t.is(
    lost && describeFinding(lost, 0.1),
    'LOST: plain: was 1.000 times the reference (0.980 to 1.030), and was not measured now',
  );
});

test('runs compare on the same kind of machine, with the same reference and the same data', (t) => {
  const terms = {
    machineKind: 'amd-epyc-2-cores-linux-x64-node-20',
    referenceVersion: 1,
    data: { seed: 1, files: 2, bytes: 3, lines: 4 },
  };
  t.deepEqual(differences(terms, { ...terms, data: { ...terms.data } }), []);
  t.deepEqual(differences(terms, { ...terms, machineKind: 'other', referenceVersion: 2 }), [
    'the kind of machine was "amd-epyc-2-cores-linux-x64-node-20", and is "other"',
    'the reference was 1, and is 2',
  ]);
  t.deepEqual(differences(terms, { ...terms, data: { ...terms.data, lines: 5 } }), [
    'the data was {"seed":1,"files":2,"bytes":3,"lines":4}, and is {"seed":1,"files":2,"bytes":3,"lines":5}',
  ]);
});

test('the summary counts what is worse or lost, and names the day of the base', (t) => {
  const worse = compareFigures([base], [figure('plain', 2, [2, 2])], 0.1);
  t.is(summarizeFindings(worse, '2026-11-23T10:00:00.000Z'), '1 of 1 figures are worse or lost than on 2026-11-23.');
  t.is(summarizeFindings([], '2026-11-23T10:00:00.000Z'), 'No figure is worse than on 2026-11-23.');
});

import test from 'ava';
import {
  checkMeasuring,
  compileHaving,
  compileMeasures,
  type Measuring,
  readMeasureOption,
} from '../../../src/spec/measures.ts';
import { gatherMistakes } from '../../../src/spec/mistakes.ts';
import { mistakesOf } from '../../helpers/mistakes.ts';

const columns = [{ name: 'src_ip', type: 'ip' }] as const;

function measuring(
  measures: readonly (readonly [string, string])[],
  having: readonly string[] = [],
  sort?: string,
): Measuring {
  const place = (line: number) => ({ path: 'r.yaml', line });
  return {
    measures: measures.map(([name, expression], index) => ({ name, expression, place: place(index + 1) })),
    having: { items: having, placeOf: (index) => place(100 + index) },
    ...(sort === undefined ? {} : { sort: { measure: sort, place: place(200) } }),
  };
}

function told(...asked: Parameters<typeof measuring>): readonly string[] {
  return mistakesOf((mistakes) => checkMeasuring(measuring(...asked), columns, mistakes));
}

test('measures stand by name, in the order of names, written in one way', (t) => {
  const mistakes = gatherMistakes();
  const asked = measuring(
    [
      ['hours', 'hours'],
      ['destinations', ' distinct( dst_ip ) '],
      ['volume', 'sum(bytes)'],
      ['first', 'first'],
      ['recently', 'last'],
    ],
    ['destinations >= 50', 'count!=1'],
    'volume',
  );
  const checked = checkMeasuring(asked, columns, mistakes);
  mistakes.throwIfAny();
  t.is(
    JSON.stringify(checked.measure),
    '{"destinations":"distinct(dst_ip)","first":"first","hours":"hours","recently":"last","volume":"sum(bytes)"}',
  );
  t.deepEqual(checked.having, ['destinations >= 50', 'count!=1']);
  t.is(checked.sort, 'volume');
});

test('nothing asked is nothing', (t) => {
  t.deepEqual(checkMeasuring(measuring([]), columns, gatherMistakes()), {});
});

test('measures run in the order of their names', (t) => {
  t.deepEqual(compileMeasures({ z: 'first', b: 'sum(packets)', a: 'distinct(dst_port)' }), [
    { kind: 'distinct', field: 'dst_port' },
    { kind: 'sum', field: 'packets' },
    { kind: 'first' },
  ]);
});

test('conditions on measures are taken apart', (t) => {
  t.deepEqual(compileHaving(['a>=50', ' count < 9007199254740991 ', 'b=0', 'b!=1', 'b<=2', 'b>3']), [
    { measure: 'a', operator: '>=', value: 50 },
    { measure: 'count', operator: '<', value: Number.MAX_SAFE_INTEGER },
    { measure: 'b', operator: '=', value: 0 },
    { measure: 'b', operator: '!=', value: 1 },
    { measure: 'b', operator: '<=', value: 2 },
    { measure: 'b', operator: '>', value: 3 },
  ]);
});

const known = 'Expected a measure, sum(FIELD), distinct(FIELD), first, last or hours, got';
const nameForm = 'Expected the name of a measure to be small letters, digits or _, 32 at most, the first a letter, got';

const wrongMeasures: readonly (readonly [name: string, expression: string, message: string])[] = [
  ['a', 'count', `${known} "count"; the count is always there`],
  ['a', 'average(bytes)', `${known} "average(bytes)"`],
  ['a', 'sum', `${known} "sum"`],
  ['a', 'distnct(dst_ip)', `${known} "distnct(dst_ip)"; did you mean "distinct"?`],
  ['a', 'first()', `${known} "first()"`],
  ['a', '', `${known} ""`],
  ['a', 'sum(byte)', 'Expected the sum of bytes, packets or duration, got "byte"; did you mean "bytes"?'],
  ['a', 'sum(dst_port)', 'Expected the sum of bytes, packets or duration, got "dst_port"'],
  ['a', 'distinct(dst)', 'Unknown field "dst" in distinct(); did you mean "dst_ip"?'],
  ['a', 'distinct(time)', 'Expected distinct values of a field but `time`; of times there are first, last or hours'],
  ['A', 'first', `${nameForm} "A"`],
  ['1a', 'first', `${nameForm} "1a"`],
  ['', 'first', `${nameForm} ""`],
  ['__proto__', 'first', `${nameForm} "__proto__"`],
  ['a'.repeat(33), 'first', `${nameForm} "${'a'.repeat(33)}"`],
  ['count', 'sum(bytes)', 'Expected another name for the measure "count": each row has a count already'],
  ['share', 'sum(bytes)', 'Expected another name for the measure "share": each row has a share already'],
  ['src_ip', 'distinct(dst_ip)', 'Expected another name for the measure "src_ip": each row has a src_ip already'],
  ['first', 'sum(bytes)', 'Expected another name for the measure "first": each row has a first already'],
  ['hours', 'last', 'Expected another name for the measure "hours": each row has a hours already'],
];

for (const [name, expression, message] of wrongMeasures) {
  test(`the measure ${JSON.stringify(name)}: ${JSON.stringify(expression)} is a mistake`, (t) => {
    t.deepEqual(told([[name, expression]]), [`r.yaml:1: ${message}`]);
  });
}

test('a measure is asked for once', (t) => {
  t.deepEqual(
    told([
      ['a', 'sum(bytes)'],
      ['b', 'sum( bytes )'],
      ['a', 'first'],
    ]),
    ['r.yaml:2: The measures "a" and "b" are the same', 'r.yaml:3: The measure "a" is there twice'],
  );
});

test('a rule has sixteen measures at most', (t) => {
  const fields =
    'src_ip dst_ip src_name dst_name src_port dst_port proto src_if dst_if event event_id action bytes packets duration user host';
  const all = fields.split(' ').map((field, index) => [`m${index}`, `distinct(${field})`] as const);
  t.deepEqual(told(all.slice(0, 16)), []);
  t.deepEqual(told(all), ['r.yaml:17: Expected at most 16 measures, got more']);
});

const such = 'Expected a condition such as "count>=10", with =, !=, <, <=, > or >=, got';

const wrongHaving: Readonly<Record<string, string>> = {
  volume: `${such} "volume"`,
  'volume~5': `${such} "volume~5"`,
  '>=5': `${such} ">=5"`,
  'volume>=': 'Expected an integer from 0 to 9007199254740991 behind ">=", got "" in "volume>="',
  'volume>=1.5': 'Expected an integer from 0 to 9007199254740991 behind ">=", got "1.5" in "volume>=1.5"',
  'volume>9007199254740992':
    'Expected an integer from 0 to 9007199254740991 behind ">", got "9007199254740992" in "volume>9007199254740992"',
  'volum>=5': 'There is no measure "volum" in "volum>=5"; did you mean "volume"?',
  'xyzzy>=5': 'There is no measure "xyzzy" in "xyzzy>=5"; known are count, hours, volume',
  'constructor>=5': 'There is no measure "constructor" in "constructor>=5"; known are count, hours, volume',
  'hours>=5': 'Expected a measure that is one number, got "hours" in "hours>=5"',
};

for (const [written, message] of Object.entries(wrongHaving)) {
  test(`having ${JSON.stringify(written)} is a mistake`, (t) => {
    const measures = [
      ['volume', 'sum(bytes)'],
      ['hours', 'hours'],
    ] as const;
    t.deepEqual(told(measures, ['count>=1', written]), [`r.yaml:101: ${message}`]);
  });
}

test('a ranking is by a number that there is', (t) => {
  const measures = [
    ['volume', 'sum(bytes)'],
    ['last', 'last'],
  ] as const;
  t.deepEqual(told(measures, [], 'count'), []);
  t.deepEqual(told(measures, [], 'volume'), []);
  t.deepEqual(told(measures, [], 'volumes'), ['r.yaml:200: There is no measure "volumes"; did you mean "volume"?']);
  t.deepEqual(told(measures, [], 'last'), ['r.yaml:200: Expected a measure that is one number, got "last"']);
});

test('what asks for a measure that is wrong itself is no second mistake', (t) => {
  t.is(told([['volume', 'sum(byte)']], ['volume>5'], 'volume').length, 1);
});

test('an option names its measure', (t) => {
  const read = (written: string) => readMeasureOption(written, gatherMistakes());
  t.like(read('a=sum(bytes)'), { name: 'a', expression: 'sum(bytes)' });
  t.like(read(' a = first'), { name: 'a', expression: ' first' });
  for (const written of ['first', '=first', '', 'a b=first']) {
    t.deepEqual(
      mistakesOf((mistakes) => readMeasureOption(written, mistakes)),
      [`Expected the \`--measure\` option to be NAME=EXPRESSION, got "${written}"`],
    );
  }
});

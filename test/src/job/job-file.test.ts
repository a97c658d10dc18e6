import test from 'ava';
import { UserError } from '../../../src/errors.ts';
import { type Job, keptReport } from '../../../src/job/job.ts';
import { readJobFile } from '../../../src/job/job-file.ts';
import { gatherMistakes } from '../../../src/spec/mistakes.ts';

const extensions = { reports: ['.txt', '.json', '.csv'], comparisons: ['.txt', '.json'] };
const least = 'version: 1\ninputs: [a]\nrules: [r.yaml]\noutputs: [o.json]\n';

test('a job that says the least has the defaults', (t) => {
  const { question, ...rest } = read(least);
  t.deepEqual(rest, {
    day: 'yesterday',
    inputs: { paths: ['a'], include: [], ignore: [], hidden: false, follow: false },
    outputs: ['o.json'],
    failOnNew: false,
    failOnFindings: false,
  });
  t.deepEqual(question.rules.items, ['r.yaml']);
  t.deepEqual(
    [question.only, question.lists.items, question.list.size, question.allow.items, question.min],
    [undefined, [], 0, [], undefined],
  );
});

test('a job that says everything', (t) => {
  const { question, ...rest } = read(`
version: 1
day: 2014-07-03
timezone: Europe/Berlin
inputs: ["archive/{yyyy}/{mm}/{dd}/*.{gz,zst}", "/var/log/{day}.log"]
include: ["fw*"]
ignore: ["*.{day}.bad"]
hidden: true
follow: true
rules: [rules.yaml, dns]
only: [dns-lines]
lists: [site.yaml]
list: { dns_servers: [10.1.0.10, 10.1.0.11] }
allow: [10.1.1.5, "src=@./allow.txt"]
min: 5
outputs: ["reports/{yyyy}-{mm}-{dd}.json", "reports/{day}.txt"]
state: state/dns
baseline: { days: 14, up: 2.5x, min: 100, outputs: ["changes/{day}.txt"] }
quiet: { share: 0.5, days: 28 }
fail_on_new: true
fail_on_findings: true
jobs: 2
memory: 1.5 GiB
tmp: /var/tmp
`);
  t.deepEqual(rest, {
    day: '2014-07-03',
    timeZone: 'Europe/Berlin',
    inputs: {
      paths: ['archive/{yyyy}/{mm}/{dd}/*.{gz,zst}', '/var/log/{day}.log'],
      include: ['fw*'],
      ignore: ['*.{day}.bad'],
      hidden: true,
      follow: true,
    },
    outputs: ['reports/{yyyy}-{mm}-{dd}.json', 'reports/{day}.txt'],
    state: 'state/dns',
    baseline: { days: 14, thresholds: { up: 2.5, min: 100 }, outputs: ['changes/{day}.txt'] },
    quiet: { share: 0.5, days: 28 },
    failOnNew: true,
    failOnFindings: true,
    jobs: 2,
    memory: '1.5 GiB',
    tmp: '/var/tmp',
  });
  t.deepEqual(question.rules.items, ['rules.yaml', 'dns']);
  t.deepEqual(question.only?.items, ['dns-lines']);
  t.deepEqual(question.lists.items, ['site.yaml']);
  t.deepEqual(
    [...question.list].map(([name, { items }]) => [name, items]),
    [['dns_servers', ['10.1.0.10', '10.1.0.11']]],
  );
  t.deepEqual(question.allow.items, ['10.1.1.5', 'src=@./allow.txt']);
  t.deepEqual(question.allow.placeOf(0), { path: 'job.yaml', line: 14, column: 9 });
  t.is(question.min, 5);
});

test('JSON is YAML, and factors may be numbers', (t) => {
  const { baseline } = read(
    JSON.stringify({
      ...{ version: 1, inputs: ['a'], rules: ['r.yaml'], outputs: ['{day}.json'] },
      baseline: { up: 4 },
    }),
  );
  t.deepEqual(baseline, { days: 7, thresholds: { up: 4, min: 10 }, outputs: [] });
});

test('what is not there is told', (t) => {
  t.deepEqual(mistakesOf('day: today'), [
    'job.yaml:1:1: Expected `version` to be 1, got no field of that name',
    'job.yaml:1:1: Expected `inputs` to be a list of at least one path, got no field of that name',
    'job.yaml:1:1: Expected `rules` to be a list of at least one path, got no field of that name',
    'job.yaml:1:1: Expected `outputs` to be a list of at least one path, got no field of that name',
  ]);
  t.deepEqual(mistakesOf('[a]'), ['job.yaml:1:1: Expected the job file to be a map of names to values, got a list']);
  t.deepEqual(mistakesOf('version: 1\ninputs: []\nrules: []\noutputs: []\n'), [
    'job.yaml:2:9: Expected `inputs` to be a list of at least one path, got none',
    'job.yaml:3:8: Expected `rules` to be a list of at least one path, got none',
    'job.yaml:4:10: Expected `outputs` to be a list of at least one path, got none',
  ]);
});

test('all mistakes are told at once, with line and column', (t) => {
  t.deepEqual(
    mistakesOf(`version: 2
day: tomorrow
timezone: Europe/Berlln
inputs: ["-", "{YYYY}.gz", "{hour}"]
rules: rules.yaml
outputs: [report.jsn]
output: [a.json]
quiet: { share: 1.5, day: 3 }
baseline: { days: 0, up: 1x, min: many }
fail_on_new: yes please
jobs: 5000
min: -1
`),
    [
      'job.yaml:1:10: Expected `version` to be 1, got the number 2',
      'job.yaml:2:6: Expected `day` to be yesterday, today or a day as 2014-07-03, got "tomorrow"',
      'job.yaml:3:11: Expected `timezone` to be the name of a time zone, as Europe/Berlin, got "Europe/Berlln"; did you mean "Europe/Berlin"?',
      'job.yaml:4:10: Expected an item of `inputs` to be a file, a directory or a glob, got "-"; a job reads no standard input',
      'job.yaml:4:15: Unknown part "{YYYY}" of "{YYYY}.gz"; did you mean "{yyyy}"?',
      'job.yaml:4:28: Unknown part "{hour}" of "{hour}"; known are {yyyy}, {mm}, {dd} or {day}',
      'job.yaml:5:8: Expected `rules` to be a list in [ ] or with dashes, got "rules.yaml"',
      'job.yaml:6:11: Expected an output to be a file ending in .txt, .json or .csv, got "report.jsn"; did you mean ".json"?',
      'job.yaml:7:1: Unknown field "output" in the job file; did you mean "outputs"?',
      'job.yaml:8:1: Expected an output ending in .json with the day in its name, as "reports/{day}.json" beside `quiet`, which reads it again, got none',
      'job.yaml:8:17: Expected `share` to be a number between 0 and 1, as 0.3, got the number 1.5',
      'job.yaml:8:22: Unknown field "day" in `quiet`; did you mean "days"?',
      'job.yaml:9:1: Expected an output ending in .json with the day in its name, as "reports/{day}.json" beside `baseline`, which reads it again, got none',
      'job.yaml:9:19: Expected `days` to be an integer from 1 to 366, got the number 0',
      'job.yaml:9:26: Expected `up` to be a factor over 1, as 3x, got "1x"',
      'job.yaml:9:35: Expected `min` to be an integer from 1 to 9007199254740991, got "many"',
      'job.yaml:10:14: Expected `fail_on_new` to be true or false, got "yes please"',
      'job.yaml:11:7: Expected `jobs` to be an integer from 1 to 1024, got the number 5000',
      'job.yaml:12:6: Expected `min` to be an integer from 1 to 9007199254740991, got the number -1',
    ],
  );
});

test('an offset is no time zone, and the name of the one that always has it is told', (t) => {
  const place = '; an offset knows no summer time: write the name of a place';
  const cases: readonly (readonly [string, string])[] = [
    ['+02:00', `${place}, or Etc/GMT-2, which has it all year`],
    ['"+0200"', `${place}, or Etc/GMT-2, which has it all year`],
    ['-5', `${place}, or Etc/GMT+5, which has it all year`],
    ['UTC+14', `${place}, or Etc/GMT-14, which has it all year`],
    ['gmt-12:00', `${place}, or Etc/GMT+12, which has it all year`],
    ['+00:00', `${place}, or UTC, which has it all year`],
    ['-0', `${place}, or UTC, which has it all year`],
    ['+05:30', place],
    ['-13', place],
    ['UTC+99', place],
  ];
  for (const [zone, hint] of cases) {
    const [mistake = ''] = mistakes(`timezone: ${zone}`);
    const got = zone.replaceAll('"', '');
    t.is(mistake, `Expected \`timezone\` to be the name of a time zone, as Europe/Berlin, got "${got}"${hint}`);
  }
});

test('memory is a size that is written with its unit, and tmp one folder', (t) => {
  for (const [line, got] of [
    ['memory: 900KB', '"900KB"'],
    ['memory: 536870912', 'the number 536870912'],
    ['memory: [1GB]', 'a list'],
  ] as const) {
    t.deepEqual(mistakes(line), [
      `Expected \`memory\` to be a size with its unit, of at least 1MB, as 512MB or 4GiB, got ${got}`,
    ]);
  }
  t.deepEqual(mistakes('memory: 1MB\ntmp: ../anywhere/{day}'), []);
  t.deepEqual(mistakes('tmp: ""'), ['Expected `tmp` to be a folder, got ""']);
  t.deepEqual(mistakes('tmp: "a\\0b"'), ['Expected `tmp` to be a folder, got "a\\x00b"']);
  t.deepEqual(mistakes('tmp: [a]').length, 1);
});

test('no output and no state leads out of the folder of the job file', (t) => {
  const out = [
    '../a.json',
    '/etc/a.json',
    'a/../../b.json',
    'a\\..\\b.json',
    'C:/a.json',
    'a.json:x.json',
    '{day}/../../a.json',
  ];
  for (const path of out) {
    const [mistake, ...others] = mistakesOf(least.replace('o.json', JSON.stringify(path)));
    t.is(
      mistake,
      `job.yaml:4:11: Expected an output to be a path in the job file's folder or below, with / between names, got ${JSON.stringify(path).replaceAll('\\\\', '\\')}`,
    );
    t.deepEqual(others, []);
    t.regex(
      mistakesOf(`${least}state: ${JSON.stringify(path)}\n`)[0] ?? '',
      /^job\.yaml:5:8: Expected `state` to be a path in/,
    );
    const inner = `${least.replace('o.json', '"{day}.json"')}baseline: { outputs: [${JSON.stringify(path)}] }\n`;
    t.regex(mistakesOf(inner)[0] ?? '', /^job\.yaml:5:23: Expected an output to be a path in/);
  }
  for (const path of ['a.json', './a.json', 'a/b/..c.json', '...json', 'ä b/{day}.json']) {
    t.deepEqual(mistakesOf(least.replace('o.json', JSON.stringify(path))), [], path);
  }
  for (const path of ['', '.', './', '..', '\0']) {
    t.is(mistakesOf(`${least}state: ${JSON.stringify(path)}\n`).length, 1, JSON.stringify(path));
  }
});

test('the state is one folder for all days', (t) => {
  for (const path of ['{day}/state', 'state/{yyyy}']) {
    t.deepEqual(mistakesOf(`${least}state: "${path}"\n`), [
      `job.yaml:5:8: Expected \`state\` to be one folder for all days, got "${path}"`,
    ]);
  }
});

test('one file is not written twice', (t) => {
  const twice = `${least.replace('o.json', '"{day}.json", {day}.txt')}baseline: { outputs: ["./{day}.json"] }\n`;
  t.deepEqual(mistakesOf(twice.replace('{day}.txt', '".//{day}.json"')), [
    'job.yaml:4:25: Expected every output to be a file of its own, got ".//{day}.json", as at job.yaml:4:11',
    'job.yaml:5:23: Expected every output to be a file of its own, got "./{day}.json", as at job.yaml:4:11',
  ]);
});

test('what fails by new keys needs something to compare with', (t) => {
  t.deepEqual(mistakesOf(`${least}fail_on_new: true\n`), [
    'job.yaml:5:1: Expected `baseline` beside `fail_on_new`, got no field of that name',
  ]);
  t.deepEqual(mistakesOf(`${least}fail_on_new: false\n`), []);
});

test('the report that is read again is the first JSON output that tells the day', (t) => {
  t.is(
    keptReport({ outputs: ['a.json', '{day}.txt', 'b/{yyyy}{mm}{dd}.JSON', '{day}.json'] }),
    'b/{yyyy}{mm}{dd}.JSON',
  );
  t.is(keptReport({ outputs: ['a.json', '{mm}-{dd}.json'] }), undefined);
});

function read(text: string): Job {
  const mistakes = gatherMistakes();
  const job = readJobFile(text, 'job.yaml', extensions, mistakes);
  mistakes.throwIfAny();
  if (job === undefined) throw new Error('no job');
  return job;
}

/** Of the least job file with one line more. */
function mistakes(line: string): readonly string[] {
  return mistakesOf(`${least}${line}\n`).map((each) => each.replace(/^.*5:\d+: /, ''));
}

function mistakesOf(text: string): readonly string[] {
  try {
    read(text);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message.split('\n');
  }
}

// What lies under `samples/`, as data: the invented texts, the forms they are stored in, and the commands whose output
// is kept as expected reports. The texts come from the bench's generators, so that anyone can make them again.

import { type ArchiveCodec, compressText, decompressText, extensions } from './compress.ts';
import { generate } from './generate.ts';
import { type Mix, mixedLines, textOf } from './mixed/mixed-archive.ts';
import { companyScene } from './mixed/scene.ts';
import { monthDays } from './month.ts';
import { officeScene } from './scene.ts';

export interface Sample {
  /** Below `samples/`. */
  readonly path: string;
  readonly text: Buffer;
  readonly codec: ArchiveCodec;
  /** The share of the stored bytes that is kept; 1 for a whole file. */
  readonly kept: number;
}

/** A command of this project whose standard output or standard error is kept. */
export interface ExpectedReport {
  /** Where it runs, below `samples/`. */
  readonly folder: string;
  /** Below `folder`. */
  readonly file: string;
  readonly options: readonly string[];
  readonly stream: 'output' | 'errors';
  readonly status: number;
}

const diaryText = logText(1, 1_700);

/** One day of the company: a Kiwi collector, a gateway's syslog, and what the larger firewalls send. */
const companyDay = 'six-devices/archive/2026-03-12';
const catchAll = companyText(26, 1_000, false, {
  shares: { 'cisco-asa': 30, 'cisco-ios': 14, netfilter: 3, pfsense: 3, fortigate: 4, snare: 3, unknown: 5 },
  layouts: ['kiwi'],
  asItCame: false,
});
const edge = companyText(27, 420, true, { shares: { netfilter: 6, pfsense: 5 }, layouts: ['bsd'], asItCame: false });
const core = companyText(28, 420, true, {
  shares: { paloalto: 6, fortigate: 6 },
  layouts: ['bsd-priority', 'relayed'],
  asItCame: true,
});

export const samples: readonly Sample[] = [
  { path: 'diary/archive/2014-07-03/SyslogCatchAll.txt', text: diaryText, codec: 'plain', kept: 1 },
  { path: 'diary/archive-gzip/2014-07-03/SyslogCatchAll.txt.gz', text: diaryText, codec: 'gzip', kept: 1 },
  { path: 'diary/archive-zstd/2014-07-03/SyslogCatchAll.txt.zst', text: diaryText, codec: 'zstd', kept: 1 },
  { path: `${companyDay}/SyslogCatchAll.txt`, text: catchAll, codec: 'plain', kept: 1 },
  { path: `${companyDay}/edge.log.gz`, text: edge, codec: 'gzip', kept: 1 },
  { path: `${companyDay}/core.log.zst`, text: core, codec: 'zstd', kept: 1 },
  { path: 'truncated/archive/cut-off.txt.gz', text: logText(2, 500), codec: 'gzip', kept: 0.75 },
  { path: 'truncated/archive/whole.txt.gz', text: logText(3, 500), codec: 'gzip', kept: 1 },
  ...monthDays().map(({ day, codec, text }) => ({ path: monthPath(day, codec), text, codec, kept: 1 })),
];

const lineOptions = ['-x', '10.1.0.10', '-x', '10.1.0.11', '-e', '/53 '];
const fieldOptions = ['--field', '13', '--field-contains', 'inside', '--split', ':/', '--part', '2'];
const companyQuestion = ['archive', '-r', 'clowns', '--lists', 'site.yaml'];
const truncatedQuestion = ['archive', ...lineOptions, '-k', 'inside:{src:ip}/'];
const printed = { txt: 'text', json: 'json', ndjson: 'ndjson', csv: 'csv' } as const;

export const expectedReports: readonly ExpectedReport[] = [
  ...Object.entries(printed).map(([extension, print]) =>
    report('diary', `report.${extension}`, 0, ['archive', '-r', 'rules.yaml', '--print', print]),
  ),
  report('diary', 'dns-lines.uniq', 0, ['archive', '-r', 'rules.yaml', '--only', 'dns-lines', '--print', 'uniq']),
  report('diary', 'pipeline.uniq', 0, ['archive', ...lineOptions, ...fieldOptions, '--print', 'uniq']),
  ...Object.entries(printed).map(([extension, print]) =>
    report('six-devices', `report.${extension}`, 0, [...companyQuestion, '--print', print]),
  ),
  ...Object.entries(printed).map(([extension, print]) =>
    report('truncated', `report.${extension}`, 1, [...truncatedQuestion, '--print', print]),
  ),
  report('truncated', 'pipeline.uniq', 1, ['archive', ...lineOptions, ...fieldOptions, '--print', 'uniq']),
  { ...report('truncated', 'problems.txt', 1, [...truncatedQuestion, '--print', 'none']), stream: 'errors' },
];

/** The job of the month: run in a copy of the folder, since it writes beside its file. */
export const monthJob = {
  folder: 'month',
  options: ['run', 'nightly.yaml', '--days', '2014-07-01..2014-07-31'],
  status: 1,
  /** Of the files that it writes those of telling days are kept, under the same names. */
  kept: [
    ...['reports/2014-07-17.json', 'reports/2014-07-17.txt', 'reports/2014-07-24.txt'],
    ...['txt', 'json', 'csv'].map((extension) => `changes/2014-07-17.${extension}`),
    ...['changes/2014-07-09.txt', 'changes/2014-07-24.txt', 'changes/2014-07-28.txt', 'reports/2014-07-28.txt'],
  ],
  /** And what it prints. */
  output: 'summary.txt',
  errors: 'problems.txt',
} as const;

/** Made by GNU commands and kept; this project's output is compared with them and never written over them. */
export const witnesses: readonly string[] = ['diary/expected/pipeline.uniq', 'truncated/expected/pipeline.uniq'];

/** The bytes to store. */
export function storedForm({ text, codec, kept }: Sample): Buffer {
  const stored = codec === 'plain' ? text : compressText(codec, text);
  return stored.subarray(0, Math.floor(stored.length * kept));
}

/** Whether these stored bytes hold the sample's text; of a file that was cut off, a good half and no other byte. */
export function holdsText(stored: Buffer, sample: Sample): boolean {
  const cutOff = sample.kept < 1;
  const text = decompressText(sample.codec, stored, cutOff);
  if (!cutOff) return text.equals(sample.text);
  return (
    text.length < sample.text.length &&
    text.length > sample.text.length / 2 &&
    text.equals(sample.text.subarray(0, text.length))
  );
}

function monthPath(day: string, codec: ArchiveCodec): string {
  return `month/archive/SyslogCatchAll-${day}.txt${codec === 'plain' ? '' : extensions[codec]}`;
}

function logText(seed: number, lines: number): Buffer {
  return Buffer.concat([...generate(officeScene, seed, { lines }).blocks]);
}

/** So many lines of one day. */
function companyText(seed: number, lines: number, hasBadLines: boolean, mix: Mix): Buffer {
  const scene = { ...companyScene, secondsPerLine: 86_000 / lines, hasBadLines };
  return textOf(mixedLines(seed, scene, mix), lines);
}

function report(folder: string, file: string, status: number, options: readonly string[]): ExpectedReport {
  return { folder, file: `expected/${file}`, options, status, stream: 'output' };
}

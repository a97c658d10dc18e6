// The options of `sweep`: what commander is told of them, and what it makes of them. What they mean is checked in the
// rooms that use them.

import { Option } from 'commander';
import { noFlags, type SweepFlags } from '../spec/sweep-flags.ts';

/** What commander makes of the options below. */
export interface SweepOptions extends SweepFlags {
  readonly filesFrom: readonly string[];
  readonly include: readonly string[];
  readonly ignore: readonly string[];
  readonly hidden: boolean;
  readonly follow: boolean;
  readonly output: readonly string[];
  readonly print: string;
  readonly stats?: string;
  readonly dryRun: boolean;
  readonly jobs?: string;
  readonly memory?: string;
  readonly tmp?: string;
  readonly state?: string;
  readonly verifyInputs: boolean;
  readonly provenance: boolean;
  readonly progress?: boolean;
  readonly strict: boolean;
  readonly failOnFindings: boolean;
}

/** What stands where an option was not given; commander would print it into the help. */
export const nothingGiven = {
  ...noFlags,
  filesFrom: [],
  include: [],
  ignore: [],
  hidden: false,
  follow: false,
  output: [],
  print: 'text',
  dryRun: false,
  verifyInputs: false,
  provenance: false,
  strict: false,
  failOnFindings: false,
} satisfies SweepOptions;

/** By the headings of the help. */
export const optionGroups: readonly (readonly [string, readonly Option[]])[] = [
  [
    'Inputs:',
    [
      many('--files-from <file>', 'read names of inputs from a file, one a line (- for standard input)'),
      many('--include <glob>', 'of directories and globs, only files that match'),
      many('--ignore <glob>', 'of directories and globs, no file or directory that matches'),
      one('--hidden', 'also names that begin with a dot'),
      one('--follow', 'follow symbolic links to directories'),
    ],
  ],
  [
    'Lines (literal bytes; \\t, \\\\ and \\xNN are escapes):',
    [
      many('-e, --match <text>', 'count only lines that hold the text; several: all of them'),
      many('--any <text>', 'count only lines that hold at least one of these texts'),
      many('-x, --exclude <text>', 'count no line that holds the text'),
      many(
        '-E, --regexp <re>',
        'count only lines that match the regular expression (RE2 syntax); several: all of them',
      ),
      one('-i, --ignore-case', 'fold ASCII case in all of them'),
    ],
  ],
  [
    'Decoded fields (syslog-sweep formats try auto FILE shows those of a file):',
    [
      many(
        '-w, --where <condition>',
        'count only lines whose field satisfies it: dst_port=53,853 src_ip=10.0.0.0/8 src_ip!=@list bytes>=1000000 user~admin; several: all of them',
      ),
      many('--where-any <condition>', 'count only lines for which at least one of these is true'),
      one('--since <time>', 'count only lines from this time on, as 2014-07-03 or 2014-07-03T12:00'),
      one('--until <time>', 'count only lines before this time'),
      many(
        '--format <name>',
        'the format of the lines, or the YAML file of one; several: tried in turn (default: auto)',
      ),
    ],
  ],
  [
    'Key (one of; none: lines are counted together):',
    [
      one('--by <fields>', 'count by decoded fields, as src_ip or src_ip,dst_port; src_ip/24 groups by network'),
      one('-k, --key <template>', "what to count by: literal text with {ip} {int} {word} {any}, as 'inside:{src:ip}/'"),
      one('--field <n>', 'count by a field, as cut -f does'),
      one('--delimiter <chars>', 'each of these ends a field (default: blank and tab)'),
      one('--field-contains <text>', 'a line whose field does not hold the text has no key'),
      one('--split <chars>', 'split the field once more at each of these'),
      one('--part <n>', 'and count by this part of it'),
    ],
  ],
  [
    'Measures:',
    [
      many(
        '--measure <name=what>',
        'keep more than the count of a key: sum(bytes), distinct(dst_ip), first, last or hours',
      ),
      many('--having <condition>', 'only keys whose measure, or count, satisfies it, as destinations>=50'),
      one('--sort <measure>', 'rank by a measure instead of the count'),
    ],
  ],
  [
    'After counting:',
    [
      many(
        '-a, --allow <item>',
        'leave out keys by their first IP column, else their first: address, network, range, text, @list, @./file; COLUMN=ITEM: by another',
      ),
      one(
        '--as-of <day>',
        'the day for which allowed items with an end are judged, as 2014-07-03 (default: those hide nothing)',
      ),
      one('--min <n>', 'only keys with at least so many lines'),
      one('--top <n>', 'only the first so many keys; 0: all (default: 20 for text, else all)'),
    ],
  ],
  [
    'Rules:',
    [
      many('-r, --rules <file>', 'rules from a YAML or JSON file, or a pack by its name, all in one pass'),
      one('--only <ids>', 'of these, only the rules with these ids, with commas between'),
      many('--list <name=items>', 'a list of the site, with commas between; replaces that of a rule file or a pack'),
      many('--lists <file>', 'lists of the site from a YAML or JSON file'),
    ],
  ],
  [
    'Output:',
    [
      many('-o, --output <file>', 'write a report: .txt, .json, .ndjson or .csv'),
      one('--print <format>', 'what standard output gets: text (default), uniq, json, ndjson, csv or none'),
      one('--provenance', 'a digest of each input in the report, so that it can be checked later (report --check)'),
      one('--stats <file>', 'write time, throughput and memory of this run as JSON'),
      one('--dry-run', 'say what would be read and how, and read nothing'),
    ],
  ],
  [
    'Running:',
    [
      one('-j, --jobs <n>', 'how many threads scan (default: as many as the machine has cores)'),
      ...spillOptions(),
      one(
        '--state <dir>',
        'keep counts in a folder: what was scanned before is not read again, and a sweep that was killed goes on',
      ),
      one('--verify-inputs', 'with --state: digest inputs again, whatever their time stamps say'),
      new Option('--progress', 'show progress on standard error (default: if that is a terminal)'),
      new Option('--no-progress', 'show none'),
      one('--strict', 'a problem with any input: no report, exit code 2'),
      one('--fail-on-findings', 'exit code 3 if any key is left in a ranking'),
    ],
  ],
];

/** Of every command that adds up counts; `first` is what goes before the defaults. */
export function spillOptions(first = ''): readonly Option[] {
  return [
    one(
      '--memory <size>',
      `counts take about so much memory at most; what is more is written to disk until the sweep ends (default: ${first}512MB)`,
    ),
    one('--tmp <dir>', `where that is written (default: ${first}the system's folder for temporary files)`),
  ];
}

function one(flags: string, description: string): Option {
  return new Option(flags, description);
}

/** May be given several times; takes one value each time. */
export function many(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value, values: readonly string[] = []) => [...values, value]);
}

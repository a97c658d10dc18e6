// The command `report`, as commander knows it. What it does is loaded when it is asked for.

import { Command, Option } from 'commander';
import type { ReportOptions } from './report.ts';
import { many, spillOptions } from './sweep-options.ts';

const nothingGiven = {
  allow: [],
  forgetAllow: false,
  having: [],
  output: [],
  print: 'text',
  provenance: false,
  failOnFindings: false,
} satisfies ReportOptions;

const groups: readonly (readonly [string, readonly Option[]])[] = [
  ['What:', [one('--run <id>', 'of a state folder, the sweep with this id (default: the latest; see state list)')]],
  [
    'After counting:',
    [
      many('-a, --allow <item>', 'leave out keys, besides those that were allowed'),
      one('--forget-allow', 'of a state folder, allow nothing but what is given here'),
      one('--min <n>', 'only keys with at least so many lines'),
      one('--top <n>', 'only the first so many keys; 0: all'),
      many('--having <condition>', 'only keys whose measures satisfy the condition'),
      one('--sort <measure>', 'rank by a measure'),
    ],
  ],
  [
    'Output:',
    [
      many('-o, --output <file>', 'write a report: .txt, .json, .ndjson or .csv'),
      one('--print <format>', 'what standard output gets: text (default), uniq, json, ndjson, csv or none'),
      one('--fail-on-findings', 'exit code 3 if any key is left in a ranking'),
    ],
  ],
  ['Running (of a state folder):', spillOptions()],
  [
    'Provenance:',
    [
      one('--provenance', 'of a state folder: a digest of each input in the report'),
      one('--check <report.json>', 'compare inputs with those that the report tells of, see --provenance of sweep'),
    ],
  ],
];

export function addReportCommand(program: Command): void {
  const command = new Command('report')
    .description('Rank and report again from kept counts or from JSON reports, without reading an archive.')
    .usage('[options] STATE_DIR | REPORT.json...')
    .argument('[SOURCE...]', 'a state folder, or JSON reports, which are added up; with --check: inputs')
    .addHelpText('after', examples);
  for (const [heading, options] of groups) {
    for (const option of options) command.addOption(option.helpGroup(heading));
  }
  command.action(async (sources: string[], given: Partial<ReportOptions>) => {
    const options = { ...nothingGiven, ...given };
    if (options.check === undefined) await (await import('./report.ts')).reportAgain(sources, options);
    else await (await import('./check-report.ts')).checkReport(options.check, sources);
  });
  program.addCommand(command);
}

function one(flags: string, description: string): Option {
  return new Option(flags, description);
}

const examples = `
Examples:
  Sweep once, then ask again with one more server allowed:
    syslog-sweep archive -r ./rules.yaml --state ./counts
    syslog-sweep report ./counts --allow 10.1.0.12 -o report.csv
  An earlier sweep:
    syslog-sweep state list ./counts
    syslog-sweep report ./counts --run 3f2a
  Another output of a report that was written:
    syslog-sweep report july.json -o july.csv --print none
  Are these the archives that the report was made of:
    syslog-sweep report --check july.json archive
`;

// The command `diff`, as commander knows it. What it does is loaded when it is asked for.

import type { Command } from 'commander';
import type { DiffOptions } from './diff.ts';
import { many } from './sweep-options.ts';

export function addDiffCommand(program: Command): void {
  program
    .command('diff')
    .description('What is new, gone, up or down in a report against one before it, or against those of several days.')
    .usage('[options] OLD.json… NEW.json')
    .argument(
      '<REPORT...>',
      'reports as -o FILE.json writes them, the oldest first; the last is compared with the others',
    )
    .option(
      '--up <times>',
      'a key is up with so many times the lines of any report before, and down likewise (default: 3x)',
    )
    .option('--min <n>', 'no key is up or down that has fewer lines on either side (default: 10)')
    .addOption(many('-o, --output <file>', 'write the comparison: .txt, .json or .csv'))
    .option('--print <format>', 'what standard output gets: text (default), json, csv or none')
    .option('--fail-on-new', 'exit code 3 if a key is new, or may be')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', examples)
    .action(async (reports: string[], options: DiffOptions) => {
      const { diff } = await import('./diff.ts');
      await diff(reports, options);
    });
}

const examples = `
Examples:
  Who is in the report of today and was not in that of yesterday:
    syslog-sweep diff reports/2014-07-02.json reports/2014-07-03.json
  Who was on no day of the week before, as a list for a spreadsheet:
    syslog-sweep diff reports/2014-06-2[6-9].json reports/2014-06-30.json reports/2014-07-0[123].json --print none -o new.csv
  Who has ten times as many lines, and at least a thousand of them:
    syslog-sweep diff old.json new.json --up 10x --min 1000
  In a script:
    syslog-sweep diff old.json new.json --fail-on-new --print none || echo "look at it"

A key that was cut off by --top or --min, or that may stand in what could not be read, is said to be new perhaps, or
gone perhaps: write reports that are to be compared without --top and --min.

Exit codes: 0 compared; 1 compared, but an input of one of the reports was not read to its end; 2 nothing was compared;
3 with --fail-on-new: a key is new.
`;

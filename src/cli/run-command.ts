// The command `run`, as commander knows it. What it does is loaded when it is asked for.

import { type Command, Option } from 'commander';
import type { RunOptions } from './run.ts';
import { spillOptions } from './sweep-options.ts';

export function addRunCommand(program: Command): void {
  const command = program
    .command('run')
    .description(
      'Sweep a day by a job file: its inputs, rules, outputs and comparisons. Made for cron, systemd and the like.',
    )
    .argument('<JOB>', 'a job file in YAML or JSON; its paths are relative to its own folder')
    .option('--day <day>', "yesterday, today or a day as 2014-07-03 (default: the job's own, else yesterday)")
    .option('--days <from..to>', 'each of these days, but not those whose outputs are there and complete')
    .option('--again', 'with --days: those too')
    .option('--dry-run', 'say what would be read and written, and do nothing')
    .option('-j, --jobs <n>', "how many threads scan (default: the job's own, else as many as the machine has cores)")
    .addHelpText('after', examples)
    .action(async (job: string, options: RunOptions) => {
      const { run } = await import('./run.ts');
      await run(job, options);
    });
  const isShown = 'show progress on standard error (default: if that is a terminal)';
  const progress = [new Option('--progress', isShown), new Option('--no-progress', 'show none')];
  for (const option of [...spillOptions("the job's own, else "), ...progress]) command.addOption(option);
  command.helpOption('-h, --help', 'show this help');
}

const examples = `
Examples:
  The night's work, as cron or systemd would start it:
    syslog-sweep run /srv/sweep/nightly.yaml
  A day once more, after its archive was repaired:
    syslog-sweep run nightly.yaml --day 2014-07-03
  A month at once; what is done already is passed over:
    syslog-sweep run nightly.yaml --days 2014-07-01..2014-07-31
  What would be read and written:
    syslog-sweep run nightly.yaml --dry-run

A job file:
  version: 1
  timezone: Europe/Berlin
  inputs: ["archive/{yyyy}/{day}*"]        # {yyyy} {mm} {dd} {day}
  rules: [rules.yaml]
  outputs: ["reports/{day}.json", "reports/{day}.txt"]
  baseline: { days: 7, outputs: ["changes/{day}.txt"] }
  quiet: { share: 0.3, days: 7 }
  fail_on_new: true

Standard output gets one line a day. Exit codes: 0 all read; 1 some input was not read to its end, or was missing, or
suspiciously small; 2 no report; 3 with fail_on_new a key is new, or with fail_on_findings there is one; 129, 130, 143
interrupted.
`;

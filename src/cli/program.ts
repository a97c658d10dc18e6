// The command line as commander sees it: commands, options, help. What they do is in a file a command.

import { Command } from 'commander';
import { exitCode } from '../errors.ts';
import { systemCode, systemMessage } from '../system-error.ts';
import { showText } from '../text.ts';
import { version } from '../version.ts';
import { addDiffCommand } from './diff-command.ts';
import { addFormatsCommand } from './formats-command.ts';
import { addReportCommand } from './report-command.ts';
import { addRulesCommand } from './rules-command.ts';
import { addRunCommand } from './run-command.ts';
import { addStateCommand } from './state-command.ts';
import { makeSweepCommand } from './sweep-command.ts';

export function makeProgram(): Command {
  const sweep = makeSweepCommand();
  const program = new Command('syslog-sweep')
    .description('Sweep archives of syslog (plain, gzip, zstd) for the hosts that should not be talking.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .addCommand(sweep, { isDefault: true });
  addReportCommand(program);
  addStateCommand(program);
  addRulesCommand(program);
  addFormatsCommand(program);
  addRunCommand(program);
  addDiffCommand(program);
  for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
    command.exitOverride().showHelpAfterError('(--help shows all options)').configureOutput({ outputError, writeOut });
  }
  sweep.usage('[options] [INPUT...]').addHelpText('after', examples);
  program.helpInformation = () => `${overview}\n${sweep.helpInformation()}`;
  return program.addHelpText('after', examples);
}

/** As every other message: behind the command's name, and nothing in it acts. */
function outputError(message: string, write: (text: string) => void): void {
  write(message.replace(/^error: /, 'syslog-sweep: ').replace(/[^\n]+/g, showText));
}

/** Help and version; into a closed pipe they are nobody's loss. */
function writeOut(text: string): void {
  process.stdout.on('error', (error) => {
    if (systemCode(error) === 'EPIPE' || process.exitCode === exitCode.noReport) return;
    console.error(`syslog-sweep: Standard output cannot be written: ${systemMessage(error)}`);
    process.exitCode = exitCode.noReport;
  });
  process.stdout.write(text);
}

const overview = `Usage: syslog-sweep [sweep] [options] [INPUT...]
       syslog-sweep report [options] STATE_DIR | REPORT.json...
       syslog-sweep state list|prune|verify DIR
       syslog-sweep run JOB.yaml [--day DAY | --days FROM..TO]
       syslog-sweep diff OLD.json NEW.json
       syslog-sweep rules [list|show ID...|check FILE...]
       syslog-sweep formats [list|show NAME|try NAME FILE]
       syslog-sweep --version
`;

/** Shown with the help of the program and of `sweep`. */
const examples = `
Examples:
  Which hosts speak DNS, but for the two that should:
    syslog-sweep archive/2014-07-03 -e '/53 ' -k 'inside:{ip}/' --allow 10.1.0.10 --allow 10.1.0.11
  Who mails directly, over gzip and zstd archives, the first ten, as JSON too:
    syslog-sweep 'archive/**/*.gz' -e '/25 ' -k 'inside:{src:ip}/' --allow @./mail-servers.txt --top 10 -o mail.json
  Who asked DNS servers outside, how many and when, in a day of firewall logs of any known format:
    syslog-sweep archive -w dst_port=53 -w src_ip=10.0.0.0/8 -w 'dst_ip!=10.0.0.0/8' -w event=start,permit,deny
      --since 2014-07-03 --until 2014-07-04 --by src_ip --measure 'servers=distinct(dst_ip)' --measure hours=hours
  Several questions in one pass, from a rule file, or from the pack that comes with the tool:
    syslog-sweep archive -r ./rules.yaml -o report.json -o report.csv
    syslog-sweep archive -r clowns --list dns_servers=10.1.0.10,10.1.0.11
  As cut would take it, and as uniq -c would print it:
    zcat old.gz | syslog-sweep - -e '/53 ' --field 13 --field-contains inside --split ':/' --part 2 --print uniq
  Again with one more server allowed, reading no byte twice:
    syslog-sweep archive -e '/53 ' -k 'inside:{ip}/' --state ./counts
    syslog-sweep report ./counts --allow 10.1.0.12
  What would be read, without reading it:
    syslog-sweep archive -r ./rules.yaml --dry-run

Exit codes: 0 all read; 1 report written, but some input was not read to its end; 2 no report; 3 findings with
--fail-on-findings; 129, 130, 143 interrupted.
`;

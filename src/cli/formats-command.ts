// The command `formats`, as commander knows it. What it does is loaded when it is asked for: no sweep waits for it.

import type { Command } from 'commander';

const actions = () => import('./formats.ts');

export function addFormatsCommand(program: Command): void {
  const command = program
    .command('formats')
    .description('The formats of log lines that are known; without a command, their list.')
    .helpCommand(false)
    .usage('[list|show NAME|try NAME FILE]')
    .argument('[command]')
    .action(async (word?: string) => (await actions()).listUnlessMistaken(word))
    .addHelpText('after', examples);
  command
    .command('list')
    .description('The formats, in the order in which lines are tried.')
    .action(async () => (await actions()).listFormats());
  command
    .command('show')
    .description('What a format is made of, as YAML.')
    .argument('<NAME>', "a name from the list, or the path of a format of one's own, which is then checked")
    .action(async (name: string) => (await actions()).show(name));
  command
    .command('try')
    .description('How each line of a file decodes, as NDJSON; "format":null for a line that the format does not know.')
    .argument(
      '<NAME>',
      "a name from the list, the path of a format of one's own, or auto: by each line, the first that knows it",
    )
    .argument('<FILE>', 'a file, plain or compressed as a sweep reads it, or - for standard input')
    .addHelpText('after', examples)
    .action(async (name: string, file: string) => (await actions()).tryFormat(name, file));
}

const examples = `
Examples:
  syslog-sweep formats
  syslog-sweep formats show netfilter
  syslog-sweep formats try auto /var/log/remote/2014-07-03.log.gz
  xz -dc old.xz | syslog-sweep formats try cisco-asa -
  A format of one's own, begun from one that is built in:
    syslog-sweep formats show netfilter > acme.yaml
    syslog-sweep formats try ./acme.yaml FILE
  Which ids are there, and how many lines of each:
    syslog-sweep formats try auto FILE | jq -r '.fields.event_id' | sort | uniq -c | sort -rn
  Which lines does no format know:
    syslog-sweep formats try auto FILE | jq 'select(.format == null).line'
`;

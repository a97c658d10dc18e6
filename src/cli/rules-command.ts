// The command `rules`, as commander knows it. What it does is loaded when it is asked for.

import type { Command } from 'commander';
import { many } from './sweep-options.ts';

const actions = () => import('./rules.ts');

export function addRulesCommand(program: Command): void {
  const command = program
    .command('rules')
    .description('The packs of rules that come with the tool, and rule files; without a command, the list of rules.')
    .helpCommand(false)
    .usage('[list|show ID...|check FILE...]')
    .argument('[command]')
    .action(async (word?: string) => (await actions()).listUnlessMistaken(word))
    .addHelpText('after', examples);
  command
    .command('list')
    .description('The rules of all packs.')
    .action(async () => (await actions()).listRules());
  command
    .command('show')
    .description('All of a rule: what it is for, what it looks at, which lists it needs, what to do next.')
    .argument('<ID...>', 'ids of rules, names of packs, or paths of rule files')
    .addHelpText('after', examples)
    .action(async (names: string[]) => (await actions()).showRules(names));
  command
    .command('check')
    .description('Check rule files; all mistakes are told, with file, line and a suggestion.')
    .argument('<FILE...>', 'rule files in YAML or JSON, as they would be given to --rules')
    .addOption(many('--lists <file>', "the site's lists"))
    .addHelpText('after', examples)
    .action(async (files: string[], options: { lists?: string[] }) => (await actions()).checkRules(files, options));
}

const examples = `
Examples:
  syslog-sweep rules
  syslog-sweep rules show dns-not-from-dns-servers
  syslog-sweep rules show clowns ./rules.yaml
  syslog-sweep rules check ./rules.yaml
  syslog-sweep rules check ./rules.yaml --lists ./site.yaml
`;

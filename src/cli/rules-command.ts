// The command `rules`, as commander knows it. What it does is loaded when it is asked for.

import type { Command } from 'commander';
import { many } from './sweep-options.ts';

const actions = () => import('./check-rules.ts');

export function addRulesCommand(program: Command): void {
  program
    .command('rules')
    .description('Work with rule files.')
    .helpCommand(false)
    .command('check')
    .description('Check rule files; all mistakes are told, with file, line and a suggestion.')
    .argument('<FILE...>', 'rule files in YAML or JSON, as they would be given to --rules')
    .addOption(many('--lists <file>', "the site's lists"))
    .addHelpText(
      'after',
      '\nExamples:\n  syslog-sweep rules check ./rules.yaml\n  syslog-sweep rules check ./rules.yaml --lists ./site.yaml\n',
    )
    .action(async (files: string[], options: { lists?: string[] }) => (await actions()).checkRules(files, options));
}

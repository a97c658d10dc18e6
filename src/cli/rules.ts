// The command `rules`: so far, to check a rule file before it runs at night.

import type { Command } from 'commander';
import { noFlags } from '../spec/flags.ts';
import { compilePlan } from '../spec/plan.ts';
import { specFromFlags } from '../spec/spec.ts';
import { filesOnDisk } from '../spec/spec-files.ts';
import { amount } from '../text.ts';
import { printText } from './print.ts';
import { many } from './sweep-options.ts';

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
    .action(checkRules);
}

async function checkRules(
  files: readonly string[],
  { lists = [] }: { readonly lists?: readonly string[] },
): Promise<void> {
  const spec = specFromFlags({ ...noFlags, rules: files, lists }, filesOnDisk);
  const { plan } = compilePlan(spec);
  await printText(
    `${files.length === 1 ? 'The file is' : 'The files are'} right: ${amount(plan.rules.length, 'rule')}\n`,
  );
}

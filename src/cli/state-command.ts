// The command `state`, as commander knows it. What it does is loaded when it is asked for.

import type { Command } from 'commander';

const actions = () => import('./state.ts');

export function addStateCommand(program: Command): void {
  const command = program
    .command('state')
    .description('Look after folders of kept counts (--state).')
    .helpCommand(false)
    .addHelpText('after', examples);
  command
    .command('list')
    .description('The sweeps that a folder tells of, the latest last.')
    .argument('<DIR>')
    .action(async (path: string) => (await actions()).listState(path));
  command
    .command('prune')
    .description('Remove what no sweep has asked for since a while.')
    .argument('<DIR>')
    .requiredOption('--older-than <days>', 'as 90d')
    .action(async (path: string, options: { olderThan: string }) => (await actions()).pruneState(path, options));
  command
    .command('verify')
    .description(
      'Read every file of a folder, and say which are not as they were written; exit code 1 if there are any.',
    )
    .argument('<DIR>')
    .action(async (path: string) => (await actions()).verifyState(path));
}

const examples = `
Examples:
  syslog-sweep state list ./counts
  syslog-sweep state prune ./counts --older-than 90d
  syslog-sweep state verify ./counts
`;

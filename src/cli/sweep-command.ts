// The command `sweep`, as commander knows it.

import { Command } from 'commander';
import { nothingGiven, optionGroups, type SweepOptions } from './sweep-options.ts';

export function makeSweepCommand(): Command {
  const command = new Command('sweep')
    .description('Scan, merge, rank, report. Without INPUT, standard input is read if it is a pipe or a file.')
    .argument('[INPUT...]', 'files, directories, quoted globs, or - for standard input')
    .helpOption('-h, --help', 'show this help');
  for (const [heading, options] of optionGroups) {
    for (const option of options) command.addOption(option.helpGroup(heading));
  }
  return command.action(async (inputs: string[], given: Partial<SweepOptions>) => {
    const { sweep } = await import('./sweep.ts');
    await sweep(inputs, { ...nothingGiven, ...given });
  });
}

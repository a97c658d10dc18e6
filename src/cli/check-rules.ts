// The command `rules check`: a rule file before it runs at night.

import { compilePlan } from '../spec/plan.ts';
import { specFromFlags } from '../spec/spec.ts';
import { filesOnDisk } from '../spec/spec-files.ts';
import { noFlags } from '../spec/sweep-flags.ts';
import { amount } from '../text.ts';
import { printText } from './print.ts';

export async function checkRules(
  files: readonly string[],
  { lists = [] }: { readonly lists?: readonly string[] },
): Promise<void> {
  const spec = specFromFlags({ ...noFlags, rules: files, lists }, filesOnDisk);
  const { plan } = compilePlan(spec);
  await printText(
    `${files.length === 1 ? 'The file is' : 'The files are'} right: ${amount(plan.rules.length, 'rule')}\n`,
  );
}

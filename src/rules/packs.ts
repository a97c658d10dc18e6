// The packs of rules that come with the tool: YAML files in this folder of the package's sources, which are shipped as
// they are. Knows where they lie; reads none.

import { fileURLToPath } from 'node:url';

export const packNames: readonly string[] = ['clowns'];

/** The rule file of a pack; undefined if there is no such pack. */
export function packPath(name: string): string | undefined {
  return packNames.includes(name) ? fileURLToPath(new URL(`${name}.yaml`, folder)) : undefined;
}

/** What a pack is called in messages, where other rule files have their path. */
export function packShown(name: string): string {
  return `pack ${name}`;
}

// What runs is built into another folder; from there it is the same way in a checkout and in an installed package.
const folder = new URL('../../../src/rules/', import.meta.url);

// What a run may never need, loaded when it is first used: starting is half of what a small sweep costs. A dynamic import
// would do, but makes everything up to the command wait for it.

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * The exports of a package, or of a built file that is named from here (`./formats/formats.js`), which awaits nothing;
 * loaded at the first call, the same ever after.
 */
export function lazily<Exports>(name: string): () => Exports {
  let loaded: Exports | undefined;
  return () => {
    loaded ??= require(name) as Exports; // whoever asks names the type beside the name
    return loaded;
  };
}

// Packages that a run may never need, loaded when they are first used: starting is half of what a small sweep costs.
// A dynamic import would do, but makes everything up to the command wait for it.

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The exports of a package that can be required; loaded at the first call, the same ever after. */
export function lazily<Exports>(packageName: string): () => Exports {
  let loaded: Exports | undefined;
  return () => {
    loaded ??= require(packageName) as Exports; // whoever asks names the type beside the package
    return loaded;
  };
}

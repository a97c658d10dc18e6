// The folder that counts are spilled to, as a command has it: gone when the process leaves, in whatever way that is.

import { openSpillFolder, type SpillFolder, type SpillRequest } from '../spill-folder.ts';

/** A UserError for what is no size, or no folder to write to. */
export function openSpill(request: SpillRequest): SpillFolder {
  const folder = openSpillFolder(request);
  const remove = () => folder.remove();
  process.once('exit', remove);
  return {
    ...folder,
    remove() {
      process.off('exit', remove);
      remove();
    },
  };
}

// What the text of a bundle is called by.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { bodyFile, type Digest } from './load.ts';

export function digestOfBody(folder: string, name: string): Digest {
  return createHash('sha256')
    .update(readFileSync(bodyFile(folder, name)))
    .digest('hex')
    .slice(0, 16);
}

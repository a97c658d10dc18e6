// Temporary folders that go with their test.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';

export const isWindows = process.platform === 'win32';

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A folder with these files in it; a name may have folders, a text is written as Latin-1. */
export function folderWith(t: ExecutionContext, files: Files): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sweep-')));
  t.teardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, 'latin1');
  }
  return folder;
}

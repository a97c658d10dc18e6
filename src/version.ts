// The version of the package, as package.json has it.

import { readFileSync } from 'node:fs';

export const version: string = readVersion();

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const manifest: { version?: unknown } = JSON.parse(text);
  if (typeof manifest.version !== 'string') throw new Error('package.json has no version');
  return manifest.version;
}

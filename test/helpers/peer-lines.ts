// Real log lines, where they lie beside the project; none if they do not.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../bench/commands.ts';
import type { ByteText } from '../../src/types.ts';

const folder = join(projectFolder, '..', 'shared', 'peers');

/** The lines of each file. */
export function peerFiles(): readonly (readonly ByteText[])[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort()
    .map((path) => readFileSync(path, 'latin1').split('\n').map(withoutCr));
}

function withoutCr(line: ByteText): ByteText {
  return line.replace(/\r$/, '');
}

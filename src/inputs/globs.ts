// Reads globs, and what they say of the way to go: where to begin, and what each portion of a path must be like. The
// only importer of glob, which parses; knows no file system.

import type { Glob } from 'glob';
import { lazily } from '../lazily.ts';
import { beginMatch, type PathGlob, type PathMatch, type Portion } from './path-match.ts';
import { joinPath } from './walk.ts';

const glob = lazily<typeof import('glob')>('glob');

/** Whether a name that does not exist asks for others. */
export function looksLikeGlob(path: string): boolean {
  return path.length <= longestGlob && /[*?[{]|[@+!]\(/.test(path);
}

/** What globs for `--include` and `--ignore` want of the path below a directory. */
export function beginFilter(globs: readonly string[], platform: NodeJS.Platform): PathMatch {
  const below = globs.map((glob) => {
    const slashed = platform === 'win32' ? glob.replaceAll('\\', '/') : glob;
    return slashed.slice(0, -1).includes('/') ? slashed.replace(/^(?:\.?\/)+/, '') : `**/${slashed}`;
  });
  return beginMatch(parseGlobs(below, true, platform).map(({ portions }) => portions));
}

/** Globs that begin in one directory, which is empty where that is the current one, unspelled. */
export interface RootedGlobs {
  readonly root: string;
  readonly globs: readonly PathGlob[];
}

/**
 * Splits a glob where its magic begins. The directories before that stay as they are spelled: to a parser `a/../b` is
 * `b`, but not to a system where `a` is a symbolic link. Braces can bring further directories, and roots.
 */
export function rootedGlobs(glob: string, hidden: boolean, platform: NodeJS.Platform): readonly RootedGlobs[] {
  const spelled = /^[^*?[{(\\]*\//.exec(glob)?.[0] ?? '';
  const byRoot = new Map<string, PathGlob[]>();
  for (const { root, portions } of parseGlobs([glob.slice(spelled.length)], hidden, platform)) {
    const magicAt = portions.findIndex((portion) => portion.kind !== 'literal');
    const named = portions.slice(0, magicAt < 0 ? -1 : magicAt);
    const start = named.reduce(
      (path, portion) => joinPath(path, portion.kind === 'literal' ? portion.name : ''),
      `${spelled}${root}`,
    );
    byRoot.set(start, [...(byRoot.get(start) ?? []), portions.slice(named.length)]);
  }
  return [...byRoot].map(([root, globs]) => ({ root, globs }));
}

interface ParsedGlob {
  /** As `/` or `C:/`; empty if the glob is relative. */
  readonly root: string;
  readonly portions: PathGlob;
}

/** Parses globs and expands their braces. */
function parseGlobs(globs: readonly string[], hidden: boolean, platform: NodeJS.Platform): readonly ParsedGlob[] {
  const { patterns } = new (glob().Glob)([...globs], {
    dot: hidden,
    platform,
    windowsPathsNoEscape: platform === 'win32',
  });
  return patterns.map((pattern) => {
    const root = pattern.root();
    const portions: Portion[] = [];
    for (let rest = root === '' ? pattern : pattern.rest(); rest !== null; rest = rest.rest()) {
      portions.push(portionOf(rest.pattern(), hidden));
    }
    return { root, portions };
  });
}

type ParsedPortion = ReturnType<Glob<Record<string, never>>['patterns'][number]['pattern']>;

function portionOf(parsed: ParsedPortion, hidden: boolean): Portion {
  if (typeof parsed === 'string') return { kind: 'literal', name: parsed };
  if (typeof parsed === 'symbol') return { kind: 'any-depth', hidden };
  return { kind: 'name', test: (name) => parsed.test(name) };
}

/** In characters; `Glob` refuses longer ones. */
const longestGlob = 65_536;

// Matches a path against globs portion by portion, while a walk goes down: after each name it tells what fits already
// and what can still fit below, so that a walk reads no directory in vain. All ways a glob can match are followed at
// once (a set of positions, as in Thompson's simulation of an automaton), so no glob can make it hang.
// Does not parse globs and knows no file system.

/** What a glob wants between two slashes. */
export type Portion =
  | { readonly kind: 'literal'; readonly name: string }
  | { readonly kind: 'any-depth'; readonly hidden: boolean }
  | { readonly kind: 'name'; test(name: string): boolean };

/** One glob without braces. An empty literal at the end, as of `logs/`, asks for a directory. */
export type PathGlob = readonly Portion[];

export interface PathMatch {
  /** Equal for two matches of the same globs that want the same from here on. */
  readonly key: string;
  /** The path up to here fits as a whole, as a file or a directory. */
  readonly fits: boolean;
  /** It fits, provided that it is a directory. */
  readonly fitsDirectory: boolean;
  /** A longer path may fit. */
  readonly goesOn: boolean;
  /** Names that are wanted next by their spelling, and need not be looked for. */
  readonly literals: readonly string[];
  /** Further names may be wanted next, so that a directory must be read. */
  readonly wantsNames: boolean;
  /** The match after one more name. */
  next(name: string): PathMatch;
}

/** Begins to match: nothing of the path has been seen. */
export function beginMatch(globs: readonly PathGlob[]): PathMatch {
  return matchAt(
    globs,
    globs.map((_, glob) => ({ glob, portion: 0 })),
  );
}

/** Fits every path, hidden ones too. */
export const anyPath: PathMatch = {
  key: 'any',
  fits: true,
  fitsDirectory: true,
  goesOn: true,
  literals: [],
  wantsNames: true,
  next: () => anyPath,
};

/** At `portion` of a glob; one past the last: it has matched; two past: it has, provided that this is a directory. */
interface Position {
  readonly glob: number;
  readonly portion: number;
}

function matchAt(globs: readonly PathGlob[], reached: readonly Position[]): PathMatch {
  const positions = withSkippedDepths(globs, reached);
  const ahead = positions.flatMap((position) => {
    const portion = portionAt(globs, position);
    return portion === undefined ? [] : [portion];
  });
  const past = (count: number) => positions.some(({ glob, portion }) => portion === lengthOf(globs, glob) + count);
  const wantsDirectory = (portion: Portion) => portion.kind === 'literal' && portion.name === '';
  const fits = past(0);
  return {
    key: positions.map(({ glob, portion }) => `${glob}.${portion}`).join(' '),
    fits,
    fitsDirectory: fits || past(1) || ahead.some(wantsDirectory),
    goesOn: ahead.some((portion) => !wantsDirectory(portion)),
    literals: ahead.flatMap((portion) => (portion.kind === 'literal' && portion.name !== '' ? [portion.name] : [])),
    wantsNames: ahead.some((portion) => portion.kind !== 'literal'),
    next: (name) =>
      matchAt(
        globs,
        positions.flatMap((position) => after(globs, position, name)),
      ),
  };
}

function after(globs: readonly PathGlob[], { glob, portion }: Position, name: string): readonly Position[] {
  const wanted = portionAt(globs, { glob, portion });
  const done = { glob, portion: portion + 1 };
  switch (wanted?.kind) {
    case undefined:
      return [];
    case 'literal':
      return wanted.name === name && name !== '' ? [done] : [];
    case 'name':
      return wanted.test(name) ? [done] : [];
    case 'any-depth': {
      if (name.startsWith('.') && !wanted.hidden) return [];
      const isLast = done.portion === lengthOf(globs, glob);
      return isLast ? [{ glob, portion }, done] : [{ glob, portion }];
    }
  }
}

/** Adds where `**` standing for no directory at all leads to, and brings the positions into one order. */
function withSkippedDepths(globs: readonly PathGlob[], reached: readonly Position[]): readonly Position[] {
  const found = new Map<string, Position>();
  const add = (position: Position) => {
    const key = `${position.glob}.${position.portion}`;
    if (found.has(key)) return;
    found.set(key, position);
    if (portionAt(globs, position)?.kind !== 'any-depth') return;
    const isLast = position.portion + 1 === lengthOf(globs, position.glob);
    // `logs/**` fits `logs` itself only if that is a directory.
    add({ glob: position.glob, portion: position.portion + (isLast ? 2 : 1) });
  };
  reached.forEach(add);
  return [...found.values()].sort((a, b) => a.glob - b.glob || a.portion - b.portion);
}

function portionAt(globs: readonly PathGlob[], { glob, portion }: Position): Portion | undefined {
  return globs[glob]?.[portion];
}

function lengthOf(globs: readonly PathGlob[], glob: number): number {
  return globs[glob]?.length ?? 0;
}

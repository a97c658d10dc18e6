// The options of `sweep` that say what is asked, before anybody has checked them: nothing is read here, so that whoever lists the
// options need not load what reads them.

/** The options of `sweep` that say what is asked, as commander leaves them. */
export interface SweepFlags {
  readonly match: readonly string[];
  readonly any: readonly string[];
  readonly exclude: readonly string[];
  readonly ignoreCase: boolean;
  readonly regexp: readonly string[];
  /** Conditions on decoded fields, as `dst_port=53,853`. */
  readonly where: readonly string[];
  readonly whereAny: readonly string[];
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Names or paths of formats; none: `auto`. */
  readonly format: readonly string[];
  /** Decoded fields, with commas between. */
  readonly by?: string | undefined;
  readonly key?: string | undefined;
  readonly field?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly fieldContains?: string | undefined;
  readonly split?: string | undefined;
  readonly part?: string | undefined;
  /** Each `NAME=EXPRESSION`. */
  readonly measure: readonly string[];
  /** Conditions on measures, as `destinations>=50`. */
  readonly having: readonly string[];
  readonly sort?: string | undefined;
  readonly allow: readonly string[];
  /** The day for which exceptions are judged. */
  readonly asOf?: string | undefined;
  readonly min?: string | undefined;
  readonly top?: string | undefined;
  /** Rule files, and packs by name. */
  readonly rules: readonly string[];
  /** Ids, with commas between. */
  readonly only?: string | undefined;
  /** Each `NAME=ITEM,…`. */
  readonly list: readonly string[];
  /** Files of lists. */
  readonly lists: readonly string[];
}

/** No option at all. */
export const noFlags: SweepFlags = {
  match: [],
  any: [],
  exclude: [],
  ignoreCase: false,
  regexp: [],
  where: [],
  whereAny: [],
  format: [],
  measure: [],
  having: [],
  allow: [],
  rules: [],
  list: [],
  lists: [],
};

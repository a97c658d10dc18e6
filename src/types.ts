// The values that pass between rooms: readonly, JSON-plain where they cross a thread, and no code but two lists of words.
// What a user asked is a SweepSpec; what a kernel runs is a ScanPlan; what a worker takes is a ShardTask
// and what it gives back a ShardOutcome; what everyone reads in the end is a Report.

/** Bytes as a string of code units 0 to 255: JSON-plain, comparable, and usable as a map key. */
export type ByteText = string;

// ---------------------------------------------------------------- what was asked

/** Sigma's words for how grave a finding is. */
export const levels = ['informational', 'low', 'medium', 'high', 'critical'] as const;

export type Level = (typeof levels)[number];

/** Texts here are as the user wrote them, escapes (`\t \\ \xNN`) included; they have been checked. */
export interface MatchSpec {
  readonly all: readonly string[];
  readonly any: readonly string[];
  readonly none: readonly string[];
  readonly ignoreCase: boolean;
}

/** A key as `cut` would take it. Texts as written. */
export interface FieldKeySpec {
  readonly field: number;
  readonly delimiter: string;
  readonly contains?: string;
  readonly split?: { readonly delimiter: string; readonly part: number };
}

export type KeySpec =
  | { readonly kind: 'none' }
  | { readonly kind: 'template'; readonly template: string }
  | ({ readonly kind: 'field' } & FieldKeySpec);

export interface RuleSpec {
  readonly id: string;
  readonly title?: string;
  readonly why?: string;
  readonly level?: Level;
  readonly tags?: readonly string[];
  readonly match: MatchSpec;
  readonly key: KeySpec;
  /** Items as written; `@name` refers to `SweepSpec.lists`, where files (`@./path`) have been read into too. */
  readonly allow: readonly string[];
}

export interface SweepSpec {
  readonly rules: readonly RuleSpec[];
  readonly lists: Readonly<Record<string, readonly string[]>>;
  /** Only keys with at least so many lines are ranked. */
  readonly min: number;
  /** Only the first so many keys are ranked; 0: all; absent: the renderer's own default. */
  readonly top?: number;
}

// ---------------------------------------------------------------- what a kernel runs

export type CaptureType = 'ip' | 'int' | 'word' | 'any';

export type TemplatePart =
  | { readonly kind: 'literal'; readonly text: ByteText }
  | { readonly kind: 'capture'; readonly name: string; readonly type: CaptureType };

export type KeyPlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'template'; readonly parts: readonly TemplatePart[] }
  | {
      readonly kind: 'field';
      /** From 1. */
      readonly field: number;
      /** Every byte of it separates. */
      readonly delimiters: ByteText;
      readonly contains?: ByteText;
      readonly split?: { readonly delimiters: ByteText; readonly part: number };
    };

export interface ScanRule {
  readonly all: readonly ByteText[];
  readonly any: readonly ByteText[];
  readonly none: readonly ByteText[];
  /** The texts of `all`, `any` and `none` are then in lower case. */
  readonly ignoreCase: boolean;
  readonly key: KeyPlan;
}

/** All that a scan depends on; rules in the order of `SweepSpec.rules`. */
export interface ScanPlan {
  /** `sha256:…` of the rest: counts of one plan never merge with those of another. */
  readonly id: string;
  readonly rules: readonly ScanRule[];
}

// ---------------------------------------------------------------- what is read

export type Codec = 'plain' | 'gzip' | 'zstd' | 'utf-16le' | 'utf-16be';

/** An input that can be opened. */
export interface InputFile {
  /** As the user gave it, joined by `/` with what was found below it: the name in the report. */
  readonly path: string;
  /** What to open; absent for standard input. */
  readonly openPath?: string;
  /** A stream is read once from front to back; its codec is found on the way. */
  readonly kind: 'file' | 'stream';
  /** Size on disk in bytes when it was planned; 0 for a stream. */
  readonly storedBytes: number;
  /** By magic bytes; for a stream `plain` until it is read. */
  readonly codec: Codec;
}

export const problemReasons = [
  'truncated',
  'corrupt',
  'unreadable',
  'unsupported',
  'overlong-line',
  'changed',
] as const;

export type ProblemReason = (typeof problemReasons)[number];

/** What went wrong with one input, as data. Bytes of the input may stand in `message` only escaped. */
export interface Damage {
  readonly reason: ProblemReason;
  readonly message: string;
}

/** A part of an input: the lines that begin in the stored bytes `start` ≤ i < `end`. */
export interface Shard {
  readonly input: InputFile;
  readonly start: number;
  /** One past the last byte; for a compressed input its size, for a stream 0. */
  readonly end: number;
}

export interface ShardTask {
  readonly shard: Shard;
  readonly plan: ScanPlan;
  /** 128 random bits a run, so that no log can be made to collide in the tables of counts; no result depends on it. */
  readonly hashSeed: readonly [number, number, number, number];
  /** A zstd window over 128 MiB may be allocated: the coordinator runs such a task alone. */
  readonly hugeWindow: boolean;
  /** Where a worker tells how far it is; the coordinator's `ProgressCell`s, shared memory. */
  readonly progress?: SharedArrayBuffer;
}

/** Counts of one rule in one shard; `packedKeys` is read by `key-table.ts`. */
export interface RuleCounts {
  readonly matchedLines: number;
  readonly unkeyedLines: number;
  /** Records of [count: u64 LE] [key length: u32 LE] [key bytes, padded with zeros to 4], one a distinct key. */
  readonly packedKeys: Uint8Array;
}

export type ShardOutcome =
  | {
      readonly kind: 'scanned';
      readonly planId: string;
      readonly storedBytes: number;
      /** Bytes of text that were seen. */
      readonly scannedBytes: number;
      readonly lines: number;
      /** Lines over 64 MiB: counted in `lines`, not scanned. */
      readonly overlongLines: number;
      readonly damage?: Damage;
      readonly rules: readonly RuleCounts[];
    }
  /** A zstd frame wants a window over 128 MiB; nothing was counted, run it again with `hugeWindow`. */
  | { readonly kind: 'needs-huge-window' }
  /** Its keys took all memory that a kernel can have; nothing was counted. */
  | { readonly kind: 'out-of-memory' }
  /** `progress` said so; nobody waits for it. */
  | { readonly kind: 'cancelled' }
  /** Something that no input should bring about; `stack` says where. */
  | { readonly kind: 'bug'; readonly stack: string };

// ---------------------------------------------------------------- what is told

/** Text of a log: a string if it is UTF-8, else its bytes. */
export type ReportText = string | { readonly base64: string };

export interface Problem extends Damage {
  readonly path: string;
  readonly scannedBytes: number;
  readonly lines: number;
}

export interface Coverage {
  readonly inputs: {
    readonly found: number;
    readonly complete: number;
    readonly damaged: number;
    readonly unreadable: number;
  };
  readonly storedBytes: number;
  readonly scannedBytes: number;
  readonly lines: number;
  readonly problems: readonly Problem[];
}

export interface RankedKey {
  readonly rank: number;
  /** Column name → text, in the order of the key's columns. */
  readonly key: Readonly<Record<string, ReportText>>;
  readonly count: number;
  /** count / countedLines, six decimals. */
  readonly share: number;
}

export interface RuleReport {
  readonly id: string;
  readonly title?: string;
  readonly level?: Level;
  readonly matchedLines: number;
  readonly countedLines: number;
  readonly unkeyedLines: number;
  readonly allowed: { readonly keys: number; readonly lines: number };
  /** Distinct keys after `allow`, before `min` and `top`. */
  readonly keys: number;
  readonly unfilledLists: readonly string[];
  readonly ranking: readonly RankedKey[];
}

export interface Report {
  readonly schema: 'syslog-sweep/report@1';
  readonly tool: { readonly name: 'syslog-sweep'; readonly version: string };
  readonly spec: {
    readonly rules: readonly RuleSpec[];
    readonly lists: Readonly<Record<string, readonly string[]>>;
    readonly digest: string;
  };
  readonly coverage: Coverage;
  readonly rules: readonly RuleReport[];
}

// The values that pass between rooms: readonly, JSON-plain where they cross a thread, and no code but lists of words.
// What a user asked is a SweepSpec; what a kernel runs is a ScanPlan; what a worker takes is a ShardTask
// and what it gives back a ShardOutcome; what everyone reads in the end is a Report.

import type { Day } from './days.ts';
import type { ByteText, FieldName, FormatPlan, FormatSpec } from './format-types.ts';
import type { ReferenceDate } from './stamps.ts';
import type { PackedTime } from './times.ts';

export type { ByteText } from './format-types.ts';

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
  | ({ readonly kind: 'field' } & FieldKeySpec)
  /** Decoded fields, as `src_ip` or, grouped, `src_ip/24`. */
  | { readonly kind: 'fields'; readonly fields: readonly string[] };

export interface RuleSpec {
  readonly id: string;
  readonly title?: string;
  readonly why?: string;
  readonly level?: Level;
  readonly tags?: readonly string[];
  /** What brings it about and is no harm. */
  readonly falsePositives?: readonly string[];
  /** What to do about a key that is found. */
  readonly next?: readonly string[];
  readonly match: MatchSpec;
  /** Linear-time patterns over the bytes of the line; it matches them all. */
  readonly regexp?: readonly string[];
  /** Conditions on decoded fields, as written; all of them hold, and of `whereAny` at least one. */
  readonly where?: readonly string[];
  readonly whereAny?: readonly string[];
  readonly key: KeySpec;
  /** By name: `sum(bytes)`, `distinct(dst_ip)`, `first`, `last` or `hours`. */
  readonly measure?: Readonly<Record<string, string>>;
  /** Conditions on measures or on `count`, as `destinations>=50`. */
  readonly having?: readonly string[];
  /** The measure to rank by; absent: `count`. */
  readonly sort?: string;
  /** Items as written; `@name` refers to `SweepSpec.lists`, where files (`@./path`) have been read into too. */
  readonly allow: readonly string[];
}

/** An allowed item that holds for a time or for a reason: of one rule, or in one list. */
export interface Exception {
  /** As it stands there. */
  readonly item: string;
  readonly rule?: string;
  readonly list?: string;
  /** The last day on which it holds; absent: for good. */
  readonly until?: Day;
  readonly reason?: string;
}

export interface SweepSpec {
  readonly rules: readonly RuleSpec[];
  readonly lists: Readonly<Record<string, readonly string[]>>;
  /** Those that do not hold on the day have been left out of `rules` and `lists`; absent: there are none. */
  readonly exceptions?: readonly Exception[];
  /** The day for which exceptions were judged; absent: nobody said. */
  readonly asOf?: Day;
  /** The formats that lines are tried with, in this order; absent: no rule looks at fields or times. */
  readonly formats?: readonly FormatSpec[];
  /** Only lines whose time is in [since, until); as written. */
  readonly since?: string;
  readonly until?: string;
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
    }
  /** Columns are joined by LF, as with templates. */
  | { readonly kind: 'fields'; readonly fields: readonly KeyField[] };

export interface KeyField {
  readonly field: FieldName;
  /** Of an address: it is grouped by the network of so many bits, and written as one (`10.1.2.0/24`). */
  readonly prefix?: { readonly v4: number; readonly v6: number };
}

/** An address as 32 hexadecimal digits behind its family: `4:` (mapped to the last 8 digits) or `6:`. Ordered as text. */
export type AddressBound = string;

/** What a field must be; false, also if negated, where the line does not have the field. */
export interface FieldCondition {
  readonly field: FieldName;
  readonly negated: boolean;
  readonly test: /** Of ports and integers: within one of these, both ends included; in order, apart from each other. */
    | { readonly kind: 'numbers'; readonly ranges: readonly (readonly [number, number])[] }
    /** As with numbers; both ends are of one family. */
    | { readonly kind: 'addresses'; readonly ranges: readonly (readonly [AddressBound, AddressBound])[] }
    /** Equal to one of these, ASCII case folded; they are in lower case. */
    | { readonly kind: 'texts'; readonly texts: readonly ByteText[] }
    /** Holds one of these, ASCII case folded; they are in lower case. */
    | { readonly kind: 'contains'; readonly texts: readonly ByteText[] };
}

/** Of a key's measure, or of its `count`; such a key is ranked. Of `first`, `last` and `hours` there are none. */
export interface HavingCondition {
  readonly measure: string;
  readonly operator: '=' | '!=' | '<' | '<=' | '>' | '>=';
  readonly value: number;
}

/** What is kept of a key beside its count; `count` itself always is. */
export type MeasurePlan =
  | { readonly kind: 'sum'; readonly field: 'bytes' | 'packets' | 'duration' }
  | { readonly kind: 'distinct'; readonly field: FieldName }
  /** The earliest and the latest time of its lines, and how many lines each hour of the day has. */
  | { readonly kind: 'first' }
  | { readonly kind: 'last' }
  | { readonly kind: 'hours' };

export interface ScanRule {
  readonly all: readonly ByteText[];
  readonly any: readonly ByteText[];
  readonly none: readonly ByteText[];
  /** The texts of `all`, `any` and `none` are then in lower case. */
  readonly ignoreCase: boolean;
  /** RE2 syntax; over the line's bytes as Latin-1, ASCII case folded as `ignoreCase` says. */
  readonly regexps?: readonly string[];
  readonly where?: readonly FieldCondition[];
  /** If not empty, at least one of them holds. */
  readonly whereAny?: readonly FieldCondition[];
  readonly key: KeyPlan;
  /** By name, in the order of the blocks that a record has. */
  readonly measures?: readonly MeasurePlan[];
}

/** How lines are decoded: all that the fields of a line depend on, but for headers and the reference date. */
export interface DecodePlan {
  /** `sha256:…` of the rest. */
  readonly id: string;
  /** A line is of the first that knows it. */
  readonly formats: readonly FormatPlan[];
  /** Names of ports and protocols, as in `src/formats`. */
  readonly services: Readonly<Record<string, number>>;
  /** By number. */
  readonly protocols: Readonly<Record<number, string>>;
  readonly protocolAliases: Readonly<Record<string, string>>;
}

/** All that a scan depends on; rules in the order of `SweepSpec.rules`. */
export interface ScanPlan {
  /** `sha256:…` of the rest: counts of one plan never merge with those of another. */
  readonly id: string;
  readonly rules: readonly ScanRule[];
  /** Absent: no rule needs a field. */
  readonly decode?: DecodePlan;
  /** Only lines with a time in [since, until) go to the rules, as instants (`instantOf` in times.ts). */
  readonly since?: number;
  readonly until?: number;
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
  /** Where stamps without a year take it from; absent for a stream. */
  readonly reference?: ReferenceDate;
  /** How the file was when it was found; absent for a stream. */
  readonly stamp?: FileStamp;
}

/** What a file system tells of a file without opening it; integers too large for a number are decimal text. */
export interface FileStamp {
  readonly device: string;
  readonly inode: string;
  readonly sizeBytes: number;
  readonly mtimeNs: string;
  readonly ctimeNs: string;
}

export const problemReasons = [
  'truncated',
  'corrupt',
  'unreadable',
  'unsupported',
  'overlong-line',
  'changed',
  'quiet',
  'baseline',
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
  /** One past the last byte; for a compressed input where a frame or member seems to begin, or its size; for a stream 0. */
  readonly end: number;
  /**
   * Of a compressed input, and known once all before `start` was read without a fault: how many frames or members stand
   * there. What such a shard turns out to be is final; without it the shard may come back as `bad-cut`.
   */
  readonly membersBefore?: number;
  /** Of a gzip input with a seek index: between which of its points the part lies. `start` and `end` say the same in bytes. */
  readonly seek?: SeekStretch;
}

/** Absent ends are those of the input. */
export interface SeekStretch {
  readonly begin?: SeekPoint;
  readonly end?: SeekPoint;
}

/** The head of a block in a gzip input: who has the text in front of it can begin to decode there. */
export interface SeekPoint {
  /** Of the stored bytes, the place of its first bit. */
  readonly bit: number;
  /** Bytes of text in front of it: of the input, and of its member. */
  readonly textBytes: number;
  readonly memberBytes: number;
  /** Members that have begun. */
  readonly members: number;
  /** CRC-32 of the member's text in front of it. */
  readonly crc: number;
  /** The last 32 KiB of that text, or all if it is less, as a raw deflate stream. */
  readonly window: Uint8Array;
}

/** Header lines that rule the lines below them, by the number of their format in the plan, in that order. */
export type HeaderLines = readonly { readonly format: number; readonly text: ByteText }[];

export interface ShardTask {
  readonly shard: Shard;
  readonly plan: ScanPlan;
  /** Those that rule where the shard begins, if the coordinator knows them; else the worker assumes some. */
  readonly headers?: HeaderLines;
  /** 128 random bits a run, so that no log can be made to collide in the tables of counts; no result depends on it. */
  readonly hashSeed: readonly [number, number, number, number];
  /** A zstd window over 128 MiB may be allocated: the coordinator runs such a task alone. */
  readonly hugeWindow: boolean;
  /** The stored bytes of the shard are digested too; with a plan of no rules, that is all that is done. */
  readonly digest?: boolean;
  /** Where counts go that take too much memory; absent: they are kept in memory, however much they take. */
  readonly spill?: SpillTask;
  /** Of a whole gzip input, note a seek point about every so many bytes of text; farther apart in a long text. */
  readonly leavePoints?: number;
  /** Whether counts may lie in memory that the thread lends: whoever has read them gives it back (see lent-memory.ts). */
  readonly mayLend?: boolean;
  /** Where a worker tells how far it is; the coordinator's `ProgressCell`s, shared memory. */
  readonly progress?: SharedArrayBuffer;
  /** A mark (see progress.ts) that is set when the input is opened: a stream is read by who opens it, or by nobody. */
  readonly begun?: SharedArrayBuffer;
}

/** What a thread must know to spill counts. */
export interface SpillTask {
  /** A private folder, which is there, and is removed with all that is in it when the sweep ends. */
  readonly folder: string;
  /** Of `seedPartitions`: which partition a key is of is the same in all of a run. */
  readonly seed: readonly [number, number];
  /** The tables of one thread take about so much memory at most. */
  readonly limitBytes: number;
}

/** Counts of one rule that were written to a file, by partitions of the keys; see `spilled-run.ts`. */
export interface SpilledRun {
  /** Its name in the spill folder. */
  readonly file: string;
  /** Where the first partition begins in it. */
  readonly offset: number;
  /** Of each partition the bytes of its records, and of its lists of sets: `packedKeys` and `sets`, one behind the other. */
  readonly partitions: readonly (readonly number[])[];
}

/** Counts of one rule in one shard; `packedKeys` is read by `key-table.ts`. */
export interface RuleCounts {
  readonly matchedLines: number;
  readonly unkeyedLines: number;
  /** Lines that have no time, and would have matched; absent if the plan has neither `since` nor `until`. */
  readonly undatedLines?: number;
  /**
   * Records of [measures] [count: u64 LE] [key length: u32 LE] [key bytes, padded with zeros to 4], one a distinct key.
   * Measures have a block each, in the order of the rule's, all numbers little-endian:
   * sum: u128; first, last: u64, a PackedTime, or all ones and zero where no line had a time; hours: 24 × u64;
   * distinct: none, see `sets`.
   */
  readonly packedKeys: Uint8Array;
  /**
   * For each measure `distinct` the sets of values, one a record, in the order of the records: [n: u32], then either,
   * n ≤ 1,024, n values of [length: u32] [bytes, padded with zeros to 4], where of an address of IPv4 the length is
   * 2^32 - 1 and its 32 bits follow; or, n = 2^32 - 1, 16,384 registers of a HyperLogLog, a byte each (see
   * `hyperloglog.ts`). Absent: no measure is `distinct`.
   */
  readonly sets?: readonly Uint8Array[];
  /** Counts to be added to those. Absent: nothing was spilled. */
  readonly runs?: readonly SpilledRun[];
}

/** The first and the last time that the stamped lines of a text show. */
export interface TimeSpan {
  readonly first: PackedTime;
  readonly last: PackedTime;
}

/** What a shard's counts stand on, and what it hands on to the next one. */
export interface ShardHeaders {
  readonly assumed: HeaderLines;
  readonly atEnd: HeaderLines;
  /** The formats of which the shard itself has a header line, or one that ends what rules. */
  readonly met: readonly number[];
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
      /** Of a part of a compressed input: the frames or members between its ends. */
      readonly members?: number;
      /** Lines that no format knew; absent if the plan decodes nothing. */
      readonly undecodedLines?: number;
      /** The first of them, three at most, 256 bytes at most of each. */
      readonly undecodedExamples?: readonly ByteText[];
      /** Of the first and the last stamped line; absent if none was, or if the plan decodes nothing. */
      readonly times?: TimeSpan;
      /** Of the shard's stored bytes, a stretch each (see content.ts); only if the task asked, and if they can be read. */
      readonly stretchDigests?: readonly string[];
      /** Rising; absent if none were asked for, or the input is damaged, too short for any use of them, or no text of bytes. */
      readonly seekPoints?: readonly SeekPoint[];
      /** The header lines that ruled at both ends of the shard; absent if no format of the plan has any. */
      readonly headers?: ShardHeaders;
      readonly damage?: Damage;
      readonly rules: readonly RuleCounts[];
      /** What the counts lie in, to be given back; only if the task allowed it. */
      readonly lent?: SharedArrayBuffer;
    }
  /** A zstd frame wants a window over 128 MiB; nothing was counted, run it again with `hugeWindow`. */
  | { readonly kind: 'needs-huge-window' }
  /**
   * A part of a compressed input that is damaged, or at whose end no frame or member begins; nothing was counted. From its
   * start to the end of the input it is to be scanned as one.
   */
  | { readonly kind: 'bad-cut' }
  /** Its keys took all memory that a kernel can have; nothing was counted. */
  | { readonly kind: 'out-of-memory' }
  /** Counts could not be written to the spill folder; `message` is for a person. */
  | { readonly kind: 'cannot-spill'; readonly message: string }
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
  /** Of those, the lines that no format knew; absent where no rule needed one. */
  readonly undecodedLines?: number;
  /** The earliest and the latest of the first and last stamped line of each input; absent as `undecodedLines` is. */
  readonly firstTime?: string;
  readonly lastTime?: string;
  readonly problems: readonly Problem[];
  /** Sorted by path; only if they were asked for. */
  readonly identities?: readonly InputIdentity[];
}

/** What an input was, to see later whether it still is. */
export interface InputIdentity {
  readonly path: string;
  readonly storedBytes: number;
  /** `sha256:…`, or of more than 64 MiB `sha256-64MiB:…`, see content.ts. */
  readonly digest: string;
}

export interface RankedKey {
  readonly rank: number;
  /** Column name → text, in the order of the key's columns. */
  readonly key: Readonly<Record<string, ReportText>>;
  readonly count: number;
  /** count / countedLines, six decimals. */
  readonly share: number;
  /** ISO 8601 to the second; only if the rule measures it, and a line had a time. */
  readonly first?: string;
  readonly last?: string;
  /** 24 numbers of lines; only if the rule measures it. */
  readonly hours?: readonly number[];
  /** Sums and numbers of distinct values, by name. */
  readonly measures?: Readonly<Record<string, MeasureValue>>;
}

/** A bigint is beyond 2^53, and stands in JSON as a number in full. */
export type MeasureValue = number | bigint | { readonly estimate: number; readonly error: number };

export interface RuleReport {
  readonly id: string;
  readonly title?: string;
  readonly level?: Level;
  readonly matchedLines: number;
  readonly countedLines: number;
  readonly unkeyedLines: number;
  /** Lines that have no time, and would have matched; absent where neither `since` nor `until` is asked for. */
  readonly undatedLines?: number;
  readonly allowed: { readonly keys: number; readonly lines: number };
  /** Distinct keys after `allow`, before `min`, `having` and `top`. */
  readonly keys: number;
  readonly unfilledLists: readonly string[];
  readonly ranking: readonly RankedKey[];
}

/** An exception that should be looked at. */
export interface StaleItem extends Exception {
  /** Its last day is over; it has one, and no day was given; it hid no key. */
  readonly why: StaleReason;
}

export const staleReasons = ['expired', 'no-day', 'unused'] as const;

export type StaleReason = (typeof staleReasons)[number];

export interface Report {
  readonly schema: 'syslog-sweep/report@1';
  readonly tool: { readonly name: 'syslog-sweep'; readonly version: string };
  readonly spec: {
    readonly rules: readonly RuleSpec[];
    readonly lists: Readonly<Record<string, readonly string[]>>;
    /** As in `SweepSpec`. */
    readonly since?: string;
    readonly until?: string;
    readonly digest: string;
  };
  readonly coverage: Coverage;
  /** Absent: there is none. */
  readonly staleAllow?: readonly StaleItem[];
  readonly rules: readonly RuleReport[];
}

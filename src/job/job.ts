// A job: what is swept each day, by which rules, where the reports go, and what they are compared with. Data only.

import { extname } from 'node:path';
import type { Day } from '../days.ts';
import type { Thresholds } from '../diff/diff.ts';
import type { PlacedItems, PlacedLists } from '../spec/lists.ts';
import { tellsDay } from './templates.ts';
import type { TimeZone } from './time-zones.ts';

/** Paths are relative to the folder of the job file; those that hold `{day}` and the like are templates. */
export interface Job {
  readonly day: DayWish;
  /** Absent: the machine's. */
  readonly timeZone?: TimeZone;
  readonly inputs: InputTemplates;
  readonly question: JobQuestion;
  readonly outputs: readonly string[];
  readonly state?: string;
  readonly baseline?: Baseline;
  readonly quiet?: Quiet;
  readonly failOnNew: boolean;
  readonly failOnFindings: boolean;
  /** Threads. */
  readonly jobs?: number;
  /** What counts may take, as `512MB`. */
  readonly memory?: string;
  /** Where counts go that take more. */
  readonly tmp?: string;
}

export type DayWish = 'yesterday' | 'today' | Day;

export interface InputTemplates {
  readonly paths: readonly string[];
  readonly include: readonly string[];
  readonly ignore: readonly string[];
  readonly hidden: boolean;
  readonly follow: boolean;
}

/** What is asked, each part with its place. */
export interface JobQuestion {
  readonly rules: PlacedItems;
  /** Ids of rules; absent: all. */
  readonly only?: PlacedItems;
  /** Files of lists. */
  readonly lists: PlacedItems;
  readonly list: PlacedLists;
  readonly allow: PlacedItems;
  readonly min?: number;
}

/** Which reports before a day's report is compared with, and where that goes. */
export interface Baseline {
  readonly days: number;
  readonly thresholds: Thresholds;
  readonly outputs: readonly string[];
}

/** A day is quiet that has less than this share of what is usual, by the median of the days before. */
export interface Quiet {
  readonly share: number;
  readonly days: number;
}

/** The output that a later day is compared with: the first JSON report with a name of its own for each day. */
export function keptReport({ outputs }: Pick<Job, 'outputs'>): string | undefined {
  return outputs.find((path) => extname(path).toLowerCase() === '.json' && tellsDay(path));
}

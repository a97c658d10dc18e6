// Gathers what a person did wrong, so that a file or a command line is told all of it at once, and finds the word
// that was meant. Messages are made only when they will be shown: a hostile file cannot buy time with mistakes.
// The only importer of leven.

import { closestMatch } from 'leven';
import { userErrors } from '../errors.ts';
import { quote, showText } from '../text.ts';

/** Where something was written; lines and columns count from 1. */
export interface Place {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
}

/** Makes the message of a mistake when it is to be shown. */
export type Mistake = () => string;

/** At most so many mistakes of one file, or of the command line, are told. */
export const mistakesShown = 20;

/** What is repeated more often counts as more. */
const messagesMade = 100;

export interface Mistakes {
  /** No place: the command line. */
  add(place: Place | undefined, message: Mistake): void;
  /** Throws one UserError with all mistakes, file by file, if there are any. */
  throwIfAny(): void;
}

export function gatherMistakes(): Mistakes {
  const bySource = new Map<string | undefined, Source>();
  return {
    add(place, message) {
      const source = bySource.get(place?.path) ?? { told: [], made: 0, more: 0 };
      bySource.set(place?.path, source);
      if (source.told.length === mistakesShown || source.made === messagesMade) {
        source.more++;
        return;
      }
      source.made++;
      tellOnce(source.told, { place, message: message() });
    },
    throwIfAny() {
      if (bySource.size === 0) return;
      throw userErrors([...bySource].flatMap(([path, { told, more }]) => [...inOrder(told), ...tellMore(path, more)]));
    },
  };
}

interface Source {
  readonly told: Told[];
  /** Messages, those that were told before included. */
  made: number;
  more: number;
}

/** What an alias repeats is one mistake. */
function tellOnce(told: Told[], mistake: Told): void {
  const line = shown(mistake);
  if (!told.some((each) => shown(each) === line)) told.push(mistake);
}

interface Told {
  readonly place: Place | undefined;
  readonly message: string;
}

function inOrder(told: readonly Told[]): string[] {
  const line = ({ place }: Told) => place?.line ?? 0;
  const column = ({ place }: Told) => place?.column ?? 0;
  return [...told].sort((a, b) => line(a) - line(b) || column(a) - column(b)).map(shown);
}

function shown({ place, message }: Told): string {
  return place === undefined ? message : `${showPlace(place)}: ${message}`;
}

function tellMore(path: string | undefined, more: number): string[] {
  if (more === 0) return [];
  return [`${path === undefined ? '' : `${showText(path)}: `}and ${more} more ${more === 1 ? 'mistake' : 'mistakes'}`];
}

export function showPlace(place: Place): string {
  return [showText(place.path), place.line, place.column].filter((part) => part !== undefined).join(':');
}

/** The one form of all messages; `got` is shown already, `hint` brings its own punctuation. */
export function expected(subject: string, what: string, got: string, hint = ''): string {
  return `Expected ${subject} to be ${what}, got ${got}${hint}`;
}

/** `; did you mean "x"?` if a candidate is near, else nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  // Distances cost the product of both lengths; nobody mistypes a name of more than 64 characters among thousands.
  if (word.length > 64 || !/[a-z]/i.test(word)) return '';
  const meant = nearest(word.toLowerCase(), candidates.slice(0, 1000));
  return meant === undefined ? '' : `; did you mean ${quote(meant)}?`;
}

/**
 * One with two letters swapped, else one letter wrong, else what the word begins, else with the fewest letters wrong;
 * of several the first, those with the same first letter before others.
 */
function nearest(word: string, candidates: readonly string[]): string | undefined {
  const [sameStart, others] = [true, false].map((same) =>
    candidates.filter((candidate) => candidate.startsWith(word.charAt(0)) === same),
  );
  const ordered = [...(sameStart ?? []), ...(others ?? [])];
  const within = (maxDistance: number) => closestMatch(word, ordered, { maxDistance });
  return (
    ordered.find((candidate) => isSwapped(word, candidate)) ??
    within(1) ??
    ordered.find((candidate) => word.length > 2 && candidate.startsWith(word)) ??
    within(Math.min(4, Math.ceil(word.length / 2)))
  );
}

function isSwapped(word: string, candidate: string): boolean {
  const at = [...word].findIndex((letter, index) => letter !== candidate.charAt(index));
  if (at < 0 || word.length !== candidate.length) return false;
  return `${word.slice(0, at)}${word.charAt(at + 1)}${word.charAt(at)}${word.slice(at + 2)}` === candidate;
}

/** `a, b or c`. */
export function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

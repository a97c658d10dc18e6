// Allowed items that hold for a time, or for a reason: `{ item: 10.1.1.5, until: 2026-12-31, reason: ticket 4711 }`. An
// item whose last day is over is as if it were not written, and so is one with a last day where nobody says which day
// it is: no clock is asked, and what a report hides is hidden on purpose. Which items these are, and which hid nothing,
// is found out for the report.

import type { Day } from '../days.ts';
import type { Exception, RuleSpec, StaleItem, SweepSpec } from '../types.ts';
import { type AllowTest, compileAllow, splitColumn } from './allow.ts';
import { reachedLists } from './expand-lists.ts';
import type { Column } from './template.ts';

/** A specification before it is known for which day it is asked: all items stand in it. */
export interface DatedSpec {
  readonly spec: SweepSpec;
  readonly exceptions: readonly Exception[];
}

/** What is asked on a day, without the items that do not hold on it. */
export function specOn({ spec, exceptions }: DatedSpec, day: Day | undefined): SweepSpec {
  if (exceptions.length === 0) return spec;
  const over = exceptions.filter((exception) => !holdsOn(exception, day));
  const of = (where: 'rule' | 'list', name: string) =>
    over.flatMap((exception) => (exception[where] === name ? [exception.item] : []));
  const lists = Object.entries(spec.lists).map(([name, items]) => [name, without(items, of('list', name))]);
  return {
    ...spec,
    rules: spec.rules.map((rule) => ({ ...rule, allow: without(rule.allow, of('rule', rule.id)) })),
    lists: Object.fromEntries(lists),
    exceptions,
    ...(day === undefined ? {} : { asOf: day }),
  };
}

function holdsOn({ until }: Exception, day: Day | undefined): boolean {
  return until === undefined || (day !== undefined && day <= until);
}

/** Each of them once: an item that is written a second time, without an end, holds. */
function without(items: readonly string[], removed: readonly string[]): readonly string[] {
  const rest = [...items];
  for (const item of removed) {
    const index = rest.indexOf(item);
    if (index >= 0) rest.splice(index, 1);
  }
  return rest;
}

// ---------------------------------------------------------------- for the report

export interface FollowedExceptions {
  /** What a rule's allow-list hides, with an eye on its exceptions. */
  watch(rule: RuleSpec, columns: readonly Column[], hides: AllowTest): AllowTest;
  /** In the order in which they are written; behind the ranking of all rules. */
  stale(): readonly StaleItem[];
}

/** Follows which exceptions hide a key of any rule. */
export function followExceptions({ exceptions = [], lists, asOf }: SweepSpec): FollowedExceptions {
  const followed = new Set<Exception>();
  const used = new Set<Exception>();
  const held = exceptions.filter((exception) => holdsOn(exception, asOf));
  return {
    watch(rule, columns, hides) {
      let waiting = held.flatMap((exception) => {
        const items = itemsFor(exception, rule, lists);
        if (items.length === 0) return [];
        followed.add(exception);
        return [{ exception, hides: compileAllow(items, lists, columns) }];
      });
      if (waiting.length === 0) return hides;
      return (key) => {
        if (!hides(key)) return false;
        for (const each of waiting) if (each.hides(key)) used.add(each.exception);
        if (waiting.some(({ exception }) => used.has(exception))) {
          waiting = waiting.filter(({ exception }) => !used.has(exception));
        }
        return true;
      };
    },
    stale() {
      return exceptions.flatMap((exception): StaleItem[] => {
        if (!holdsOn(exception, asOf)) return [{ ...exception, why: asOf === undefined ? 'no-day' : 'expired' }];
        // A list that only conditions name hides no key, and is not meant to.
        return followed.has(exception) && !used.has(exception) ? [{ ...exception, why: 'unused' }] : [];
      });
    },
  };
}

/** How the rule's own allow-list would write this exception alone; none if it does not lead to it. */
function itemsFor(
  { item, rule, list }: Exception,
  { id, allow }: RuleSpec,
  lists: SweepSpec['lists'],
): readonly string[] {
  if (rule !== undefined) return rule === id ? [item] : [];
  return allow.flatMap((written) => {
    const { column, value } = splitColumn(written);
    if (list === undefined || !reachedLists([value], lists).includes(list)) return [];
    return [column === undefined ? item : `${column}=${item}`];
  });
}

// What is noted as wrong, as a person would be told.

import { gatherMistakes, type Mistakes } from '../../src/spec/mistakes.ts';

/** One a line; none if nothing is wrong. */
export function mistakesOf(work: (mistakes: Mistakes) => void): readonly string[] {
  const mistakes = gatherMistakes();
  work(mistakes);
  try {
    mistakes.throwIfAny();
    return [];
  } catch (error) {
    return error instanceof Error ? error.message.split('\n') : [];
  }
}

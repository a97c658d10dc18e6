// Times commands in turns, so that a slow minute of the machine hits all of them. Knows no answers: what is timed here
// has been checked.

import { run } from './timing.ts';

export interface Entrant {
  readonly name: string;
  readonly command: readonly string[];
  /** Done before each run, and not timed. */
  readonly before?: () => void;
}

/**
 * The seconds of every entrant, round by round. Every second round runs backwards, so that none always follows the
 * same one. Throws where a command does not end with status 0.
 */
export async function takeTurns(
  entrants: readonly Entrant[],
  rounds: number,
  say: (message: string) => void,
): Promise<readonly (readonly number[])[]> {
  const seconds = entrants.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    say(`round ${round + 1} of ${rounds}`);
    const order = [...entrants.keys()];
    for (const index of round % 2 === 0 ? order : order.reverse()) {
      const { name, command, before } = entrants[index] as Entrant; // a key of the list
      before?.();
      const timed = await run(command, 'discard');
      if (timed.status !== 0) throw new Error(`${name} ended with status ${timed.status}: ${timed.errors.trim()}`);
      seconds[index]?.push(timed.seconds);
    }
  }
  return seconds;
}

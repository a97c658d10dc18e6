// What a person did wrong, and the exit codes. Anything thrown that is not a UserError is a bug and keeps its stack.

/** See the table in the README; 129, 130 and 143 are 128 + the signal's number. */
export const exitCode = {
  complete: 0,
  problems: 1,
  noReport: 2,
  findings: 3,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

/** A mistake of the person at the keyboard: its message says what was expected, what came, where, and what to do. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** Makes all of several values, or throws one UserError with the mistakes of all that cannot be made. */
export function makeAll<Values extends readonly unknown[] | []>(
  makers: {
    readonly [Place in keyof Values]: () => Values[Place];
  },
): Values {
  const mistakes: string[] = [];
  const values = makers.map((make) => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      mistakes.push(error.message);
      return undefined;
    }
  });
  if (mistakes.length > 0) throw userErrors(mistakes);
  return values as unknown as Values; // each was made
}

/** Several mistakes of one file or command line, told together, one a line. */
export function userErrors(mistakes: readonly string[]): UserError {
  return new UserError(mistakes.join('\n'));
}

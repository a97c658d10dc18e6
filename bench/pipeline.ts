// The pipeline of the diary as a shell script, for any needles and any hosts to leave out. Knows who is timed with it
// as little as what the lines are.

export interface PipelineQuestion {
  /** Texts without characters that are special in a basic regular expression or in a shell's quotes. */
  readonly needles: readonly string[];
  /** Left out as the diary does it: by a regular expression that a dot matches anywhere. */
  readonly excludes: readonly string[];
}

/** The diary leaves out first, and searches what remains. */
export type PipelineOrder = 'excludes first' | 'needle first';

/** What a pipeline starts. */
export const pipelineCommands: readonly string[] = ['cat', 'grep', 'sed', 'cut', 'sort', 'uniq'];

/** Files are the script's arguments. */
export function diaryScript({ needles, excludes }: PipelineQuestion, order: PipelineOrder, grep = 'grep'): string {
  const leaveOut = excludes.map((text) => `${grep} -v ${text}`);
  const find =
    needles.length === 1 ? `${grep} '${needles[0]}'` : `${grep} ${needles.map((n) => `-e '${n}'`).join(' ')}`;
  return [
    'cat "$@"',
    ...(order === 'needle first' ? [find, ...leaveOut] : [...leaveOut, find]),
    "sed 's/\\t/ /g'",
    "cut -d ' ' -f 13",
    `${grep} inside`,
    "sed 's/:/ /g'",
    "sed 's/\\// /g'",
    "cut -d ' ' -f 2",
    'sort | uniq -c | sort -rn',
  ].join(' | ');
}

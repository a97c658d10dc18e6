// The outermost stamp of a line of the mixed archives, by plain regular expressions: the one that begins first.

export interface Time {
  /** Seconds since 1970, of a time without a zone as if it were UTC. */
  readonly epoch: number;
  /** As a report writes it. */
  readonly text: string;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const shapes = [
  /(?<![0-9A-Za-z])(?<year>19[7-9]\d|20\d\d)[-/](?<month>\d\d)[-/](?<day>\d\d)(?: | time=|T)(?<clock>\d\d:\d\d:\d\d)(?:\.\d+)?(?<zone>Z|[+-]\d\d:\d\d)?/,
  /(?<![0-9A-Za-z])(?<name>[A-Z][a-z][a-z]) {1,2}(?<day>\d{1,2})(?: (?<year>19[7-9]\d|20\d\d))? (?<clock>\d\d:\d\d:\d\d)/,
  /^(?<seconds>\d{10})\.\d+/,
];

/** Undefined if the line has none, or begins it too late; a stamp without a year is of this one. */
export function timeByHand(line: string, year: number): Time | undefined {
  const found = shapes.map((shape) => shape.exec(line)).filter((match) => match !== null && match.index < 128);
  const first = found.sort((a, b) => (a?.index ?? 0) - (b?.index ?? 0))[0]?.groups;
  if (first === undefined) return undefined;
  if (first.seconds !== undefined) {
    const epoch = Number(first.seconds);
    return { epoch, text: `${new Date(epoch * 1000).toISOString().slice(0, 19)}Z` };
  }
  const month = first.month ?? String(months.indexOf(first.name ?? '') + 1).padStart(2, '0');
  const local = `${first.year ?? year}-${month}-${String(first.day).padStart(2, '0')}T${first.clock}`;
  const epoch = Date.parse(`${local}${first.zone ?? 'Z'}`) / 1000;
  return { epoch, text: `${local}${first.zone ?? ''}` };
}

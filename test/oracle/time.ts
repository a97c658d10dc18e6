// The outermost stamp of a line of the mixed archives, by plain regular expressions: the one that begins first.

export interface Time {
  /** Seconds since 1970, of a time without a zone as if it were UTC. */
  readonly epoch: number;
  /** As a report writes it. */
  readonly text: string;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const shapes = [
  /(?<![0-9A-Za-z])(?<year>19[7-9]\d|20\d\d)[-/](?<month>\d\d)[-/](?<day>\d\d)(?: | time=|T|t)(?<clock>\d\d:\d\d:\d\d)(?:\.\d+)?(?<zone>[Zz]|[+-]\d\d:?\d\d)?/g,
  /(?<![0-9A-Za-z])(?<name>[A-Z][a-z][a-z]) {1,2}(?<day>\d{1,2})(?: (?<year>19[7-9]\d|20\d\d))? (?<clock>\d\d:\d\d:\d\d)(?<zone>[Zz]|[+-]\d\d:?\d\d)?/g,
  /^(?<seconds>\d{10})\.\d+/g,
];

/** Undefined if the line has none, or begins it too late; a stamp without a year is of this one. */
export function timeByHand(line: string, year: number): Time | undefined {
  const found = shapes.flatMap((shape) => [...line.matchAll(shape)]).filter((match) => match.index < 128);
  const possible = found.filter((match) => isZone(match.groups?.zone ?? ''));
  const first = possible.sort((a, b) => a.index - b.index)[0]?.groups;
  if (first === undefined) return undefined;
  if (first.seconds !== undefined) {
    const epoch = Number(first.seconds);
    return { epoch, text: `${new Date(epoch * 1000).toISOString().slice(0, 19)}Z` };
  }
  const month = first.month ?? String(months.indexOf(first.name ?? '') + 1).padStart(2, '0');
  const local = `${first.year ?? year}-${month}-${String(first.day).padStart(2, '0')}T${first.clock}`;
  const zone = (first.zone ?? '')
    .toUpperCase()
    .replace(/(\d\d)(?=\d\d)/, '$1:')
    .replace('-00:00', '+00:00');
  const epoch = Date.parse(`${local}${zone || 'Z'}`) / 1000;
  return { epoch, text: `${local}${zone}` };
}

/** No clock is further behind than -12:00 or ahead than +14:00. */
function isZone(zone: string): boolean {
  const [sign, hours, minutes] = [zone.slice(0, 1), Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  if (sign !== '+' && sign !== '-') return true;
  return minutes < 60 && hours + minutes / 60 <= (sign === '+' ? 14 : 12);
}

// Names of time zones, as the system's IANA data base has them.

/** A name that has been checked. */
export type TimeZone = string;

/** The zone that this machine's clock shows. */
export function machineZone(): TimeZone {
  // Undefined where the machine's setting is none.
  return new Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC';
}

export function isTimeZone(name: string): boolean {
  // Newer engines take offsets too, which know no summer.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** For suggestions. */
export function knownTimeZones(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')];
}

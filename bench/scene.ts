// The invented network behind the invented logs: who lives in it, and who asks resolvers outside without being a
// DNS server. Public addresses are documentation ranges (RFC 5737) or well-known resolvers.

export interface Scene {
  /** First day of the log, `YYYY-MM-DD`. */
  readonly day: string;
  /** Mean gap between two lines. */
  readonly secondsPerLine: number;
  /** The hosts that may ask outside; what the diary's pipeline leaves out, as substrings. */
  readonly dnsServers: readonly string[];
  readonly mailServer: string;
  /** Servers nobody remembers, with their own resolver settings; the first ones ask most. */
  readonly forgotten: readonly string[];
  /** Cameras with 8.8.8.8 burnt in. */
  readonly cameras: readonly string[];
  /** Ordinary hosts that ask outside now and then. */
  readonly strays: readonly string[];
  /** Everyone else's traffic. */
  readonly ordinary: readonly string[];
}

const servers = { dnsServers: ['10.1.0.10', '10.1.0.11'], mailServer: '10.1.0.25' } as const;
// The last one is a DNS client that `grep -v 10.1.0.10` hides by accident.
const forgotten = ['10.1.2.201', '10.1.3.17', '10.1.2.7', '10.1.9.80', '10.1.0.105'];

/** Some 3,900 hosts that ask outside; a gigabyte is about a day. */
export const benchScene: Scene = {
  ...servers,
  day: '2014-07-03',
  secondsPerLine: 0.0165,
  forgotten,
  cameras: hosts('10.1.40', 200),
  strays: [...hosts('10.1.64', 3_696)],
  ordinary: [...hosts('10.1.64', 8_000)],
};

/** A small office: 14 hosts to find, and one that substring excludes hide; 1,700 lines are about a day. */
export const officeScene: Scene = {
  ...servers,
  day: '2014-07-03',
  secondsPerLine: 49,
  forgotten,
  cameras: hosts('10.1.40', 6),
  strays: hosts('10.1.64', 4),
  ordinary: hosts('10.1.64', 40),
};

/** So many addresses from `A.B.C.1` on, 250 a network. */
function hosts(network: string, count: number): string[] {
  const [a, b, c] = network.split('.').map(Number);
  return Array.from({ length: count }, (_, index) => {
    const third = (c ?? 0) + Math.floor(index / 250);
    return `${a}.${b}.${third}.${1 + (index % 250)}`;
  });
}

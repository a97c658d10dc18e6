// What every invented line may depend on: numbers, the clock in the ways in which devices write it, counters. Moves
// the clock on; knows no device.

import { type Random, randomFrom } from '../random.ts';

/** One moment, as devices and collectors write it; all of them in the same zone. */
export interface Moment {
  /** Seconds since 1970. */
  readonly epoch: number;
  /** `2026-03-12`. */
  readonly date: string;
  /** `00:00:01`. */
  readonly clock: string;
  /** `Mar 12`, or `Mar  5`: RFC 3164 pads days with a blank. */
  readonly padded: string;
  /** `Mar 12 2026`, `Mar 05 2026`. */
  readonly withYear: string;
  /** `Thu`. */
  readonly weekday: string;
}

export interface Stage {
  readonly random: Random;
  moment: Moment;
  /** Of connections, sessions, events: counts up. */
  serial: number;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** A stage at midnight of `day` (`2026-03-12`). */
export function openStage(seed: number, day: string): Stage {
  const random = randomFrom(seed);
  const epoch = Date.parse(`${day}T00:00:00Z`) / 1000;
  return { random, moment: momentAt(epoch), serial: 1_000_000 + random.below(8_000_000) };
}

/** A function that moves the stage on by a random gap of this mean. */
export function clockOf(stage: Stage, meanGapSeconds: number): () => void {
  let epoch = stage.moment.epoch;
  return () => {
    epoch += 2 * stage.random.unit() * meanGapSeconds;
    const second = Math.floor(epoch);
    if (second !== stage.moment.epoch) stage.moment = momentAt(second);
  };
}

/** Up by one, or by a few. */
export function nextSerial(stage: Stage): number {
  stage.serial += 1 + stage.random.below(3);
  return stage.serial;
}

function momentAt(epoch: number): Moment {
  const time = new Date(epoch * 1000);
  const [date = '', clock = ''] = time.toISOString().slice(0, 19).split('T');
  const [year, , day = ''] = date.split('-');
  const month = months[time.getUTCMonth()];
  return {
    ...{ epoch, date, clock, padded: `${month} ${String(Number(day)).padStart(2)}` },
    ...{ withYear: `${month} ${day} ${year}`, weekday: weekdays[time.getUTCDay()] ?? '' },
  };
}

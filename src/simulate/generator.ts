/** What a generator of ordinary traffic is, and the rhythm of a day. */
import type { Random } from "../random/index.ts";
import type { Connection } from "./connection.ts";

export interface Hour {
  /** Of this hour alone. */
  readonly random: Random;
  /** Epoch seconds of its begin. */
  readonly start: number;
  /** 0 to 23. */
  readonly ofDay: number;
  /** How much of the generator's full volume is to be made; above 0, at most 1. */
  readonly share: number;
}

export interface Generator {
  /** What the report calls it. */
  readonly cause: string;
  /**
   * How `scale` reduces it: the share made is scale ** thinning. 1 for what is nearly all of the volume and uniform, 0 for what has few
   * events and where each pair of hosts counts.
   */
  readonly thinning: 0 | 0.5 | 1;
  /** Chooses the hosts that stay the same all day, then gives the connections that begin in an hour. */
  prepare(random: Random): (hour: Hour) => Iterable<Connection>;
}

/** Share of a day's office traffic in each hour; adds up to 1. */
const OFFICE = [
  0.004, 0.003, 0.003, 0.003, 0.004, 0.008, 0.02, 0.055, 0.09, 0.1, 0.1, 0.095, 0.07, 0.085, 0.095, 0.09,
  0.07, 0.045, 0.02, 0.012, 0.01, 0.008, 0.006, 0.004,
];

/** How many connections of `perDay` begin in this hour, by the office's rhythm. */
export function officeCount({ random, ofDay, share }: Hour, perDay: number): number {
  return random.round(perDay * share * OFFICE[ofDay]!);
}

/** How many connections of `perDay` begin in this hour, if all hours are equal. */
export function steadyCount({ random, share }: Hour, perDay: number): number {
  return random.round((perDay * share) / 24);
}

/** So many connections, each made by `make` with a second of the hour at which it starts. */
export function* connections(
  { random, start }: Hour,
  count: number,
  make: (start: number) => Connection,
): Iterable<Connection> {
  for (let i = 0; i < count; i++) yield make(start + random.between(0, 3599));
}

/**
 * Days of the simulated network, hour by hour in the order in which the index gets the events. The same seed and scale give the
 * same events. What caused an event is kept beside it and never in it.
 *
 * Scaling: a generator's share of its full volume is scale ** thinning (generator.ts). An event of a share of 1/100 stands for
 * 100 events of the full network; Truth.weight says for how many. Planted attacks are never thinned.
 */
import { Random } from "../random/index.ts";
import type { Connection } from "./connection.ts";
import { type LoggedEvent, logEvent } from "./event.ts";
import { GENERATORS } from "./generators/index.ts";
import { ATTACKS } from "./planted/index.ts";

export interface SimulationOptions {
  readonly seed: number;
  /** Share of ordinary traffic, above 0, at most 1. */
  readonly scale: number;
  /** How many, from the first day's midnight on. */
  readonly hours: number;
}

export interface Truth {
  /** The generator's cause, or the attack's name. */
  readonly cause: string;
  readonly planted: boolean;
  /** How many events of the full network this one stands for. */
  readonly weight: number;
}

export interface HourOfEvents {
  /** Epoch seconds of its begin. */
  readonly start: number;
  /** Indexed within the hour, in that order. */
  readonly events: readonly LoggedEvent[];
  /** What caused each of the events. */
  readonly truths: readonly Truth[];
}

export const DEFAULT_SCALE = 0.01;
export const HOUR_SECONDS = 3600;
export const HOURS_A_DAY = 24;
export const DAY_SECONDS = HOURS_A_DAY * HOUR_SECONDS;
/** A Tuesday, 2026-11-10 00:00 UTC: every simulation begins there. */
export const FIRST_DAY = 1_794_268_800;

export class Simulation {
  private readonly random: Random;
  private number = 0;
  /** Logged in a later hour than the one in which they began. */
  private pending: { readonly event: LoggedEvent; readonly truth: Truth }[] = [];

  constructor(private readonly options: SimulationOptions) {
    this.random = Random.named(options.seed, "events");
  }

  /** Call once. Sessions that are open when the last hour ends are never logged. */
  *hours(): Iterable<HourOfEvents> {
    const { seed, scale, hours } = this.options;
    const generators = GENERATORS.map(({ cause, thinning, prepare }) => ({
      truth: { cause, planted: false, weight: 1 / scale ** thinning },
      share: scale ** thinning,
      connections: prepare(Random.named(seed, cause)),
    }));
    for (let hour = 0; hour < hours; hour++) {
      const start = FIRST_DAY + hour * HOUR_SECONDS;
      const ofDay = hour % HOURS_A_DAY;
      if (ofDay === 0) this.plant(start, hour / HOURS_A_DAY);
      for (const { truth, share, connections } of generators) {
        const random = Random.named(seed, `${truth.cause}/${start}`);
        for (const connection of connections({ random, start, ofDay, share })) this.log(connection, truth);
      }
      yield { start, ...this.take(start + HOUR_SECONDS) };
    }
  }

  private plant(dayStart: number, day: number): void {
    for (const { name, make } of ATTACKS) {
      const truth = { cause: name, planted: true, weight: 1 };
      for (const connection of make(Random.named(this.options.seed, `${name}/${day}`), dayStart))
        this.log(connection, truth);
    }
  }

  private log(connection: Connection, truth: Truth): void {
    this.pending.push({ event: logEvent(connection, this.number++, this.random), truth });
  }

  private take(end: number): Pick<HourOfEvents, "events" | "truths"> {
    const taken = this.pending.filter(({ event }) => event.indexed < end);
    this.pending = this.pending.filter(({ event }) => event.indexed >= end);
    taken.sort((a, b) => a.event.indexed - b.event.indexed);
    return { events: taken.map(({ event }) => event), truths: taken.map(({ truth }) => truth) };
  }
}

/**
 * From a row of a search back to what caused it. Only src, dest and dest_port of a row are read, each a value or several. A row that
 * names no pair of hosts that is known (sweeps may be folded into one row a source) is traced by its source alone.
 */
import type { Row } from "spl-runner";
import type { LoggedEvent } from "./event.ts";
import type { Truth } from "./simulation.ts";

export const UNKNOWN: Truth = { cause: "not traced", planted: false, weight: 1 };

export class ResultCauses {
  /** Of today and of yesterday: no row is about an older connection, and weeks have too many. */
  private pairs = new Map<string, Truth>();
  private before: ReadonlyMap<string, Truth> = new Map();
  private readonly sources = new Map<string, Map<Truth, number>>();

  add({ event }: LoggedEvent, truth: Truth): void {
    const { InitiatorIP, ResponderIP, ResponderPort } = event;
    const key = `${InitiatorIP}|${ResponderIP}|${ResponderPort}`;
    // Ordinary traffic between the same ends over the same port does not hide what was planted.
    if (this.pairs.get(key)?.planted !== true) this.pairs.set(key, truth);
    const source = String(InitiatorIP);
    let causes = this.sources.get(source);
    if (causes === undefined) {
      causes = new Map();
      this.sources.set(source, causes);
    }
    causes.set(truth, (causes.get(truth) ?? 0) + 1);
  }

  /** To be called when a day begins. */
  nextDay(): void {
    this.before = this.pairs;
    this.pairs = new Map();
  }

  causeOf(row: Row): Truth {
    const sources = values(row, "src");
    let found: Truth | null = null;
    for (const src of sources) {
      for (const dest of values(row, "dest")) {
        for (const port of values(row, "dest_port")) {
          const pair = `${src}|${dest}|${port}`;
          const truth = this.pairs.get(pair) ?? this.before.get(pair);
          if (truth?.planted === true) return truth;
          found ??= truth ?? null;
        }
      }
    }
    return found ?? this.mostOf(sources) ?? UNKNOWN;
  }

  private mostOf(sources: readonly string[]): Truth | null {
    const counts = sources.flatMap((source) => [...(this.sources.get(source) ?? [])]);
    return counts.sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
  }
}

/** The values of a field as texts; none where the row does not have it. */
export function values(row: Row, field: string): readonly string[] {
  const value = row.get(field);
  return value === undefined ? [] : [value].flat().map(String);
}

/** What the command says of every single event, by cause: the model's noise, before any search has filtered or folded. */
import type { LoggedEvent } from "./event.ts";
import type { Score } from "./score.ts";
import type { Truth } from "./simulation.ts";

/** The lowest scores of the levels "high" and "critical". */
export const BOUNDS = [50, 70] as const;

export interface CauseScores {
  readonly cause: string;
  readonly planted: boolean;
  events: number;
  /** Events of the full network that these stand for. */
  full: number;
  highest: number;
  /** Events at or above each of BOUNDS, and what they stand for in the full network. */
  readonly reached: { events: number; full: number }[];
  /** Port, application and factors of what reached 50 → how many, and the score. */
  readonly examples: Map<string, { events: number; score: number }>;
}

export class CommandView {
  private readonly causes = new Map<string, CauseScores>();

  add({ event }: LoggedEvent, { cause, planted, weight }: Truth, { score, factors }: Score): void {
    let entry = this.causes.get(cause);
    if (entry === undefined) {
      const reached = BOUNDS.map(() => ({ events: 0, full: 0 }));
      entry = { cause, planted, events: 0, full: 0, highest: 0, reached, examples: new Map() };
      this.causes.set(cause, entry);
    }
    entry.events++;
    entry.full += weight;
    entry.highest = Math.max(entry.highest, score ?? 0);
    for (const [index, level] of BOUNDS.entries()) {
      if (score === null || score < level) continue;
      entry.reached[index]!.events++;
      entry.reached[index]!.full += weight;
    }
    if (score === null || score < BOUNDS[0]) return;
    const key = `${event.ResponderPort}/${event.Protocol} ${event.AC_RuleAction} ${event.Application ?? "no application"}: ${factors.join(" ")}`;
    const example = entry.examples.get(key);
    if (example === undefined) entry.examples.set(key, { events: 1, score });
    else example.events++;
  }

  /** Planted attacks apart; each part with what reaches 50 most often first. */
  results(): { readonly ordinary: readonly CauseScores[]; readonly planted: readonly CauseScores[] } {
    const all = [...this.causes.values()].sort(
      (a, b) =>
        b.reached[0]!.events - a.reached[0]!.events || b.events - a.events || (a.cause < b.cause ? -1 : 1),
    );
    return { ordinary: all.filter(({ planted }) => !planted), planted: all.filter(({ planted }) => planted) };
  }
}

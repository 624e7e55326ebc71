/** Which of the events a detection reported, by the rows that it gave: one for each source, destination, port and transport. */

/** What a row stands for, as the events have it. */
export interface Pair {
  readonly src: string;
  readonly dest: string;
  readonly port: string;
  readonly transport: string;
}

/** Marks rows that stand for all destinations of a source. */
export const ANY_TRANSPORT = "any";
/** The destination of a row that stands for those of a source on one port. */
const MANY_DESTINATIONS = "many destinations";

export class ReportedPairs {
  private readonly pairs: ReadonlySet<string>;
  /** Sources whose rows are one. */
  private readonly sweeps: ReadonlySet<string>;

  constructor(rows: readonly Pair[]) {
    this.pairs = new Set(rows.map(keyOf));
    this.sweeps = new Set(rows.filter(({ transport }) => transport === ANY_TRANSPORT).map(({ src }) => src));
  }

  has(pair: Pair): boolean {
    return (
      this.sweeps.has(pair.src) ||
      this.pairs.has(keyOf(pair)) ||
      this.pairs.has(keyOf({ ...pair, dest: MANY_DESTINATIONS }))
    );
  }
}

export const keyOf = ({ src, dest, port, transport }: Pair): string => [src, dest, port, transport].join("|");

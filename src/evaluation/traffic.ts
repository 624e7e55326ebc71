/**
 * What scores say of captured traffic. A row is one (capture, source, destination, port, transport, label) with its highest score, so
 * that a connection which is repeated counts once; each capture weighs the same within its label. Connections that a capture holds only in
 * part are left out.
 */
import type { Connection } from "./connections.ts";
import { keyOf, type Pair } from "./detection.ts";
import { atThreshold, averagePrecision, type Judged, rocAuc } from "./measures.ts";

export interface ScoredConnection {
  readonly connection: Connection;
  readonly pair: Pair;
  /** -1 where the event got none: below all others. */
  readonly score: number;
  readonly factors: ReadonlyMap<string, number>;
  /** Whether the detection has a row for it. */
  readonly reported: boolean;
  /** The same once the searches of the memory have run. */
  readonly remembered: boolean;
}

/** Shares are from 0 to 1; NaN where there is nothing to measure. */
export interface TrafficEvaluation {
  readonly connections: number;
  readonly partial: number;
  readonly threshold: number;
  readonly rows: number;
  readonly rocAuc: number;
  readonly averagePrecision: number;
  /** Shares of the malicious and of the benign rows: by score, and with a row of the detection. */
  readonly command: { readonly recall: number; readonly falsePositives: number };
  readonly detection: { readonly recall: number; readonly falsePositives: number };
  /** Rows by capture and label: all, those that reach the threshold, and those that the detection reports. */
  readonly captures: readonly {
    readonly capture: string;
    readonly label: string;
    readonly rows: number;
    readonly reached: number;
    readonly reported: number;
  }[];
  /** What the memory adds. */
  readonly memory: {
    /** Captures with 10 or more connections of one malicious pair, and whether the detection has a row for such a pair. */
    readonly captures: readonly {
      readonly capture: string;
      readonly reported: boolean;
      readonly remembered: boolean;
    }[];
    readonly detection: { readonly recall: number; readonly falsePositives: number };
    /** Benign pairs that have a row only with the memory: how many of how many, and the share of which each capture gives as much as any other. */
    readonly benign: { readonly added: number; readonly of: number; readonly share: number };
  };
  /** Factor → label → the share of the rows to which it applies, those of most malicious rows first. */
  readonly factors: readonly {
    readonly name: string;
    /** Of any one row: whether it adds or takes. */
    readonly points: number;
    readonly shares: Readonly<Record<string, number>>;
  }[];
  /** All connections by label, and the share of them that reaches the threshold. */
  readonly volume: readonly {
    readonly label: string;
    readonly connections: number;
    readonly share: number;
  }[];
}

const RANKED: readonly string[] = ["malicious", "benign"];

interface Row extends ScoredConnection {
  readonly weight: number;
}

/** @param threshold from this score on a connection counts as reported by the command */
export function evaluateTraffic(scored: readonly ScoredConnection[], threshold: number): TrafficEvaluation {
  const whole = scored.filter(({ connection }) => !connection.partial);
  const rows = rowsOf(whole);
  const ranked = rows.filter(({ connection }) => RANKED.includes(connection.label));
  const judge = (scoreOf: (row: Row) => number) =>
    ranked.map(
      (row): Judged => ({
        score: scoreOf(row),
        malicious: row.connection.label === "malicious",
        weight: row.weight,
      }),
    );
  const byScore = judge(({ score }) => score);
  return {
    connections: scored.length,
    partial: scored.length - whole.length,
    threshold,
    rows: ranked.length,
    rocAuc: rocAuc(byScore),
    averagePrecision: averagePrecision(byScore),
    command: atThreshold(byScore, threshold),
    detection: atThreshold(
      judge(({ reported }) => Number(reported)),
      1,
    ),
    captures: capturesOf(ranked, threshold),
    memory: memoryOf(whole, ranked, judge),
    factors: factorsOf(rows),
    volume: groupsOf(whole, ({ connection }) => connection.label).map(([label, of]) => ({
      label,
      connections: of.length,
      share: of.filter(({ score }) => score >= threshold).length / of.length,
    })),
  };
}

function rowsOf(scored: readonly ScoredConnection[]): readonly Row[] {
  const highest = groupsOf(
    scored,
    ({ connection, pair }) => `${connection.capture}|${connection.label}|${keyOf(pair)}`,
  ).map(([, of]) => of.reduce((best, each) => (each.score > best.score ? each : best)));
  return groupsOf(highest, ({ connection }) => `${connection.capture}|${connection.label}`).flatMap(
    ([, of]) => of.map((row) => ({ ...row, weight: 1 / of.length })),
  );
}

/** From so many connections on a pair is one that calls again and again. */
const REPEATED = 10;

function memoryOf(
  whole: readonly ScoredConnection[],
  ranked: readonly Row[],
  judge: (scoreOf: (row: Row) => number) => readonly Judged[],
): TrafficEvaluation["memory"] {
  const pairs = groupsOf(
    whole.filter(({ connection }) => connection.label === "malicious"),
    ({ connection, pair }) => `${connection.capture}|${keyOf(pair)}`,
  ).flatMap(([, of]) => (of.length < REPEATED ? [] : [of]));
  const benign = ranked.filter(({ connection }) => connection.label === "benign");
  const added = benign.filter(({ reported, remembered }) => remembered && !reported);
  const weigh = (of: readonly Row[]) => of.reduce((sum, { weight }) => sum + weight, 0);
  return {
    captures: groupsOf(pairs, (of) => of[0]!.connection.capture).map(([capture, of]) => ({
      capture,
      reported: of.some((pair) => pair.some(({ reported }) => reported)),
      remembered: of.some((pair) => pair.some(({ remembered }) => remembered)),
    })),
    detection: atThreshold(
      judge(({ remembered }) => Number(remembered)),
      1,
    ),
    benign: { added: added.length, of: benign.length, share: weigh(added) / weigh(benign) },
  };
}

function capturesOf(ranked: readonly Row[], threshold: number): TrafficEvaluation["captures"] {
  return groupsOf(ranked, ({ connection }) => `${connection.capture} ${connection.label}`).map(([, of]) => {
    const { capture, label } = of[0]!.connection;
    return {
      capture,
      label,
      rows: of.length,
      reached: of.filter(({ score }) => score >= threshold).length,
      reported: of.filter(({ reported }) => reported).length,
    };
  });
}

function factorsOf(rows: readonly Row[]): TrafficEvaluation["factors"] {
  const labels = groupsOf(rows, ({ connection }) => connection.label);
  const weigh = (of: readonly Row[]) => of.reduce((sum, { weight }) => sum + weight, 0);
  const points = new Map(rows.flatMap(({ factors }) => [...factors]));
  return [...points]
    .map(([name, points]) => ({
      name,
      points,
      shares: Object.fromEntries(
        labels.map(([label, of]) => [
          label,
          weigh(of.filter(({ factors }) => factors.has(name))) / weigh(of),
        ]),
      ),
    }))
    .sort(
      (a, b) =>
        (b.shares.malicious ?? 0) - (a.shares.malicious ?? 0) ||
        (b.shares.benign ?? 0) - (a.shares.benign ?? 0) ||
        (a.name < b.name ? -1 : 1),
    );
}

/** In the order of the keys. */
function groupsOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): readonly (readonly [string, readonly Item[]])[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

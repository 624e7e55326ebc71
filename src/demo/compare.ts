/**
 * What the score changes: the results of the published detection and of the scored one, row beside row. Both are compared
 * by source, destination, port and transport.
 */
import type { Row } from "spl-runner";
import { type Column, first, portOf, score } from "./table.ts";

/** Every match of the published detection adds this to its source's risk. */
const PUBLISHED_RISK = "20";

export interface Comparison {
  /** Found by either; those that both found first, then by score. */
  readonly rows: readonly Row[];
  readonly both: number;
  readonly onlyPublished: number;
  readonly onlyScored: number;
}

const keyOf = (row: Row): string =>
  ["src", "dest", "dest_port", "transport"].map((field) => first(row, field)).join("|");

/**
 * @param published results of the published detection
 * @param scored results of the scored one
 * @param all every event with its score: it gives the actions, and the scores of what stayed below the threshold
 */
export function compare(published: readonly Row[], scored: readonly Row[], all: readonly Row[]): Comparison {
  const scoredKeys = new Set(scored.map(keyOf));
  const publishedKeys = new Set(published.map(keyOf));
  const scores = new Map(all.map((row) => [keyOf(row), row]));
  const actions = new Map<string, Set<string>>();
  for (const row of all) {
    const seen = actions.get(keyOf(row)) ?? new Set();
    actions.set(keyOf(row), seen.add(first(row, "action", "AC_RuleAction")));
  }
  const both = scored.filter((row) => publishedKeys.has(keyOf(row)));
  const onlyScored = scored.filter((row) => !publishedKeys.has(keyOf(row)));
  const onlyPublished = published
    .filter((row) => !scoredKeys.has(keyOf(row)))
    .map((row) => withScore(row, scores.get(keyOf(row))));
  const marked = (rows: readonly Row[], matched: string, reported: string) =>
    [...rows]
      .sort((a, b) => score(b) - score(a))
      .map(
        (row) =>
          new Map([
            ...row,
            ["published", matched],
            ["reported", reported],
            ["actions", [...(actions.get(keyOf(row)) ?? [])].join(", ")],
          ]) as Row,
      );
  return {
    rows: [
      ...marked(both, PUBLISHED_RISK, "yes"),
      ...marked(onlyPublished, PUBLISHED_RISK, "no"),
      ...marked(onlyScored, "", "yes"),
    ],
    both: both.length,
    onlyPublished: onlyPublished.length,
    onlyScored: onlyScored.length,
  };
}

function withScore(row: Row, scoredEvent: Row | undefined): Row {
  const merged = new Map(row);
  for (const field of ["portrisk_score", "portrisk_level", "portrisk_reason"]) {
    const value = scoredEvent?.get(field);
    if (value !== undefined) merged.set(field, value);
  }
  return merged;
}

export const COMPARED: readonly Column[] = [
  { heading: "source", width: 26, show: (row) => first(row, "src") },
  { heading: "destination", width: 26, show: (row) => first(row, "dest") },
  { heading: "port", width: 11, show: portOf },
  { heading: "action", width: 12, show: (row) => first(row, "actions") },
  { heading: "v6 risk", width: 9, show: (row) => first(row, "published") || "-" },
  {
    heading: "scored",
    width: 8,
    show: (row) => (first(row, "reported") === "yes" ? first(row, "portrisk_score") : "-"),
    coloured: true,
  },
  {
    heading: "why",
    width: 0,
    show: (row) =>
      (first(row, "reported") === "yes" ? "" : `below the threshold with ${first(row, "portrisk_score")}: `) +
      first(row, "portrisk_reason"),
  },
];

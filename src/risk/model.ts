/**
 * The model: every rule by which a connection gets its score, level, direction and reason, as data. How the rules are
 * applied is in assess.ts; what an event's texts mean is in reading.ts and networks.ts.
 *
 * Scores read on the scale of Splunk's detection scoring guide: below 10 very low, 10–19 weak or noisy, 20–49 unusual up to
 * worth an investigation, 50–69 maps to a known technique, 70 and more strong evidence.
 */
import {
  all,
  atLeast,
  type Case,
  type ColumnName,
  type Condition,
  column,
  field,
  is,
  not,
  present,
  type Template,
} from "./expression.ts";

export type Direction = "outbound" | "inbound" | "internal" | "external" | "unknown";

export interface Factor {
  /** Shown as `name=+points`; a public name, so it does not change. */
  readonly name: string;
  readonly when: Condition;
  /** A fixed number, or what the catalogue's row holds in a column. Whole numbers. */
  readonly points: number | { readonly column: ColumnName; readonly sign: 1 | -1 };
  /** Its part of the sentence; absent where the opening of the reason says it already. */
  readonly clause: Template | null;
}

export interface Level {
  readonly name: string;
  /** The lowest score of this level; the next level begins where this one ends. */
  readonly from: number;
}

const inside = (side: "src_side" | "dest_side") => is(field(side), "internal");
const outside = (side: "src_side" | "dest_side") => is(field(side), "external");

/** Which way a connection goes, by the addresses of its ends. */
export const DIRECTION: readonly Case<Direction>[] = [
  { when: all(inside("src_side"), outside("dest_side")), value: "outbound" },
  { when: all(outside("src_side"), inside("dest_side")), value: "inbound" },
  { when: all(inside("src_side"), inside("dest_side")), value: "internal" },
  { when: all(outside("src_side"), outside("dest_side")), value: "external" },
  { when: all(), value: "unknown" },
];

/** The catalogue knows a bad use of the port. Everything else only strengthens or weakens that. */
const suspicious = atLeast(column("points"), 1);

export const FACTORS: readonly Factor[] = [
  {
    name: "known_for",
    when: suspicious,
    points: { column: "points", sign: 1 },
    clause: null,
  },
  {
    name: "other_transport",
    when: all(suspicious, is(field("listing"), "other_transport")),
    points: -15,
    clause: ["that use is known over another transport than ", field("transport")],
  },
  {
    name: "legitimate_use",
    when: all(suspicious, atLeast(column("legitimate_points"), 1)),
    points: { column: "legitimate_points", sign: -1 },
    clause: ["the port also serves ", column("legitimate_use")],
  },
  {
    name: "outbound",
    when: all(suspicious, is(field("direction"), "outbound")),
    points: 15,
    clause: ["the connection goes out to a public address"],
  },
  {
    name: "inbound",
    when: all(suspicious, is(field("direction"), "inbound")),
    points: 10,
    clause: ["the connection comes in from a public address"],
  },
  {
    name: "internal",
    when: all(suspicious, is(field("direction"), "internal")),
    points: -25,
    clause: ["both ends are internal"],
  },
  {
    name: "blocked",
    // A blocked attempt did no harm by itself, but somebody or something tried.
    when: all(suspicious, is(field("action"), "blocked")),
    points: -10,
    clause: ["the firewall blocked the attempt"],
  },
];

export const LOWEST_SCORE = 0;
export const HIGHEST_SCORE = 100;

/** Highest first. */
export const LEVELS: readonly Level[] = [
  { name: "critical", from: 70 },
  { name: "high", from: 50 },
  { name: "medium", from: 20 },
  { name: "low", from: 10 },
  { name: "informational", from: 0 },
];

const port: Template = ["Port ", field("port")];
const portAndTransport: Template = [...port, "/", field("transport")];

/** How the reason begins. */
export const OPENINGS: readonly Case<Template>[] = [
  {
    when: all(suspicious, present(field("transport"))),
    value: [...portAndTransport, " is known for ", column("service")],
  },
  { when: suspicious, value: [...port, " is known for ", column("service")] },
  {
    when: all(present(column("service")), present(field("transport"))),
    value: [...portAndTransport, " is an ordinary port of ", column("service")],
  },
  { when: present(column("service")), value: [...port, " is an ordinary port of ", column("service")] },
  {
    when: present(field("transport")),
    value: [...portAndTransport, " is not in the catalogue"],
  },
  { when: all(), value: [...port, " is not in the catalogue"] },
];

/** At most so many factors, those with the most points either way, are named in a reason beside its opening. */
export const CLAUSES_IN_REASON = 2;

/** Factors with fewer points than this decide nothing and are not named in the reason. */
export const LEAST_POINTS_IN_REASON = 10;

const atFault = is(field("direction"), "inbound");

/** How the reason ends: what a person can do about it. */
export const ADVICE: readonly Case<Template>[] = [
  {
    when: all(is(field("level"), "critical"), atFault),
    value: ["find what listens there on the destination host now, and who opened the way in"],
  },
  {
    when: is(field("level"), "critical"),
    value: ["find the process behind it on the source host now, and hold the host until it is explained"],
  },
  {
    when: all(is(field("level"), "high"), atFault),
    value: ["find what listens there on the destination host"],
  },
  { when: is(field("level"), "high"), value: ["find the process behind it on the source host"] },
  { when: is(field("level"), "medium"), value: ["check whether this host is meant to do this"] },
  { when: is(field("level"), "low"), value: ["weigh it only together with other signs"] },
  { when: not(suspicious), value: ["the port alone gives no reason to act"] },
  { when: all(), value: ["no action is needed on this alone"] },
];

/** Parts of searches that several views have in common. Everything goes through the app's macros, so no view names an engine. */
import { BLOCKED, EXCEPTIONS, NETWORKS, REPORTED_ROWS, SCORED_EVENTS } from "../macros/index.ts";
import { columnOf, LEVELS, type OutputName } from "../risk/index.ts";

/** Events of the firewall, wherever the site has them. */
export const EVENTS = "`portrisk_data`";
/** The lookups of what the site writes. */
export { EXCEPTIONS, NETWORKS };
/** The port catalogue's lookup. */
export const CATALOGUE = "portrisk_ports";
export const SCORE = "`portrisk_networks`\n| `portrisk`";
/** What the scored detection looks at, with scores: whatever can reach the threshold. */
export const SCORED = SCORED_EVENTS;
/** The rows that the scored detection reports, without what the site's filter drops. */
export const REPORTED = `${SCORED}
${REPORTED_ROWS}
| \`suspicious_ports_scored_filter\``;

/** Steps as one search. */
export const steps = (...each: readonly string[]): string => each.join("\n| ");
/** Steps as the rest of another search. */
export const chain = (...each: readonly string[]): string => `| ${steps(...each)}`;

/** A cell of two lines: how many connections, how many of them blocked. */
export const counted = 'eval connections=mvappend(count." in all", blocked." blocked")';

/** A cell of two lines: when the first and when the last connection was. */
export const seenBetween = (first: string, last: string): string =>
  `eval seen=mvappend("from ".${timeText(first)}, "to ".${timeText(last)})`;

/** A time of the row as text that sorts. */
export const timeText = (field: string): string => `strftime(${field},"%Y-%m-%d %H:%M")`;

export const LEVEL_NAMES = LEVELS.map(({ name }) => name);

/** Adds the number of connections of a row, `count`, under the name of its level, and 0 under the others: for charts whose series never change. */
export const byLevel = (count: string): string =>
  `eval ${LEVEL_NAMES.map((name) => `${name}=if(${columnOf("level")}="${name}",${count},0)`).join(", ")}`;
export const sumOfLevels = LEVEL_NAMES.map((name) => `sum(${name}) as ${name}`).join(" ");

/** Rows by level, the highest first. @param field holds the level */
export const inOrderOfLevels = (field: string): readonly string[] => [
  `eval order__=case(${LEVEL_NAMES.map((name, at) => `${field}="${name}",${at}`).join(", ")})`,
  "sort 0 order__",
  "fields - order__",
];

export const markBlocked = `eval blocked=${BLOCKED}`;

/** The columns portrisk_*, by their short names: score, level, reason. */
export const shortNames = (...outputs: readonly OutputName[]): string =>
  `rename ${outputs.map((output) => `${columnOf(output)} as ${output}`).join(", ")}`;

/** Where there is no row, one of no connection, so that a chart over time is empty and not an error. */
export const orNoConnection = `appendpipe [ stats count as rows__ | where rows__=0 | eval _time=now(), ${columnOf("level")}="${LEVELS[0]!.name}", count=0 | fields - rows__ ]`;

/** Where there is no row, one that says what to do, in the column where a reader looks first. */
export const orElse = (column: string, text: string): string =>
  `appendpipe [ stats count as rows__ | where rows__=0 | eval ${column}="${text}" | fields - rows__ ]`;

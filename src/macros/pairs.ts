/**
 * From scored events to one row for each source, destination, port and transport, which can be scored again: what the model reads of the
 * row's highest event is packed into one text that begins with the score, and the greatest text is kept. So one pass over the events is
 * enough, it runs on search peers, and the row gets the score of its highest event.
 */
import {
  columnOf,
  fieldsRead,
  inputOf,
  isAdded,
  NAMES,
  OUTPUT_NAMES,
  READINGS,
  type Reading,
} from "../risk/index.ts";
import { type Assignment, firstValue, numberOf } from "./read.ts";
import { evalText } from "./steps.ts";
import { literal } from "./text.ts";

/** What the model reads of the highest event, packed behind its score. */
const BEST = "pair_best";
const PARTS = "pair_parts";
/** Stands between packed values, and for a value that is not there. Events choose the texts, so neither is left in a value. */
const SEPARATOR = " ~~ ";
const NOTHING = "~~";

/** The first value of the first field that has one. An empty text is none. */
const firstOf = (reading: Reading) =>
  `coalesce(${fieldsRead(reading)
    .map((field) => `nullif(mvindex(${field},0),"")`)
    .join(",")})`;

/** The fields of a pair, by the names that CIM gives them. */
export const PAIR = [
  ["src", "src_side"],
  ["dest", "dest_side"],
  ["dest_port", "port"],
  ["transport", "transport"],
] as const satisfies readonly (readonly [string, Reading])[];

export const PAIR_FIELDS: readonly string[] = PAIR.map(([field]) => field);
export const BY_PAIR = `by ${PAIR_FIELDS.join(", ")}`;

/** What is packed: everything that the model reads of an event beside the pair itself. */
const PACKED = READINGS.filter(
  (reading) => !isAdded(reading) && !PAIR.some(([, ofPair]) => ofPair === reading),
);

/** The field of a row that holds a reading: the first that an event may have it in. */
const rowField = (reading: Reading) => inputOf(reading).fields[0]!;

const blockedNames = NAMES.action.filter(([, name]) => name === "blocked").map(([raw]) => literal(raw));

/** 1 for a connection that the firewall blocked, else 0, in the words of firewall and CIM; for eval. */
export const BLOCKED = `if(in(lower(${firstOf("action")}),${blockedNames.join(",")}),1,0)`;

/**
 * The fields of the pair, filled for every event with what the model reads: an event with several values is one connection of one pair,
 * and one with an empty text is not left out.
 */
export const pairAssignments = (): readonly Assignment[] => [
  ...PAIR.map(([field, reading]) => ({
    field,
    value: `coalesce(${firstOf(reading)},"unknown")`,
  })),
  // One name for each protocol, so that TCP, tcp and 6 are one pair, and exceptions for tcp fit it.
  { field: "transport", value: 'coalesce(nullif(lower(trim(transport)),""),"unknown")' },
  {
    field: "transport",
    value: `case(${NAMES.transport
      .filter(([raw, name]) => raw !== name)
      .map(([raw, name]) => `transport=${literal(raw)},${literal(name)}`)
      .join(",")},true(),transport)`,
  },
];

/**
 * An event as one text: the score in three digits, then what the model reads.
 * @param score text of eval that gives the score, or a number below all candidates for an event that was not scored
 */
export function packed(score: string): string {
  const values = PACKED.map((reading) => {
    const value = `replace(${firstValue(fieldsRead(reading))},"~~","~")`;
    return `coalesce(nullif(${value},""),${literal(NOTHING)})`;
  });
  return [`printf("%03d",${score})`, ...values].join(`.${literal(SEPARATOR)}.`);
}

/** The highest event's values in the fields of the row. */
export const unpackAssignments = (): readonly Assignment[] => [
  { field: PARTS, value: `split(${BEST},${literal(SEPARATOR)})` },
  ...PACKED.map((reading, at) => ({
    field: rowField(reading),
    value: `nullif(mvindex(${PARTS},${at + 1}),${literal(NOTHING)})`,
  })),
];

/** What a row lists of its events. Names that the model reads too get another one until the row is scored. */
export const LISTED = [
  ["pair_app", "app"],
  ["user", "user"],
  ["pair_url", "url"],
  ["threat_domain", "threat_domain"],
  ["rule", "rule"],
] as const;

/** Aggregates that are the same however often rows are added up. */
export const KEPT = [
  `max(${BEST}) as ${BEST}`,
  "min(firstTime) as firstTime",
  "max(lastTime) as lastTime",
  "max(pair_duration) as pair_duration",
  ...LISTED.map(([field]) => `values(${field}) as ${field}`),
] as const;

/** The steps from scored events to rows. */
export function pairSteps(): readonly string[] {
  return [
    evalText([
      ...pairAssignments(),
      { field: "firstTime", value: "_time" },
      { field: "lastTime", value: "_time" },
      { field: "pair_blocked", value: BLOCKED },
      { field: "pair_app", value: "app" },
      { field: "pair_url", value: firstOf("url") },
      {
        field: "threat_domain",
        value: `if(match(pair_url,"^[A-Za-z]+://[A-Za-z0-9-]+[.][A-Za-z0-9.-]*[A-Za-z]"),replace(pair_url,"^[A-Za-z]+://([A-Za-z0-9.-]+).*$","\\1"),null())`,
      },
      { field: "bytes_sent", value: numberOf("bytes_sent") },
      { field: "bytes_received", value: numberOf("bytes_received") },
      { field: "pair_duration", value: numberOf("duration") },
      { field: BEST, value: packed(columnOf("score")) },
    ]),
    `stats ${[
      ...KEPT,
      "count",
      "sum(pair_blocked) as blocked",
      "sum(bytes_sent) as bytes_sent",
      "sum(bytes_received) as bytes_received",
    ].join("\n    ")}\n    ${BY_PAIR}`,
    evalText(unpackAssignments()),
    `fields - ${PARTS}, ${OUTPUT_NAMES.map(columnOf).join(", ")}`,
  ];
}

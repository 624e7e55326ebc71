/** The other steps of the twin: the catalogue's row, the factors with their points, and the sentence. */
import {
  ADVICE,
  CATALOGUE_COLUMNS,
  CLAUSES_IN_REASON,
  type ColumnName,
  DERIVED,
  FACTORS,
  type Factor,
  HIGHEST_SCORE,
  LEAST_POINTS_IN_REASON,
  LEVELS,
  LOWEST_SCORE,
  OPENINGS,
} from "../risk/index.ts";
import type { Assignment } from "./read.ts";
import {
  casesText,
  conditionText,
  expressionText,
  literal,
  nameOf,
  TEMPORARY,
  templateText,
} from "./text.ts";

const COLUMNS = CATALOGUE_COLUMNS.filter(
  (name): name is ColumnName & (typeof CATALOGUE_COLUMNS)[number] =>
    !["port", "transport", "sources"].includes(name),
);
const NUMBER_COLUMNS: readonly string[] = ["points", "legitimate_points"];

/** Rows of the port with the event's transport, and with the other of tcp and udp. */
const ROWS = ["exact", "other"] as const;
type Which = (typeof ROWS)[number];

const cellOf = (which: Which, column: string, own = false) =>
  `${TEMPORARY}${which}_${own ? "own_" : ""}${column}`;

function lookupText(lookup: string, which: Which, own: boolean): string {
  const outputs = COLUMNS.map((column) => `${column} AS ${cellOf(which, column, own)}`);
  return `lookup ${lookup} port AS ${nameOf("port")}, transport AS ${TEMPORARY}${which} OUTPUT ${outputs.join(", ")}`;
}

/** The steps that find the shipped catalogue's rows. */
export function lookupSteps(lookup: string): readonly string[] {
  const transport = nameOf("transport");
  return [
    evalText([
      { field: `${TEMPORARY}exact`, value: `if(${transport}="","tcp",${transport})` },
      {
        field: `${TEMPORARY}other`,
        value: `case(${TEMPORARY}exact="tcp","udp",${TEMPORARY}exact="udp","tcp",true(),"none")`,
      },
    ]),
    ...ROWS.map((which) => lookupText(lookup, which, false)),
  ];
}

/** The steps that put the rows of a site's own lookup in the place of shipped ones. */
export function overrideSteps(lookup: string): readonly string[] {
  return ROWS.flatMap((which) => [
    lookupText(lookup, which, true),
    evalText(
      // The column that tells whether there is a row comes last: it is replaced as well.
      [...COLUMNS.filter((column) => column !== "service"), "service" as const].map((column) => ({
        field: cellOf(which, column),
        value: `if(isnull(${cellOf(which, "service", true)}),${cellOf(which, column)},${cellOf(which, column, true)})`,
      })),
    ),
  ]);
}

/** Which row counts, and its cells; an absent text is "" and an absent number -1. */
export function chooseRow(): string {
  const found = (which: Which) => `isnotnull(${cellOf(which, "service")})`;
  return evalText([
    {
      field: nameOf("listing"),
      value: `case(${found("exact")},"listed",${found("other")} AND ${nameOf("transport")}="","listed",${found("other")},"other_transport",true(),"")`,
    },
    ...COLUMNS.map((column) => {
      const cell = `if(${found("exact")},${cellOf("exact", column)},${cellOf("other", column)})`;
      return {
        field: nameOf(column),
        value: NUMBER_COLUMNS.includes(column) ? `coalesce(tonumber(${cell}),-1)` : `coalesce(${cell},"")`,
      };
    }),
  ]);
}

const pointsField = (factor: Factor) => `${TEMPORARY}f_${factor.name}`;

function pointsText({ points }: Factor): string {
  if (typeof points === "number") return String(points);
  return points.sign === 1 ? nameOf(points.column) : `-1*${nameOf(points.column)}`;
}

export function deriveAssignments(): readonly Assignment[] {
  return DERIVED.map(({ name, cases }) => ({
    field: nameOf(name),
    value: casesText(cases, expressionText, '""'),
  }));
}

export function factorAssignments(): readonly Assignment[] {
  return FACTORS.map((factor) => ({
    field: pointsField(factor),
    value: `if(${conditionText(factor.when)},${pointsText(factor)},0)`,
  }));
}

export function scoreAssignments(): readonly Assignment[] {
  const sum = FACTORS.map(pointsField).join("+");
  const level = LEVELS.map(({ name, from }) => `portrisk_score>=${from},${literal(name)}`).join(",");
  return [
    { field: "portrisk_score", value: `max(${LOWEST_SCORE},min(${HIGHEST_SCORE},${sum}))` },
    { field: nameOf("level"), value: `case(${level})` },
    { field: "portrisk_factors", value: `mvappend(${FACTORS.map(factorText).join(",")})` },
  ];
}

function factorText(factor: Factor): string {
  const field = pointsField(factor);
  const { points } = factor;
  if (typeof points === "number") {
    return `if(${field}=0,null(),${literal(`${factor.name}=${points < 0 ? "" : "+"}${points}`)})`;
  }
  return `if(${field}=0,null(),${literal(`${factor.name}=${points.sign === 1 ? "+" : ""}`)}.${field})`;
}

/**
 * Clauses are sorted by what their factor weighs and by its place: five digits in front, 100 less the points, then the
 * number of the factor. Marks that sort last stand for clauses that are not there.
 */
function clauseTexts(): readonly string[] {
  return FACTORS.flatMap((factor, number) => {
    if (factor.clause === null) return [];
    const { points } = factor;
    const field = pointsField(factor);
    const order = String(number).padStart(2, "0");
    if (typeof points === "number") {
      const weight = Math.abs(points);
      if (weight < LEAST_POINTS_IN_REASON) return [];
      const key = String(100 - weight).padStart(3, "0") + order;
      return [`if(${field}=0,null(),${joinedText([key, ...factor.clause])})`];
    }
    const size = points.sign === 1 ? field : `(-1*${field})`;
    const key = `printf("%03d",100-${size})`;
    return [`if(${size}<${LEAST_POINTS_IN_REASON},null(),${key}.${joinedText([order, ...factor.clause])})`];
  });
}

/** A template whose neighbouring texts are one literal. */
function joinedText(parts: readonly (string | Exclude<Factor["clause"], null>[number])[]): string {
  const merged: (string | Exclude<Factor["clause"], null>[number])[] = [];
  for (const part of parts) {
    const last = merged[merged.length - 1];
    if (typeof part === "string" && typeof last === "string") merged[merged.length - 1] = last + part;
    else merged.push(part);
  }
  return templateText(merged);
}

export function reasonAssignments(): readonly Assignment[] {
  const clauses = `${TEMPORARY}clauses`;
  const marks = Array.from({ length: CLAUSES_IN_REASON }, () => '"999"');
  const shown = Array.from(
    { length: CLAUSES_IN_REASON },
    (_, i) => `if(mvindex(${clauses},${i})="999","","; ".substr(mvindex(${clauses},${i}),6))`,
  );
  return [
    { field: clauses, value: `mvsort(mvappend(${[...clauseTexts(), ...marks].join(",")}))` },
    {
      field: "portrisk_reason",
      value: `${casesText(OPENINGS, joinedText, '""')}.${shown.join(".")}.": ".${casesText(ADVICE, joinedText, '""')}."."`,
    },
  ];
}

/** The remaining columns, and nothing at all for an event without a usable port. */
export function outputAssignments(): readonly Assignment[] {
  const text = (column: string) => `nullif(${TEMPORARY}${column},"")`;
  const values: readonly Assignment[] = [
    { field: "portrisk_score", value: "portrisk_score" },
    { field: "portrisk_level", value: nameOf("level") },
    { field: "portrisk_category", value: text("category") },
    { field: "portrisk_service", value: text("service") },
    { field: "portrisk_direction", value: nameOf("direction") },
    { field: "portrisk_mitre", value: `split(${text("mitre")}," ")` },
    { field: "portrisk_factors", value: "portrisk_factors" },
    { field: "portrisk_reason", value: "portrisk_reason" },
  ];
  return values.map(({ field, value }) => ({ field, value: `if(${nameOf("port")}<0,null(),${value})` }));
}

export function evalText(assignments: readonly Assignment[]): string {
  return `eval ${assignments.map(({ field, value }) => `${field}=${value}`).join(",\n    ")}`;
}

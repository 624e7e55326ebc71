/** The other steps of the eval macros: the catalogue's row, the factors with their points, and the sentence. */
import {
  ADVICE,
  BEYOND_THE_PORT,
  badPort,
  CLAUSES_IN_REASON,
  type ColumnName,
  columnOf,
  DERIVED,
  type DerivedName,
  EXCEPTION_MOST,
  EXCEPTION_STEP,
  FACTORS,
  type Factor,
  HIGHEST_SCORE,
  isNumberColumn,
  LEVELS,
  LIMITS,
  LOWEST_SCORE,
  MIN_POINTS_IN_REASON,
  MODEL_COLUMNS,
  OPENINGS,
  OUTPUT_NAMES,
  type OutputName,
  ROW_CHOICES,
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

/** The rows that an event can get, in the order in which they are tried. */
const ROWS = Array.from(
  { length: Math.max(...ROW_CHOICES.map(({ rows }) => rows.length)) },
  (_, place) => place,
);

const cellOf = (place: number, column: string) => `${TEMPORARY}row${place + 1}_${column}`;

function lookupText(lookup: string, place: number): string {
  const outputs = MODEL_COLUMNS.map((column) => `${column} AS ${cellOf(place, column)}`);
  return `lookup ${lookup} port AS ${nameOf("port")}, transport AS ${cellOf(place, "transport")} OUTPUT ${outputs.join(", ")}`;
}

const hasTransport = (transport: string | null) => `${nameOf("transport")}=${literal(transport ?? "")}`;

/** The steps that find the catalogue's rows. */
export function lookupSteps(lookup: string): readonly string[] {
  const transports = ROWS.map((place) => {
    const cases = ROW_CHOICES.map(
      ({ transport, rows }) => `${hasTransport(transport)},${literal(rows[place]?.transport ?? "none")}`,
    );
    return { field: cellOf(place, "transport"), value: `case(${cases.join(",")},true(),"none")` };
  });
  return [evalText(transports), ...ROWS.map((place) => lookupText(lookup, place))];
}

/** Which row counts, and its cells; an absent text is "" and an absent number -1. */
export function chooseRow(): string {
  const found = (place: number) => `isnotnull(${cellOf(place, "service")})`;
  const listings = ROWS.flatMap((place) =>
    ROW_CHOICES.map(
      ({ transport, rows }) =>
        `${found(place)} AND ${hasTransport(transport)},${literal(rows[place]?.listing ?? "")}`,
    ),
  );
  return evalText([
    { field: nameOf("listing"), value: `case(${listings.join(",")},true(),"")` },
    ...MODEL_COLUMNS.map((column) => {
      const cell = `case(${ROWS.map((place) => `${found(place)},${cellOf(place, column)}`).join(",")})`;
      return {
        field: nameOf(column),
        value: isNumberColumn(column) ? `coalesce(tonumber(${cell}),-1)` : `coalesce(${cell},"")`,
      };
    }),
  ]);
}

const pointsField = (factor: Factor) => `${TEMPORARY}f_${factor.name}`;

function pointsText({ points }: Factor): string {
  if (typeof points === "number") return String(points);
  if ("field" in points) {
    const steps = `floor(min(${EXCEPTION_MOST},${nameOf(points.field)})/${EXCEPTION_STEP})*${EXCEPTION_STEP}`;
    return points.sign === 1 ? steps : `-1*${steps}`;
  }
  const cell = points.half === true ? `floor(${nameOf(points.column)}/2)` : nameOf(points.column);
  return points.sign === 1 ? cell : `-1*${cell}`;
}

export function deriveAssignments(
  wanted: (name: DerivedName) => boolean = () => true,
): readonly Assignment[] {
  return DERIVED.filter(({ name }) => wanted(name)).map(({ name, cases }) => ({
    field: nameOf(name),
    value: casesText(cases, expressionText, '""'),
  }));
}

export function factorAssignments(wanted: (factor: Factor) => boolean = () => true): readonly Assignment[] {
  return FACTORS.filter(wanted).map((factor) => ({
    field: pointsField(factor),
    value: `if(${conditionText(factor.when)},${pointsText(factor)},0)`,
  }));
}

/** The points of all factors, and what a limit takes away from them: 0 or less. */
const SUM = `${TEMPORARY}sum`;
const TAKEN = `${TEMPORARY}taken`;

export function scoreAssignments(): readonly Assignment[] {
  const level = LEVELS.map(({ name, from }) => `${columnOf("score")}>=${from},${literal(name)}`).join(",");
  const evidence = BEYOND_THE_PORT.map((kind) => {
    const gave = FACTORS.filter((factor) => factor.kind === kind).map((factor) => `${pointsField(factor)}>0`);
    return `if(${gave.join(" OR ")},1,0)`;
  });
  const atMost = LIMITS.map(({ when, atMost }) => `${conditionText(when)},${atMost}`).join(",");
  const limit = LIMITS.map(({ name, when }) => `${conditionText(when)},${literal(`${name}=`)}`).join(",");
  return [
    { field: SUM, value: FACTORS.map(pointsField).join("+") },
    { field: nameOf("evidence"), value: evidence.join("+") },
    { field: TAKEN, value: `min(0,case(${atMost},true(),${SUM})-${SUM})` },
    { field: columnOf("score"), value: `max(${LOWEST_SCORE},min(${HIGHEST_SCORE},${SUM}+${TAKEN}))` },
    { field: nameOf("level"), value: `case(${level})` },
    {
      field: columnOf("factors"),
      value: `mvappend(${FACTORS.map(factorText).join(",")},if(${TAKEN}=0,null(),case(${limit}).${TAKEN}))`,
    },
  ];
}

/** The techniques of the factors that gave points, and those of the catalogue's row where the port counted. */
function techniquesText(): string {
  const known = `if(${conditionText(badPort)},split(nullif(${nameOf("mitre")},"")," "),null())`;
  const given = FACTORS.flatMap((factor) =>
    (factor.mitre ?? []).map((technique) => `if(${pointsField(factor)}>0,${literal(technique)},null())`),
  );
  return `mvdedup(mvsort(mvappend(${[known, ...given].join(",")})))`;
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
 * number of the factor. Fillers that sort last stand for clauses that are not there.
 */
function clauseTexts(): readonly string[] {
  return FACTORS.flatMap((factor, number) => {
    if (factor.clause === null) return [];
    const { points } = factor;
    const field = pointsField(factor);
    const order = String(number).padStart(2, "0");
    if (typeof points === "number") {
      const weight = Math.abs(points);
      if (weight < MIN_POINTS_IN_REASON) return [];
      const key = String(100 - weight).padStart(3, "0") + order;
      return [`if(${field}=0,null(),${joinedText([key, ...factor.clause])})`];
    }
    const size = points.sign === 1 ? field : `(-1*${field})`;
    const key = `printf("%03d",100-${size})`;
    return [`if(${size}<${MIN_POINTS_IN_REASON},null(),${key}.${joinedText([order, ...factor.clause])})`];
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
  const fillers = Array.from({ length: CLAUSES_IN_REASON }, () => '"999"');
  const shown = Array.from(
    { length: CLAUSES_IN_REASON },
    (_, i) => `if(mvindex(${clauses},${i})="999","","; ".substr(mvindex(${clauses},${i}),6))`,
  );
  return [
    { field: clauses, value: `mvsort(mvappend(${[...clauseTexts(), ...fillers].join(",")}))` },
    {
      field: columnOf("reason"),
      value: `${casesText(OPENINGS, joinedText, '""')}.${shown.join(".")}.": ".${casesText(ADVICE, joinedText, '""')}."."`,
    },
  ];
}

/** All columns, and nothing at all for an event without a usable port. */
export function outputAssignments(): readonly Assignment[] {
  // What the catalogue says of the port is shown only where it counted.
  const counted = (column: ColumnName) => `if(${conditionText(badPort)},nullif(${nameOf(column)},""),null())`;
  const values: { readonly [output in OutputName]: string } = {
    score: columnOf("score"),
    level: nameOf("level"),
    category: counted("category"),
    service: counted("service"),
    direction: nameOf("direction"),
    mitre: techniquesText(),
    factors: columnOf("factors"),
    reason: columnOf("reason"),
  };
  return OUTPUT_NAMES.map((output) => ({
    field: columnOf(output),
    value: `if(${nameOf("port")}<0,null(),${values[output]})`,
  }));
}

/**
 * Removes the fields of an event that have the names of ours: an attacker can write `?portrisk_score=0` into a URL, and a lookup that
 * finds no row may leave a field as it was.
 */
export function removalStep(): string {
  return `fields - ${TEMPORARY}*, ${OUTPUT_NAMES.map(columnOf).join(", ")}`;
}

export function evalText(assignments: readonly Assignment[]): string {
  return `eval ${assignments.map(({ field, value }) => `${field}=${value}`).join(",\n    ")}`;
}

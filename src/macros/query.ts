/** What a base search can ask of an event by its fields, and how `search` writes it. */
import { inputOf, MAX_PORT, type Reading } from "../risk/index.ts";

/** What a base search can ask; null asks nothing and matches every event. */
export type Query = Any | All | Ports | Field | Absent | Public | null;
interface Any {
  readonly form: "any";
  readonly of: readonly Query[];
}
interface All {
  readonly form: "all";
  readonly of: readonly Query[];
}
export interface Ports {
  readonly form: "ports";
  readonly ports: ReadonlySet<number>;
}
/** The address at this end is no private one. */
export interface Public {
  readonly form: "public";
  readonly end: "src" | "dest";
}
/** Any of these terms about a field that has several names. */
interface Field {
  readonly form: "field";
  readonly names: readonly string[];
  readonly compare: "=" | ">=";
  readonly values: readonly string[];
}

/** A field that the event does not have, or has without a value. */
interface Absent {
  readonly form: "absent";
  readonly names: readonly string[];
}
/** Matches what every one of these matches. */
export function all(queries: readonly Query[]): Query {
  const of = queries.flatMap((query) => (query === null ? [] : query.form === "all" ? query.of : [query]));
  // Ports that must all hold are the ports in common.
  const ports = of.filter((query): query is Ports => query!.form === "ports");
  const others = of.filter((query) => query!.form !== "ports");
  const common: readonly Query[] =
    ports.length === 0
      ? []
      : [
          {
            form: "ports",
            ports: new Set(
              [...ports[0]!.ports].filter((port) => ports.every((each) => each.ports.has(port))),
            ),
          },
        ];
  const parts = [...common, ...others];
  return parts.length === 0 ? null : parts.length === 1 ? parts[0]! : { form: "all", of: parts };
}

/** Matches what any of these matches. */
export function any(queries: readonly Query[]): Query {
  const conditions: Exclude<Query, null>[] = [];
  for (const query of queries) {
    if (query === null) return null;
    conditions.push(query);
  }
  const of = merged(conditions.flatMap((query) => (query.form === "any" ? query.of : [query])));
  return of.length === 1 ? of[0]! : { form: "any", of };
}

/** Alternatives about the same field, or about ports, are one. */
function merged(queries: readonly Query[]): readonly Query[] {
  const parts = new Map<string, Query>();
  for (const query of queries) {
    if (query === null) continue;
    const key =
      query.form === "ports"
        ? "ports"
        : query.form === "field"
          ? query.names.join() + query.compare
          : JSON.stringify(query, (_, value) => (value instanceof Set ? [...value] : value));
    const before = parts.get(key);
    if (before?.form === "ports" && query.form === "ports")
      parts.set(key, { form: "ports", ports: new Set([...before.ports, ...query.ports]) });
    else if (before?.form === "field" && query.form === "field")
      parts.set(key, { ...query, values: alternatives(query.compare, [...before.values, ...query.values]) });
    else parts.set(key, query);
  }
  return [...parts.values()];
}

/** The expression that `search` reads. */
export function show(query: Query): string {
  if (query === null) return "*";
  switch (query.form) {
    case "any":
      return `(${merged(query.of).map(show).join(" OR ")})`;
    case "all":
      return `(${query.of.map(show).join(" ")})`;
    case "ports":
      return portsText(fieldsOf("port"), query.ports);
    case "absent":
      return `(NOT ${oneOf(query.names.map((name) => `${name}=*`))} OR ${oneOf(query.names.map((name) => `${name}=""`))})`;
    case "public":
      return `NOT ${oneOf(PRIVATE.map((network) => `${fieldsOf(`${query.end}_side`)[0]}="${network}"`))}`;
    case "field":
      return query.compare === "="
        ? inText(query.names, query.values)
        : oneOf(query.names.map((name) => `${name}>=${query.values[0]}`));
  }
}

/** A private address is an internal end, whatever its zone; the other networks that the model knows are rare. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/** More than half of all ports are written as the ports that they are not. */
function portsText(names: readonly string[], ports: ReadonlySet<number>): string {
  if (ports.size <= MAX_PORT / 2) return inText(names, [...ports].sort((a, b) => a - b).map(String));
  const others: string[] = [];
  for (let port = 1; port <= MAX_PORT; port++) if (!ports.has(port)) others.push(String(port));
  return `NOT ${inText(names, others)}`;
}

/** CIM's name comes first where there is one. A base search asks for it alone, as the published detection does. */
export function fieldsOf(reading: Reading): readonly string[] {
  const { fields } = inputOf(reading);
  return /^[a-z_]+$/.test(fields[0]!) ? fields.slice(0, 1) : fields;
}

/** Values by name, in a form that `search` reads: field IN ("a", "b"). */
function inText(names: readonly string[], values: readonly string[]): string {
  const quoted = values.map((value) => `"${value}"`).join(", ");
  return oneOf(names.map((name) => (values.length === 1 ? `${name}=${quoted}` : `${name} IN (${quoted})`)));
}

/** Of several bounds the lowest is reached by all that reach another. */
const alternatives = (compare: Field["compare"], values: readonly string[]): readonly string[] =>
  compare === "=" ? distinct(values) : [String(Math.min(...values.map(Number)))];

/** Without values that another matches. */
export function distinct(values: readonly string[]): readonly string[] {
  const all = [...new Set(values)];
  const tests = all.map(
    (value) => new RegExp(`^${value.replace(/[.+?^${}()|[\]\\/]/g, "\\$&").replace(/\*/g, ".*")}$`),
  );
  return all.filter((value, i) => !tests.some((test, j) => j !== i && test.test(value)));
}

const oneOf = (terms: readonly string[]) => (terms.length === 1 ? terms[0]! : `(${terms.join(" OR ")})`);

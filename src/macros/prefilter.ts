/**
 * Which events a scheduled search has to read: those that can reach the threshold, told by their fields alone. Derived from the
 * model, so that the detection sees what the command would score; a property test holds it to that.
 *
 * From 50 on a score needs evidence beyond the port (LIMITS), so one factor of such a kind must apply. Each condition is projected onto what
 * a base search can ask: ports, names and numbers. A condition that leaves nothing to ask (the firewall recognised nothing) counts
 * only on ports whose reputation lifts it to the threshold.
 */
import {
  BEYOND_THE_PORT,
  type CatalogueRow,
  type Condition,
  DERIVED,
  type DerivedName,
  DIRECTION,
  type Expression,
  FACTORS,
  type Factor,
  inputOf,
  KINDS,
  LIMITS,
  MAX_PORT,
  NAMES,
  type Reading,
} from "../risk/index.ts";
import { globsOf } from "./globs.ts";

/** What a base search can ask; null asks nothing and matches every event. */
type Query = Any | All | Ports | Field | Absent | Public | null;
interface Any {
  readonly form: "any";
  readonly of: readonly Query[];
}
interface All {
  readonly form: "all";
  readonly of: readonly Query[];
}
interface Ports {
  readonly form: "ports";
  readonly ports: ReadonlySet<number>;
}
/** The address at this end is no private one. */
interface Public {
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
/** What the conditions around one already say: the transport, if they name it. */
interface Within {
  readonly transport: string | null;
}
const ANYWHERE: Within = { transport: null };

const derivedCases = new Map(DERIVED.map(({ name, cases }) => [name, cases]));
const isDerived = (name: string): name is DerivedName => derivedCases.has(name as DerivedName);

export class Prefilter {
  private readonly projected = new Map<string, Query>();
  private readonly byPort = new Map<number, readonly CatalogueRow[]>();

  constructor(
    private readonly rows: readonly CatalogueRow[],
    private readonly threshold: number,
  ) {
    for (const row of rows) this.byPort.set(row.port, [...(this.byPort.get(row.port) ?? []), row]);
  }

  /**
   * The search expression.
   * @throws Error where the model lets events reach the threshold that cannot be told by their fields.
   */
  text(): string {
    const alone = LIMITS.find(({ name }) => name === "port_alone")!;
    if (this.threshold <= alone.atMost)
      throw new Error(`a threshold of ${this.threshold} needs no evidence beyond the port`);
    const evidence = FACTORS.filter(
      (factor) => BEYOND_THE_PORT.includes(factor.kind) && pointsOf(factor) > 0,
    );
    // What leaves nothing to ask stands first; of the others the lightest need asking least.
    const candidates = evidence
      .map((factor) => ({ factor, query: this.project(factor.when) }))
      .sort(
        (a, b) =>
          Number(a.query !== null) - Number(b.query !== null) || pointsOf(a.factor) - pointsOf(b.factor),
      );
    const asked: Query[] = [];
    const unasked: Factor[] = [];
    for (const { factor, query } of candidates) {
      const reached = highest([...unasked, factor], false);
      if (reached < this.threshold) unasked.push(factor);
      else if (query !== null) asked.push(query);
      else throw new Error(`${factor.name} can reach ${reached} on any port, and no field tells where`);
    }
    const needed = this.threshold - highest(unasked, true);
    const ports = new Set(
      this.rows.filter((row) => isBad(row) && row.points >= needed).map(({ port }) => port),
    );
    return this.show(any([{ form: "ports", ports }, ...asked]));
  }

  /** A query that every event meeting the condition matches. */
  private project(condition: Condition, outside: Within = ANYWHERE): Query {
    const transport = new Map(impliedBy(condition)).get("transport") ?? outside.transport;
    const within: Within = { transport };
    if (isAboutPort(condition)) return this.portsThatMay(condition, within);
    switch (condition.form) {
      case "all":
        return all(condition.of.map((each) => this.project(each, within)));
      case "any":
        return any(condition.of.map((each) => this.project(each, within)));
      case "not":
        return this.projectNot(condition.of, within);
      case "equals":
        return this.projectEquals(condition.left, condition.right, within);
      case "at_least":
        return this.projectAtLeast(condition.left, condition.right);
      case "present":
        return null;
    }
  }

  /** A query that every event not meeting the condition matches. */
  private projectNot(condition: Condition, within: Within): Query {
    switch (condition.form) {
      case "all":
        return any(condition.of.map((each) => this.project({ form: "not", of: each }, within)));
      case "any":
        return all(condition.of.map((each) => this.project({ form: "not", of: each }, within)));
      case "not":
        return this.project(condition.of, within);
      case "present":
        return condition.of.form === "field" && condition.of.name in KINDS
          ? { form: "absent", names: fieldsOf(condition.of.name as keyof typeof KINDS) }
          : null;
      default:
        return null;
    }
  }

  private projectEquals(left: Expression, right: Expression, within: Within): Query {
    const value = constantOf(right);
    if (left.form !== "field" || value === null) return null;
    if (isDerived(left.name)) return this.projectDerived(left.name, value, within);
    if (left.name in NAMES) return namesFor(left.name as keyof typeof NAMES, value);
    return left.name in KINDS ? this.namesOf(left.name as keyof typeof KINDS, value) : null;
  }

  /** A derived value is had by one of its cases. Earlier cases that must not hold are left out: the query only grows. */
  private projectDerived(name: DerivedName, value: string, within: Within): Query {
    if (name === "direction") return publicEnds(value);
    // What is notable is evidence itself, or a bad port.
    if (name === "notable") return null;
    const key = `${name}=${value} ${within.transport}`;
    const known = this.projected.get(key);
    if (known !== undefined) return known;
    const queries = derivedCases.get(name)!.flatMap(({ when, value: given }): readonly Query[] => {
      if (given.form === "field")
        return [
          all([this.project(when, within), this.projectEquals(given, { form: "text", value }, within)]),
        ];
      return constantOf(given) === value ? [this.project(when, within)] : [];
    });
    const query = any(queries);
    this.projected.set(key, query);
    return query;
  }

  private projectAtLeast(left: Expression, right: Expression): Query {
    if (left.form !== "field" || right.form !== "number") return null;
    const least = RARE_FROM.get(left.name);
    if (least === undefined || right.value < least) return null;
    return {
      form: "field",
      names: fieldsOf(left.name as Reading),
      compare: ">=",
      values: [String(right.value)],
    };
  }

  private namesOf(name: keyof typeof KINDS, kind: string): Query {
    const patterns = KINDS[name].filter((entry) => entry.kind === kind);
    // What is any other name cannot be asked for.
    if (patterns.length === 0 || patterns.some(({ pattern }) => pattern === "[^ \\t]")) return null;
    const values = distinct(patterns.flatMap(({ pattern }) => globsOf(pattern)));
    return { form: "field", names: fieldsOf(name), compare: "=", values };
  }

  /** The ports on which a condition about port and catalogue alone may hold. */
  private portsThatMay(condition: Condition, { transport }: Within): Query {
    const ports = new Set<number>();
    for (let port = 1; port <= MAX_PORT; port++)
      if (this.rowsThatMay(port, transport).some((row) => holdsOnPort(condition, port, row))) ports.add(port);
    return ports.size === MAX_PORT ? null : { form: "ports", ports };
  }

  /** The catalogue's rows that may be chosen for an event on a port. */
  private rowsThatMay(port: number, transport: string | null): readonly (CatalogueRow | null)[] {
    const rows = this.byPort.get(port) ?? [];
    // A transport without ports, such as icmp, has no row.
    if (transport === null) return [null, ...rows];
    const own = rows.filter((row) => row.transport === transport);
    return own.length > 0 ? own : rows.length > 0 ? rows : [null];
  }

  private show(query: Query): string {
    if (query === null) return "*";
    switch (query.form) {
      case "any":
        return `(${merged(query.of)
          .map((each) => this.show(each))
          .join(" OR ")})`;
      case "all":
        return `(${query.of.map((each) => this.show(each)).join(" ")})`;
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
}

/** A private address is an internal end, whatever its zone; the other networks that the model knows are rare. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

function publicEnds(direction: string): Query {
  const src: Public = { form: "public", end: "src" };
  const dest: Public = { form: "public", end: "dest" };
  switch (direction) {
    case "outbound":
      return dest;
    case "inbound":
      return src;
    case "external":
      return all([src, dest]);
    default:
      return null;
  }
}

function all(queries: readonly Query[]): Query {
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

function any(queries: readonly Query[]): Query {
  const asked: Exclude<Query, null>[] = [];
  for (const query of queries) {
    if (query === null) return null;
    asked.push(query);
  }
  const of = merged(asked.flatMap((query) => (query.form === "any" ? query.of : [query])));
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

/** More than half of all ports are told by those that they are not. */
function portsText(names: readonly string[], ports: ReadonlySet<number>): string {
  if (ports.size <= MAX_PORT / 2) return inText(names, [...ports].sort((a, b) => a - b).map(String));
  const others: string[] = [];
  for (let port = 1; port <= MAX_PORT; port++) if (!ports.has(port)) others.push(String(port));
  return `NOT ${inText(names, others)}`;
}

/** The ways in which events write one of the names that the model knows. */
function namesFor(reading: keyof typeof NAMES, name: string): Query {
  const values = NAMES[reading].flatMap(([written, known]) => (known === name ? [written] : []));
  return { form: "field", names: fieldsOf(reading), compare: "=", values };
}

/** CIM's name comes first where there is one. A base search asks for it alone, as the published detection does. */
function fieldsOf(reading: Reading): readonly string[] {
  const { fields } = inputOf(reading);
  return /^[a-z_]+$/.test(fields[0]!) ? fields.slice(0, 1) : fields;
}

/** Numbers that a base search asks for, from so much on: less is reached by nearly every connection, so that asking gains nothing. */
const RARE_FROM: ReadonlyMap<string, number> = new Map([
  ["threat_confidence", 1],
  ["duration", 600],
  ["bytes_sent", 1_000_000],
]);

/** Whether a condition depends on the port and the catalogue's row for it alone. */
function isAboutPort(condition: Condition): boolean {
  const about = (expression: Expression) => (expression.form === "field" ? expression.name === "port" : true);
  switch (condition.form) {
    case "all":
    case "any":
      return condition.of.length > 0 && condition.of.every(isAboutPort);
    case "not":
      return isAboutPort(condition.of);
    case "present":
      return about(condition.of);
    case "equals":
    case "at_least":
      return about(condition.left) && about(condition.right);
  }
}

/** The condition, of an event on this port. Asked for every port, so nothing is made on the way. */
function holdsOnPort(condition: Condition, port: number, row: CatalogueRow | null): boolean {
  switch (condition.form) {
    case "all":
      for (const each of condition.of) if (!holdsOnPort(each, port, row)) return false;
      return true;
    case "any":
      for (const each of condition.of) if (holdsOnPort(each, port, row)) return true;
      return false;
    case "not":
      return !holdsOnPort(condition.of, port, row);
    case "present":
      return valueOnPort(condition.of, port, row) !== null;
    case "equals": {
      const value = valueOnPort(condition.left, port, row);
      return value !== null && value === valueOnPort(condition.right, port, row);
    }
    case "at_least": {
      const value = valueOnPort(condition.left, port, row);
      const bound = valueOnPort(condition.right, port, row);
      return typeof value === "number" && typeof bound === "number" && value >= bound;
    }
  }
}

/** The value of an expression about port and catalogue. An empty cell of the catalogue is absent. */
function valueOnPort(expression: Expression, port: number, row: CatalogueRow | null): string | number | null {
  if (expression.form === "text" || expression.form === "number") return expression.value;
  if (expression.form === "field") return port;
  const cell = row === null ? "" : row[expression.name];
  const value = typeof cell === "object" ? cell.join(" ") : cell;
  return value === "" ? null : value;
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
function distinct(values: readonly string[]): readonly string[] {
  const all = [...new Set(values)];
  const tests = all.map(
    (value) => new RegExp(`^${value.replace(/[.+?^${}()|[\]\\/]/g, "\\$&").replace(/\*/g, ".*")}$`),
  );
  return all.filter((value, i) => !tests.some((test, j) => j !== i && test.test(value)));
}

const oneOf = (terms: readonly string[]) => (terms.length === 1 ? terms[0]! : `(${terms.join(" OR ")})`);

const isBad = (row: CatalogueRow) => row.points > row.legitimate_points;

function constantOf(expression: Expression): string | null {
  return expression.form === "text" || expression.form === "number" ? String(expression.value) : null;
}

const pointsOf = ({ points }: Factor) => (typeof points === "number" ? points : 0);

/**
 * The most that these factors of evidence can reach with all that is no evidence, in the direction that adds most, on a port of bad
 * reputation (whose own points are left out) or on another.
 */
function highest(evidence: readonly Factor[], bad: boolean): number {
  const others = FACTORS.filter((factor) => !BEYOND_THE_PORT.includes(factor.kind) && pointsOf(factor) > 0);
  const sums = evidence.flatMap((first) =>
    DIRECTIONS.map((direction) => {
      const known = new Map<string, string | null>([
        ["direction", direction],
        ["bad_port", bad ? "yes" : null],
        ...(bad ? ([["unknown_service", null]] as const) : []),
        ...impliedBy(first.when),
      ]);
      return [...evidence, ...others]
        .filter((factor) => certainty(factor.when, known) !== false)
        .reduce((sum, factor) => sum + pointsOf(factor), 0);
    }),
  );
  return Math.max(0, ...sums);
}

const DIRECTIONS = DIRECTION.map(({ value }) => value);

/** The values that fields must have where a condition holds. */
function impliedBy(condition: Condition): readonly (readonly [name: string, value: string])[] {
  if (condition.form === "all" || (condition.form === "any" && condition.of.length === 1))
    return condition.of.flatMap(impliedBy);
  if (condition.form !== "equals" || condition.left.form !== "field") return [];
  const value = constantOf(condition.right);
  return value === null ? [] : [[condition.left.name, value]];
}

/** Whether a condition holds where only some fields are known; null where that is open. */
function certainty(condition: Condition, known: ReadonlyMap<string, string | null>): boolean | null {
  switch (condition.form) {
    case "all": {
      const parts = condition.of.map((each) => certainty(each, known));
      return parts.includes(false) ? false : parts.includes(null) ? null : true;
    }
    case "any": {
      const parts = condition.of.map((each) => certainty(each, known));
      return parts.includes(true) ? true : parts.includes(null) ? null : false;
    }
    case "not": {
      const part = certainty(condition.of, known);
      return part === null ? null : !part;
    }
    case "equals": {
      const { left, right } = condition;
      if (left.form !== "field") return null;
      if (known.has(left.name)) return known.get(left.name) === constantOf(right);
      // A shared condition has one case.
      const cases = isDerived(left.name) ? derivedCases.get(left.name)! : [];
      return cases.length === 1 && constantOf(right) === "yes" ? certainty(cases[0]!.when, known) : null;
    }
    default:
      return null;
  }
}

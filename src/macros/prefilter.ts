/**
 * Which events a scheduled search has to read: those that can reach the threshold, by their fields alone. Derived from the
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
  type DerivedName,
  type Expression,
  FACTORS,
  type Factor,
  inputOf,
  isNumberReading,
  KINDS,
  LIMITS,
  MAX_PORT,
  NAMES,
  type Reading,
} from "../risk/index.ts";
import { globsOf } from "./globs.ts";
import { holdsOnPort, isAboutPort } from "./port-conditions.ts";
import { all, any, distinct, fieldsOf, type Public, type Query, show } from "./query.ts";
import { constantOf, derivedCases, highest, impliedBy, isDerived, neverHolds, pointsOf } from "./reach.ts";

/** What the conditions around one already say: the transport, if they name it. */
interface Within {
  readonly transport: string | null;
}
const ANYWHERE: Within = { transport: null };

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
   * @throws Error where the model lets events reach the threshold that their fields do not select.
   */
  text(): string {
    const alone = LIMITS.find(({ name }) => name === "port_alone")!;
    if (this.threshold <= alone.atMost)
      throw new Error(`a threshold of ${this.threshold} needs no evidence beyond the port`);
    const evidence = FACTORS.filter(
      (factor) => BEYOND_THE_PORT.includes(factor.kind) && pointsOf(factor) > 0 && !neverHolds(factor.when),
    );
    // Factors without a query come first, then those with the fewest points: their queries are the first that can be left out.
    const candidates = evidence
      .map((factor) => ({ factor, query: this.project(factor.when) }))
      .sort(
        (a, b) =>
          Number(a.query !== null) - Number(b.query !== null) || pointsOf(a.factor) - pointsOf(b.factor),
      );
    const queries: Query[] = [];
    const withoutQuery: Factor[] = [];
    for (const { factor, query } of candidates) {
      const reached = highest([...withoutQuery, factor], false);
      if (reached < this.threshold) withoutQuery.push(factor);
      else if (query !== null) queries.push(query);
      else throw new Error(`${factor.name} can reach ${reached} on any port, and no field selects where`);
    }
    const needed = this.threshold - highest(withoutQuery, true);
    const ports = new Set(
      this.rows.filter((row) => isBad(row) && row.points >= needed).map(({ port }) => port),
    );
    return show(any([{ form: "ports", ports }, ...queries]));
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
    if (!isNumberReading(left.name)) return null;
    const { rareFrom } = inputOf(left.name);
    if (rareFrom === undefined || right.value < rareFrom) return null;
    return {
      form: "field",
      names: fieldsOf(left.name as Reading),
      compare: ">=",
      values: [String(right.value)],
    };
  }

  private namesOf(name: keyof typeof KINDS, kind: string): Query {
    const patterns = KINDS[name].filter((entry) => entry.kind === kind);
    // A search cannot ask for any other name.
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
}

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

/** The ways in which events write one of the names that the model knows. */
function namesFor(reading: keyof typeof NAMES, name: string): Query {
  const values = NAMES[reading].flatMap(([written, known]) => (known === name ? [written] : []));
  return { form: "field", names: fieldsOf(reading), compare: "=", values };
}

const isBad = (row: CatalogueRow) => row.points > row.legitimate_points;

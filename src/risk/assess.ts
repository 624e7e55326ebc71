/**
 * From a connection to its assessment, by the rules in model/. Pure: the same connection and catalogue give the same
 * answer, always.
 */
import type { Catalogue, CatalogueRow } from "./catalogue.ts";
import {
  compileCases,
  compileCondition,
  compileExpression,
  compileTemplate,
  type Facts,
} from "./evaluate.ts";
import type { FieldName, NumberReading, TextReading } from "./expression.ts";
import {
  ADVICE,
  CLAUSES_IN_REASON,
  DERIVED,
  type Direction,
  FACTORS,
  type Factor,
  HIGHEST_SCORE,
  LEAST_POINTS_IN_REASON,
  LEVELS,
  LOWEST_SCORE,
  OPENINGS,
} from "./model/index.ts";

/** A connection after its texts were read (reading.ts, networks.ts, kinds.ts). What the event does not say is absent. */
export type Connection = {
  /** 1 to 65535. */
  readonly port: number;
} & { readonly [name in TextReading]?: string | null } & { readonly [name in NumberReading]?: number | null };

export interface AppliedFactor {
  readonly name: string;
  /** Whole, never 0. */
  readonly points: number;
}

export interface Assessment {
  /** Whole, 0 to 100. */
  readonly score: number;
  readonly level: string;
  /** Empty where the catalogue says nothing. */
  readonly category: string;
  readonly service: string;
  readonly direction: Direction;
  readonly mitre: readonly string[];
  /** They add up to the score before it is held within 0 and 100. */
  readonly factors: readonly AppliedFactor[];
  /** One sentence. */
  readonly reason: string;
}

interface CompiledFactor {
  readonly factor: Factor;
  readonly applies: (facts: Facts) => boolean;
  readonly clause: ((facts: Facts) => string | null) | null;
}

interface Applied extends AppliedFactor {
  readonly clause: CompiledFactor["clause"];
  /** Place among the factors that apply. */
  readonly order: number;
}

const OTHER_TRANSPORT = new Map([
  ["tcp", "udp"],
  ["udp", "tcp"],
]);

export class Assessor {
  private readonly derived = DERIVED.map(({ name, cases }) => ({
    name,
    read: compileCases(cases.map(({ when, value }) => ({ when, value: compileExpression(value) }))),
  }));
  private readonly opening = compileCases(
    OPENINGS.map(({ when, value }) => ({ when, value: compileTemplate(value) })),
  );
  private readonly advice = compileCases(
    ADVICE.map(({ when, value }) => ({ when, value: compileTemplate(value) })),
  );
  private readonly factors: readonly CompiledFactor[] = FACTORS.map((factor) => ({
    factor,
    applies: compileCondition(factor.when),
    clause: factor.clause === null ? null : compileTemplate(factor.clause),
  }));

  constructor(private readonly catalogue: Catalogue) {}

  assess(connection: Connection): Assessment {
    const transport = connection.transport ?? null;
    const { row, listing } = this.lookUp(connection.port, transport);
    const fields: { [name in FieldName]?: string | number | null } = Object.assign({ listing }, connection);
    const facts: Facts = { row, fields };
    for (const { name, read } of this.derived) {
      const value = read(facts);
      fields[name] = value === null ? null : value(facts);
    }
    const applied: Applied[] = [];
    let sum = 0;
    for (const { factor, applies, clause } of this.factors) {
      if (!applies(facts)) continue;
      const points = pointsOf(factor, row);
      if (points === 0) continue;
      applied.push({ name: factor.name, points, clause, order: applied.length });
      sum += points;
    }
    const score = Math.min(HIGHEST_SCORE, Math.max(LOWEST_SCORE, sum));
    const level = levelOf(score);
    fields.level = level;
    return {
      score,
      level,
      category: row === null ? "" : row.category,
      service: row === null ? "" : row.service,
      direction: fields.direction as Direction,
      mitre: row === null ? [] : row.mitre,
      factors: applied.map(({ name, points }) => ({ name, points })),
      reason: this.reason(facts, applied),
    };
  }

  /** Opening; the factors that decided, the heaviest first: advice. */
  private reason(facts: Facts, applied: readonly Applied[]): string {
    let reason = this.opening(facts)!(facts)!;
    const decisive = applied
      .filter(({ clause, points }) => clause !== null && Math.abs(points) >= LEAST_POINTS_IN_REASON)
      // Array.prototype.sort is not stable before Node 11, so the order among equals is spelled out.
      .sort((a, b) => Math.abs(b.points) - Math.abs(a.points) || a.order - b.order)
      .slice(0, CLAUSES_IN_REASON);
    for (const { clause } of decisive) {
      const text = clause!(facts);
      if (text !== null) reason += `; ${text}`;
    }
    return `${reason}: ${this.advice(facts)!(facts)}.`;
  }

  /**
   * The catalogue's row for the port: with the event's transport, else with the other of tcp and udp. An event that names
   * no transport gets the row for tcp, or else that for udp.
   */
  private lookUp(
    port: number,
    transport: string | null,
  ): { row: CatalogueRow | null; listing: string | null } {
    const exact = this.catalogue.find(port, transport ?? "tcp");
    if (exact !== null) return { row: exact, listing: "listed" };
    const other = OTHER_TRANSPORT.get(transport ?? "tcp");
    const row = other === undefined ? null : this.catalogue.find(port, other);
    return { row, listing: row === null ? null : transport === null ? "listed" : "other_transport" };
  }
}

function pointsOf({ points }: Factor, row: CatalogueRow | null): number {
  if (typeof points === "number") return points;
  const cell = row === null ? 0 : row[points.column];
  return typeof cell === "number" ? cell * points.sign : 0;
}

function levelOf(score: number): string {
  return LEVELS.find(({ from }) => score >= from)!.name;
}

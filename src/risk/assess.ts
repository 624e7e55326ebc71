/**
 * From a connection to its assessment, by the rules in model.ts. Pure: the same connection and catalogue give the same
 * answer, always.
 */
import type { Catalogue, CatalogueRow } from "./catalogue.ts";
import { compileCases, compileCondition, compileTemplate, type Facts } from "./evaluate.ts";
import {
  ADVICE,
  CLAUSES_IN_REASON,
  DIRECTION,
  type Direction,
  FACTORS,
  type Factor,
  HIGHEST_SCORE,
  LEAST_POINTS_IN_REASON,
  LEVELS,
  LOWEST_SCORE,
  OPENINGS,
} from "./model.ts";
import type { Side } from "./networks.ts";

/** A connection after its texts were read (reading.ts, networks.ts). */
export interface Connection {
  /** 1 to 65535. */
  readonly port: number;
  /** Lower case, or null when the event does not say. */
  readonly transport: string | null;
  readonly action: "allowed" | "blocked" | null;
  /** The class of each address, or null when there is no readable one. */
  readonly src: AddressFacts | null;
  readonly dest: AddressFacts | null;
}

export interface AddressFacts {
  readonly name: string;
  readonly side: Side;
}

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

const OTHER_TRANSPORT = new Map([
  ["tcp", "udp"],
  ["udp", "tcp"],
]);

export class Assessor {
  private readonly direction = compileCases(DIRECTION);
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
    const { row, listing } = this.lookUp(connection.port, connection.transport);
    const before: Facts = {
      row,
      fields: {
        port: connection.port,
        transport: connection.transport,
        action: connection.action,
        src_side: connection.src === null ? null : connection.src.side,
        dest_side: connection.dest === null ? null : connection.dest.side,
        listing,
        direction: null,
        level: null,
      },
    };
    const direction = this.direction(before)!;
    const facts: Facts = { row, fields: { ...before.fields, direction } };
    const applied = this.factors
      .filter(({ applies }) => applies(facts))
      .map(({ factor, clause }) => ({ name: factor.name, points: pointsOf(factor, row), clause }))
      .filter(({ points }) => points !== 0);
    const sum = applied.reduce((total, { points }) => total + points, 0);
    const score = Math.min(HIGHEST_SCORE, Math.max(LOWEST_SCORE, sum));
    const level = levelOf(score);
    const known: Facts = { row, fields: { ...facts.fields, level } };
    const clauses = applied
      .filter(({ clause, points }) => clause !== null && Math.abs(points) >= LEAST_POINTS_IN_REASON)
      // Array.prototype.sort is not stable before Node 11, so the order among equals is spelled out.
      .map((entry, order) => ({ entry, order }))
      .sort((a, b) => Math.abs(b.entry.points) - Math.abs(a.entry.points) || a.order - b.order)
      .slice(0, CLAUSES_IN_REASON)
      .sort((a, b) => a.order - b.order)
      .map(({ entry }) => entry.clause!(known))
      .filter((text): text is string => text !== null);
    const parts = [this.opening(known)!(known), ...clauses].join("; ");
    return {
      score,
      level,
      category: row === null ? "" : row.category,
      service: row === null ? "" : row.service,
      direction,
      mitre: row === null ? [] : row.mitre,
      factors: applied.map(({ name, points }) => ({ name, points })),
      reason: `${parts}: ${this.advice(known)!(known)}.`,
    };
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

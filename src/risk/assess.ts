/**
 * From a connection to its assessment, by the rules in model/. Pure: the same connection and catalogue give the same
 * answer, always.
 */
import type { Catalogue, CatalogueRow } from "./catalogue.ts";
import {
  addRow,
  type CompiledTemplate,
  compileCases,
  compileCondition,
  compileDerived,
  compileTemplate,
  derive,
  emptyFacts,
  type Facts,
  fill,
  firstThatHolds,
  holds,
  slotOf,
  type Test,
} from "./evaluate.ts";
import {
  ADVICE,
  BEYOND_THE_PORT,
  badPort,
  CLAUSES_IN_REASON,
  DERIVED,
  type Direction,
  type EvidenceKind,
  EXCEPTION_MOST,
  EXCEPTION_STEP,
  FACTORS,
  type Factor,
  HIGHEST_SCORE,
  LEVELS,
  LIMITS,
  LOWEST_SCORE,
  MIN_POINTS_IN_REASON,
  OPENINGS,
} from "./model/index.ts";
import type { NumberReading, TextReading } from "./schema/index.ts";

/** A connection after its texts were read (reading.ts). What the event does not say is absent. */
export type Connection = {
  /** 1 to 65535. */
  readonly port: number;
  /** The pattern of its digits (kinds.ts). */
  readonly digits?: string | null;
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
  /** They add up to the score before it is held within 0 and 100; a limit that applied is the last of them. */
  readonly factors: readonly AppliedFactor[];
  /** One sentence. */
  readonly reason: string;
}

interface CompiledFactor {
  readonly factor: Factor;
  /** What a factor of fixed points looks like where it applies: made once. */
  readonly fixed: AppliedFactor | null;
  readonly when: Test;
  readonly clause: CompiledTemplate | null;
}

/** A factor that may be named in the reason. */
interface Named {
  readonly points: number;
  readonly clause: CompiledTemplate;
  /** Place among them. */
  readonly order: number;
}

const NO_TECHNIQUES: readonly string[] = [];

export class Assessor {
  private readonly derived = DERIVED.map(({ name, cases }) => compileDerived(name, cases));
  private readonly opening = compileCases(OPENINGS);
  private readonly advice = compileCases(ADVICE);
  private readonly factors: readonly CompiledFactor[] = FACTORS.map((factor) => ({
    factor,
    fixed: typeof factor.points === "number" ? { name: factor.name, points: factor.points } : null,
    when: compileCondition(factor.when),
    clause: factor.clause === null ? null : compileTemplate(factor.clause),
  }));
  private readonly limits = LIMITS.map((limit) => ({ limit, when: compileCondition(limit.when) }));
  private readonly badPort = compileCondition(badPort);
  private readonly port = slotOf("port");
  private readonly evidence = slotOf("evidence");
  private readonly transport = slotOf("transport");
  private readonly level = slotOf("level");
  private readonly direction = slotOf("direction");
  private readonly listing = slotOf("listing");

  constructor(private readonly catalogue: Catalogue) {}

  assess(connection: Connection): Assessment {
    const facts = emptyFacts();
    for (const name of Object.keys(connection) as readonly (keyof Connection)[]) {
      const value = connection[name];
      if (value !== undefined) facts[slotOf(name)] = value;
    }
    return this.assessFacts(facts);
  }

  /** The same for facts that hold the readings of a connection, its port among them; they are added to. */
  assessFacts(facts: Facts): Assessment {
    const chosen = this.catalogue.choose(facts[this.port] as number, facts[this.transport] as string | null);
    const row = chosen === null ? null : chosen.row;
    if (chosen !== null) {
      addRow(facts, chosen.row);
      facts[this.listing] = chosen.listing;
    }
    derive(this.derived, facts);
    const applied: AppliedFactor[] = [];
    const named: Named[] = [];
    const kinds = new Set<EvidenceKind>();
    const techniques = new Set<string>();
    let sum = 0;
    for (const { factor, fixed, when, clause } of this.factors) {
      if (!holds(when, facts)) continue;
      const given = fixed ?? { name: factor.name, points: pointsOf(factor, row, facts) };
      const { points } = given;
      if (points === 0) continue;
      applied.push(given);
      sum += points;
      if (points > 0) {
        if (BEYOND_THE_PORT.indexOf(factor.kind) >= 0) kinds.add(factor.kind);
        for (const technique of factor.mitre ?? NO_TECHNIQUES) techniques.add(technique);
      }
      if (clause !== null && Math.abs(points) >= MIN_POINTS_IN_REASON)
        named.push({ points, clause, order: named.length });
    }
    facts[this.evidence] = kinds.size;
    for (const { limit, when } of this.limits) {
      if (!holds(when, facts)) continue;
      if (sum > limit.atMost) {
        applied.push({ name: limit.name, points: limit.atMost - sum });
        sum = limit.atMost;
      }
      break;
    }
    const score = Math.min(HIGHEST_SCORE, Math.max(LOWEST_SCORE, sum));
    const level = levelOf(score);
    // What the catalogue says of the port is shown only where it counted.
    const known = holds(this.badPort, facts) ? row : null;
    if (known !== null) for (const technique of known.mitre) techniques.add(technique);
    facts[this.level] = level;
    return {
      score,
      level,
      category: known === null ? "" : known.category,
      service: known === null ? "" : known.service,
      direction: facts[this.direction] as Direction,
      mitre: Array.from(techniques).sort(),
      factors: applied,
      reason: this.reason(facts, named),
    };
  }

  /** Opening; the factors that decided, the heaviest first: advice. */
  private reason(facts: Facts, named: readonly Named[]): string {
    let reason = firstThatHolds(this.opening, facts)!;
    const decisive = Array.from(named)
      // Array.prototype.sort is not stable before Node 11, so the order among equals is spelled out.
      .sort((a, b) => Math.abs(b.points) - Math.abs(a.points) || a.order - b.order)
      .slice(0, CLAUSES_IN_REASON);
    for (const { clause } of decisive) {
      const text = fill(clause, facts);
      if (text !== null) reason += `; ${text}`;
    }
    return `${reason}: ${firstThatHolds(this.advice, facts)!}.`;
  }
}

function pointsOf({ points }: Factor, row: CatalogueRow | null, facts: Facts): number {
  if (typeof points === "number") return points;
  if ("field" in points) return exceptionPoints(facts[slotOf(points.field)] as number) * points.sign;
  const cell = row === null ? 0 : row[points.column];
  if (typeof cell !== "number") return 0;
  return (points.half === true ? Math.floor(cell / 2) : cell) * points.sign;
}

const exceptionPoints = (given: number): number => Math.min(EXCEPTION_MOST, given - (given % EXCEPTION_STEP));

function levelOf(score: number): string {
  return LEVELS.find(({ from }) => score >= from)!.name;
}

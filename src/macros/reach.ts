/** How many points factors can reach together, by what their conditions say of one another. */
import {
  BEYOND_THE_PORT,
  type Condition,
  DERIVED,
  type DerivedName,
  DIRECTION,
  type Expression,
  FACTORS,
  type Factor,
  isAdded,
  isReading,
} from "../risk/index.ts";

export const derivedCases = new Map(DERIVED.map(({ name, cases }) => [name, cases]));
export const isDerived = (name: string): name is DerivedName => derivedCases.has(name as DerivedName);

/** The text of a constant; null for what an event or the catalogue says. */
export function constantOf(expression: Expression): string | null {
  return expression.form === "text" || expression.form === "number" ? String(expression.value) : null;
}

/** The points of a factor that are the same for every port, else 0. */
export const pointsOf = ({ points }: Factor) => (typeof points === "number" ? points : 0);

/**
 * The most that these factors of evidence can reach with all that is no evidence, in the direction that adds most, on a port of bad
 * reputation (whose own points are left out) or on another.
 */
export function highest(evidence: readonly Factor[], bad: boolean): number {
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
export function impliedBy(condition: Condition): readonly (readonly [name: string, value: string])[] {
  if (condition.form === "all" || (condition.form === "any" && condition.of.length === 1))
    return condition.of.flatMap(impliedBy);
  if (condition.form !== "equals" || condition.left.form !== "field") return [];
  const value = constantOf(condition.right);
  return value === null ? [] : [[condition.left.name, value]];
}

/** Whether a condition holds for no single event, whatever it says. */
export const neverHolds = (condition: Condition): boolean => certainty(condition, new Map()) === false;

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
    default: {
      // What only the app's own lookups add, no event has.
      const read = condition.form === "present" ? condition.of : condition.left;
      return read.form === "field" && isReading(read.name) && isAdded(read.name) ? false : null;
    }
  }
}

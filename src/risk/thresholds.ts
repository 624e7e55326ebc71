/**
 * The bounds that the model compares its numbers with. Two numbers between the same bounds are one to the model, so an
 * engine need only remember between which bounds a number lies. They are found in the model itself: no list to keep.
 */
import type { Condition, Expression, NumberReading } from "./expression.ts";
import { ADVICE, DERIVED, FACTORS, OPENINGS } from "./model/index.ts";

function boundsOf(conditions: readonly Condition[], found: Map<string, Set<number>>): void {
  for (const condition of conditions) {
    if (condition.form === "all" || condition.form === "any") boundsOf(condition.of, found);
    else if (condition.form === "not") boundsOf([condition.of], found);
    else if (condition.form === "at_least") noteBound(condition.left, condition.right, found);
  }
}

function noteBound(left: Expression, right: Expression, found: Map<string, Set<number>>): void {
  if (left.form !== "field" || right.form !== "number") return;
  const bounds = found.get(left.name) ?? new Set();
  found.set(left.name, bounds.add(right.value));
}

function findBounds(): { readonly [name in NumberReading]: readonly number[] } {
  const found = new Map<string, Set<number>>();
  for (const { when } of FACTORS) boundsOf([when], found);
  for (const { cases } of DERIVED)
    boundsOf(
      cases.map(({ when }) => when),
      found,
    );
  for (const cases of [OPENINGS, ADVICE])
    boundsOf(
      cases.map(({ when }) => when),
      found,
    );
  const sorted = (name: NumberReading) => Array.from(found.get(name) ?? []).sort((a, b) => a - b);
  return {
    threat_confidence: sorted("threat_confidence"),
    bytes_sent: sorted("bytes_sent"),
    bytes_received: sorted("bytes_received"),
    packets_sent: sorted("packets_sent"),
    packets_received: sorted("packets_received"),
    duration: sorted("duration"),
  };
}

/** Of each number the bounds, ascending. */
export const NUMBER_BOUNDS = findBounds();

/** How many bounds the number reaches: 0 below the first one. */
export function binOf(name: NumberReading, value: number): number {
  const bounds = NUMBER_BOUNDS[name];
  let bin = 0;
  while (bin < bounds.length && value >= bounds[bin]!) bin++;
  return bin;
}

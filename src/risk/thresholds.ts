/**
 * What the model compares numbers with. Two numbers between the same bounds are one to the model, so an engine need only
 * remember between which bounds a number lies; and ports that it treats alike differ in nothing but the number shown. All of
 * it is found in the model itself: no list to keep.
 */
import { ASKED } from "./asked.ts";
import type { Condition, NumberReading } from "./expression.ts";
import { digitsOf } from "./kinds.ts";

/** Numbers that a field is compared with: by "at least", and by "equals". */
interface Compared {
  readonly bounds: Map<string, Set<number>>;
  readonly equals: Map<string, Set<number>>;
}

function note(condition: Condition, compared: Compared): void {
  switch (condition.form) {
    case "all":
    case "any":
      for (const each of condition.of) note(each, compared);
      return;
    case "not":
      note(condition.of, compared);
      return;
    case "at_least":
    case "equals": {
      const { left, right, form } = condition;
      if (left.form !== "field" || right.form !== "number") return;
      const found = form === "equals" ? compared.equals : compared.bounds;
      found.set(left.name, (found.get(left.name) ?? new Set()).add(right.value));
    }
  }
}

function lookThrough(): Compared {
  const compared: Compared = { bounds: new Map(), equals: new Map() };
  for (const { condition } of ASKED) note(condition, compared);
  return compared;
}

const COMPARED = lookThrough();
const boundsOf = (name: string) => Array.from(COMPARED.bounds.get(name) ?? []).sort((a, b) => a - b);

/** Of each number the bounds, ascending. */
export const NUMBER_BOUNDS: { readonly [name in NumberReading]: readonly number[] } = {
  threat_confidence: boundsOf("threat_confidence"),
  bytes_sent: boundsOf("bytes_sent"),
  bytes_received: boundsOf("bytes_received"),
  packets_sent: boundsOf("packets_sent"),
  packets_received: boundsOf("packets_received"),
  duration: boundsOf("duration"),
};

/** How many bounds the number reaches: 0 below the first one. */
export function binOf(name: NumberReading, value: number): number {
  return reached(NUMBER_BOUNDS[name], value);
}

function reached(bounds: readonly number[], value: number): number {
  let count = 0;
  while (count < bounds.length && value >= bounds[count]!) count++;
  return count;
}

const PORT_BOUNDS = boundsOf("port");
const NAMED_PORTS = COMPARED.equals.get("port") ?? new Set();

/**
 * Which ports without a row in the catalogue are alike: ports of the same class have the same assessment, but for the number
 * in its text. Null where the model knows the very port, or a pattern of its digits.
 */
export function classOfPort(port: number): number | null {
  if (NAMED_PORTS.has(port) || digitsOf(port) !== null) return null;
  return reached(PORT_BOUNDS, port);
}

/**
 * mvcombine, list() and values() give a multi-value field a delimiter of its own for its single-value form, while nomv
 * is documented to join with a new line. What nomv makes of such a field is therefore not settled; these fields are
 * remembered, so that nomv can reject exactly them.
 */
import type { Value } from "./table.ts";

const undelimited = new WeakSet<object>();

/** Remember a multi-value field as one whose single-value form is not settled. */
export function markUndelimited(value: Value | null): Value | null {
  if (value !== null && typeof value === "object") undelimited.add(value);
  return value;
}

export function isUndelimited(value: Value): boolean {
  return typeof value === "object" && undelimited.has(value);
}

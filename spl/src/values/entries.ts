/**
 * Values as the commands see them: single entries, as text or as a number. Splunk's fields carry no types, so a text
 * that is written like a number is one wherever a number is wanted, and 1, 1.0 and 01 differ wherever a text is.
 */
import { SplError } from "../errors/spl-error.ts";
import { readNumber, scalarText } from "./number.ts";
import type { Scalar, Value } from "./table.ts";

/** The text of an entry, as it is shown and compared. Rejects numbers of which documentation does not show the text. */
export const textOf: (entry: Scalar) => string = scalarText;

/** The number that an entry is or is written as, else null. Rejects forms such as 1e5 that may or may not be one. */
export function numberOf(entry: Scalar): number | null {
  const number = readNumber(entry);
  if (number !== "doubtful") return number;
  throw new SplError(
    "ambiguous",
    `Whether "${entry}" counts as a number is not documented. Convert it with eval tonumber() before, or drop it.`,
  );
}

/** The same for ordering rows that nothing depends on: a doubtful form is a text. */
export function plainNumberOf(entry: Scalar): number | null {
  const number = readNumber(entry);
  return number === "doubtful" ? null : number;
}

/** Whether a field holds several entries. */
export function isMultiple(value: Value): value is readonly Scalar[] {
  return typeof value === "object";
}

/** All entries of a field, in order. */
export function entriesOf(value: Value): readonly Scalar[] {
  return typeof value === "object" ? value : [value];
}

/** Make a field of entries: none is absent (null), one is that entry, several are a multi-value. */
export function valueFrom(entries: readonly Scalar[]): Value | null {
  if (entries.length === 0) return null;
  return entries.length === 1 ? entries[0]! : entries;
}

/** A text that two fields share exactly when their entries have the same texts in the same order. */
export function keyOf(value: Value): string {
  if (typeof value !== "object") return textOf(value);
  return value.map((entry) => `\u0001${textOf(entry)}`).join("");
}

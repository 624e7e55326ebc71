/** How much memory values take, roughly, and how large one may be. What is larger is rejected (SplError limit). */
import { type Span, SplError } from "../errors/spl-error.ts";
import type { Row, Value } from "./table.ts";

/** Characters of a string, and of all values of a field together. */
export const MAX_CHARACTERS = 16_000_000;
/** Values of a multivalue field. */
export const MAX_VALUES = 1_000_000;
/** What a value takes beside its characters, in characters. */
export const VALUE_SIZE = 20;

/** Characters of a value, and VALUE_SIZE for each of its entries. @throws SplError "limit" where it is too large. */
export function sizeOf(value: Value, span?: Span): number {
  if (typeof value === "number") return VALUE_SIZE;
  if (typeof value === "string") return VALUE_SIZE + characters(value.length, span);
  if (value.length > MAX_VALUES) throw tooMany(span);
  let total = 0;
  for (const entry of value) if (typeof entry === "string") total += entry.length;
  return value.length * VALUE_SIZE + characters(total, span);
}

/** The number of characters, if a field may have as many. @throws SplError "limit" */
export function characters(count: number, span?: Span): number {
  if (count <= MAX_CHARACTERS) return count;
  throw new SplError(
    "limit",
    `A field can have ${MAX_CHARACTERS.toLocaleString("en-US")} characters: cut it with substr().`,
    span,
  );
}

export function tooMany(span?: Span): SplError {
  return new SplError(
    "limit",
    `A field can have ${MAX_VALUES.toLocaleString("en-US")} values: make fewer.`,
    span,
  );
}

/** The size of all values of rows, counted until it exceeds `enough`. */
export function sizeOfRows(rows: readonly Row[], enough: number): number {
  let size = 0;
  for (const row of rows) {
    for (const value of row.values()) size += sizeOf(value);
    if (size > enough) break;
  }
  return size;
}

/** What a JavaScript engine throws when a string, a list or a table of keys becomes too large for it. */
const TOO_LARGE = /^Invalid (?:string|array) length$|^(?:Map|Set) maximum size exceeded$/;

/** The error, as SplError "limit" where something became too large for the engine. */
export function asLimit(error: unknown, span?: Span): unknown {
  if (!(error instanceof RangeError) || !TOO_LARGE.test(error.message)) return error;
  return new SplError("limit", "A string or a list becomes too long here.", span);
}

/**
 * Rows of a search → records of a collection, by the types of collections.conf. Sources: collections.conf.spec ("invalid insert operations
 * fail" with enforceTypes, else "drop only the invalid field"; without a type it "is inferred from the provided JSON data type"); Search
 * Reference, outputlookup (a list stays a list). Only fields of fields_list are written. Rejected: types of which no page says what a
 * search reads back (bool, time), and the empty text.
 */
import type { CollectionStore, FieldType } from "../../contract/lookup.ts";
import { type Span, SplError } from "../../errors/spl-error.ts";
import { parseAddress, parseNetwork } from "../../values/address.ts";
import { entriesOf, isMultiple } from "../../values/entries.ts";
import { readNumber, scalarText, withAllDigits } from "../../values/number.ts";
import type { Row, Scalar, Value } from "../../values/table.ts";
import { ambiguous } from "./step.ts";

/** Makes the record of a row, `_key` in front where it is given. Throws SplError; so does the result. */
export function recorder(store: CollectionStore, span: Span): (row: Row, key: string | null) => Row {
  const fields = store.fields.filter((field) => field !== "_key");
  return (row, key) => {
    const record: Row = new Map();
    if (key !== null) record.set("_key", key);
    for (const field of fields) {
      const value = row.get(field);
      if (value === undefined) continue;
      const kept = typed(value, field, store, span);
      if (kept !== null) record.set(field, kept);
    }
    return record;
  };
}

/** Null for a value that is not of its type and is left out. */
function typed(value: Value, field: string, store: CollectionStore, span: Span): Value | null {
  if (isMultiple(value)) for (const entry of value) assertStorable(entry, field, span);
  else assertStorable(value, field, span);
  const type = store.types.get(field);
  if (type === undefined) return value;
  const kept = conversions[type](value, field, span);
  if (kept !== null || !store.enforceTypes) return kept;
  throw new SplError(
    "wrong_type",
    `The collection ${store.name} enforces types, and the value "${entriesOf(value).join(" ")}" of ${field} is not of type ${type}.`,
    span,
  );
}

function assertStorable(entry: Scalar, field: string, span: Span): void {
  if (entry === "") {
    throw ambiguous(
      `Whether the empty text in ${field} is kept in a collection is not documented; give it a value, or remove it with nullif().`,
      span,
    );
  }
  if (typeof entry === "number" && !Number.isFinite(withAllDigits(entry)))
    throw ambiguous(`${field} is not a finite number, which a collection cannot hold.`, span);
}

type Conversion = (value: Value, field: string, span: Span) => Value | null;

const conversions: Readonly<Record<FieldType, Conversion>> = {
  number: (value, field, span) => {
    const number = readNumber(single(value, field, "number", span));
    if (number !== "doubtful") return withAllDigits(number);
    throw ambiguous(
      `Whether "${String(value)}" in ${field} counts as a number is not documented. Convert it with eval tonumber() before.`,
      span,
    );
  },
  string: (value, field, span) => scalarText(single(value, field, "string", span)),
  cidr: (value, field, span) => {
    const text = scalarText(single(value, field, "cidr", span));
    return parseNetwork(text) === null && parseAddress(text) === null ? null : text;
  },
  array: (value, field, span) => {
    if (isMultiple(value)) return value;
    throw ambiguous(
      `${field} is an array in collections.conf and has one value; whether that is a list is not documented. Give the field no type.`,
      span,
    );
  },
  bool: (_value, field, span) => {
    throw ambiguous(
      `What a search reads back from ${field}, a bool, is not documented; use number or string.`,
      span,
    );
  },
  time: (_value, field, span) => {
    throw ambiguous(
      `What a search reads back from ${field}, a time, is not documented; use number for epoch seconds.`,
      span,
    );
  },
};

function single(value: Value, field: string, type: FieldType, span: Span): Scalar {
  if (!isMultiple(value)) return value;
  throw ambiguous(
    `${field} has several values, and its type in collections.conf is ${type}; what is kept is not documented. Join them, or give the field no type.`,
    span,
  );
}

/**
 * Nested JSON events → fields as Splunk's automatic JSON extraction names them: `a.b` for a member of a member, `a{}` for the elements of an
 * array, `a{}.c` for members of its elements; several values under one name are a multivalue field (Knowledge Manager Manual, Automatic
 * key-value field extraction; Search Reference, spath, for the paths). _raw is the line. Rejects names with dots or braces of their own, which
 * would be read as paths, and null, unless the assumption json-null says what it becomes.
 */
import type { Assumptions } from "../../assumptions/index.ts";
import { SplError } from "../../errors/spl-error.ts";
import { isJsonArray, isJsonObject, type Json, JsonNumber } from "../../values/json.ts";
import type { Row, Scalar } from "../../values/table.ts";
import { isExported } from "./export.ts";
import { assertWithinLimits, parseLine } from "./line.ts";

/** Throws SplError malformed_event. */
export function parseNestedJson(line: string, number: number, assumptions: Assumptions): Row {
  const tree = parseLine(line, number);
  if (isExported(tree)) {
    const message = `Line ${number} is a line of an export, whose fields are extracted already: read it without --as json.`;
    throw new SplError("malformed_event", message);
  }
  const values = new Map<string, Scalar[]>();
  collect(tree, "", values, number, assumptions.get("json-null"));
  assertWithinLimits(line, values.size, number, assumptions);
  const row: Row = new Map();
  for (const [name, entries] of values) row.set(name, entries.length === 1 ? entries[0]! : entries);
  return row;
}

function collect(
  value: Json,
  name: string,
  into: Map<string, Scalar[]>,
  number: number,
  ofNull: string | undefined,
): void {
  if (isJsonObject(value)) {
    for (const [member, below] of value) {
      if (member === "" || /[.{}]/.test(member)) {
        const message = `Line ${number}: how Splunk names the member "${member}" of "${name}" is not documented.`;
        throw new SplError("malformed_event", message);
      }
      collect(below, name === "" ? member : `${name}.${member}`, into, number, ofNull);
    }
  } else if (isJsonArray(value)) {
    for (const element of value) collect(element, `${name}{}`, into, number, ofNull);
  } else if (value !== null || ofNull === "text") {
    const entries = into.get(name);
    if (entries === undefined) into.set(name, [scalar(value)]);
    else entries.push(scalar(value));
  } else if (ofNull === undefined) {
    const message = `Line ${number}: what null in "${name}" becomes is not documented: accept --assume json-null=absent or json-null=text.`;
    throw new SplError("malformed_event", message);
  }
}

function scalar(value: Json): Scalar {
  if (value instanceof JsonNumber) return value.digits;
  if (typeof value === "string" || (typeof value === "number" && Number.isSafeInteger(value))) return value;
  return String(value);
}

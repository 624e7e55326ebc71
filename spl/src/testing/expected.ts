/**
 * What a test says that a field must hold. Splunk's fields are texts, so values are compared as texts, as they are shown: 5 in a test is
 * the same as "5", and 5.0 is not. Conditions: contains, matches, min, max, exists.
 */

import { SplError } from "../index.ts";
import { compileRegex, type Regex } from "../regex/index.ts";
import { readNumber, scalarText } from "../values/number.ts";
import type { Row, Value } from "../values/table.ts";
import type { Entry } from "../yaml/entry.ts";

/** A condition on one field of a row. */
export interface ExpectedField {
  /** As a failure shows it. */
  readonly text: string;
  readonly accepts: (value: Value | undefined) => boolean;
}

/** Fields by name; those that are not named can hold anything. */
export interface ExpectedRow {
  readonly line: number;
  readonly fields: ReadonlyMap<string, ExpectedField>;
}

/** Steps that a regular expression of a test may take on one value. */
const MAXIMUM_STEPS = 10_000_000;

/** Throws FileError. */
export function readExpectedRow(entry: Entry): ExpectedRow {
  const fields = new Map<string, ExpectedField>();
  for (const [name, value] of entry.map("A row")) fields.set(name, readField(name, value));
  if (fields.size === 0) throw entry.error("A row must name at least one field.");
  return { line: entry.line, fields };
}

export function fits(row: Row, expected: ExpectedRow): boolean {
  for (const [name, field] of expected.fields) if (!field.accepts(row.get(name))) return false;
  return true;
}

/** A value as texts; none where the field is absent. */
export function textsOf(value: Value | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "object" ? value.map(scalarText) : [scalarText(value)];
}

/** A value as a failure shows it. */
export function shownValue(value: Value | undefined): string {
  const texts = textsOf(value);
  if (texts.length === 0) return "(absent)";
  return texts.length === 1 ? shownText(texts[0]!) : `[${texts.map(shownText).join(", ")}]`;
}

/** Quoted where the text alone could be read as something else. */
function shownText(text: string): string {
  return text === "" || text === "(absent)" || /^["[]|^\s|\s$|[\p{Cc},\]]/u.test(text)
    ? JSON.stringify(text)
    : text;
}

function readField(name: string, entry: Entry): ExpectedField {
  if (entry.isNull) return { text: "(absent)", accepts: (value) => value === undefined };
  if (entry.isMap) return readCondition(name, entry);
  const wanted = entry.isList
    ? entry.list(`The field ${name}`).map((item) => item.text(`A value of ${name}`))
    : [entry.text(`The field ${name}`)];
  if (wanted.length === 0) throw entry.error(`No value of ${name} is written null, not [].`);
  return {
    text: shownValue(wanted.length === 1 ? wanted[0]! : wanted),
    accepts: (value) => {
      const texts = textsOf(value);
      return texts.length === wanted.length && texts.every((text, index) => text === wanted[index]);
    },
  };
}

function readCondition(name: string, entry: Entry): ExpectedField {
  const given = entry.record(`The condition on ${name}`, ["contains", "matches", "min", "max", "exists"]);
  const parts: ExpectedField[] = [];
  if (given.contains !== undefined) {
    const part = given.contains.text("contains");
    parts.push({
      text: `contains ${JSON.stringify(part)}`,
      accepts: (value) => textsOf(value).some((text) => text.includes(part)),
    });
  }
  if (given.matches !== undefined) {
    const regex = readRegex(given.matches);
    parts.push({
      text: `matches ${JSON.stringify(regex.source)}`,
      accepts: (value) => textsOf(value).some((text) => regex.test(text, stepsUpTo(MAXIMUM_STEPS))),
    });
  }
  for (const bound of ["min", "max"] as const) {
    const limit = given[bound];
    if (limit === undefined) continue;
    const number = readNumber(limit.text(bound));
    if (typeof number !== "number") throw limit.error(`${bound} must be a number.`);
    parts.push({
      text: `${bound} ${number}`,
      accepts: (value) => {
        const texts = textsOf(value);
        const actual = texts.length === 1 ? readNumber(texts[0]!) : null;
        if (typeof actual !== "number") return false;
        return bound === "min" ? actual >= number : actual <= number;
      },
    });
  }
  if (given.exists !== undefined) {
    const wanted = given.exists.flag("exists");
    parts.push({
      text: wanted ? "(any value)" : "(absent)",
      accepts: (value) => (value !== undefined) === wanted,
    });
  }
  if (parts.length === 0) throw entry.error(`The condition on ${name} is empty.`);
  return {
    text: parts.map(({ text }) => text).join(" and "),
    accepts: (value) => parts.every((part) => part.accepts(value)),
  };
}

function readRegex(entry: Entry): Regex {
  try {
    return compileRegex(entry.text("matches"));
  } catch (error) {
    throw error instanceof SplError ? entry.error(error.message) : error;
  }
}

function stepsUpTo(limit: number): (steps: number) => void {
  let left = limit;
  return (steps) => {
    left -= steps;
    if (left < 0)
      throw new SplError(
        "limit",
        "The regular expression has too many ways to match this text: write it without repeats inside repeats.",
      );
  };
}

/**
 * The SPL back end of the expression language: expressions and conditions as text for eval. (The other back end is
 * src/risk/evaluate.ts.)
 *
 * Every field of the model is one temporary field, named `portrisk__<field>`, and is never missing: an absent text is "",
 * an absent number -1. So no comparison meets a missing value, whose meaning under NOT Splunk's documentation leaves open.
 */
import {
  type Case,
  type ColumnName,
  type Condition,
  type Expression,
  type FieldName,
  isNumberColumn,
  isNumberReading,
  type Template,
} from "../risk/index.ts";

/** Begins the name of every temporary field; the last step removes them. */
export const TEMPORARY = "portrisk__";

export const nameOf = (field: FieldName | ColumnName): string => TEMPORARY + field;

/** A text as an eval literal. @throws Error for what would need an escape; the model's own texts have none. */
export function literal(text: string): string {
  if (/["\\`$\n]/.test(text)) throw new Error(`this text cannot stand in SPL as it is: ${text}`);
  return `"${text}"`;
}

/** A pattern of the model as an eval literal, matched without regard to case. */
export function pattern(source: string): string {
  // JavaScript has no POSIX class and SPL strings no agreed meaning for "\t".
  const blank = source
    .replace(/\[ \\t\]/g, "[[:blank:]]")
    .replace(/\[\^ \\t\]/g, "[^[:blank:]]")
    // A bracket escaped by a backslash is an empty class to JavaScript when it is written the other way.
    .replace(/\\\[/g, "[[]")
    .replace(/\\\]/g, "[]]");
  if (/["\\`]/.test(blank)) throw new Error(`this pattern cannot stand in SPL as it is: ${source}`);
  return `"(?i)${blank}"`;
}

export function expressionText(expression: Expression): string {
  switch (expression.form) {
    case "field":
    case "column":
      return nameOf(expression.name);
    case "text":
      return literal(expression.value);
    case "number":
      return String(expression.value);
  }
}

/** Whether a value is a number; derived values are texts, but for the kinds of evidence. */
function isNumber(expression: Expression): boolean {
  switch (expression.form) {
    case "number":
      return true;
    case "text":
      return false;
    case "column":
      return isNumberColumn(expression.name);
    case "field":
      return expression.name === "port" || expression.name === "evidence" || isNumberReading(expression.name);
  }
}

/** A condition, in parentheses where it has several parts, so that it can stand anywhere. */
export function conditionText(condition: Condition): string {
  switch (condition.form) {
    case "present": {
      const { of } = condition;
      return isNumber(of) ? `${expressionText(of)}>=0` : `${expressionText(of)}!=""`;
    }
    case "equals":
      return `${expressionText(condition.left)}=${expressionText(condition.right)}`;
    case "at_least": {
      const { left, right } = condition;
      const compared = `${expressionText(left)}>=${expressionText(right)}`;
      // -1 stands for absent, and nothing is at least an absent number.
      return right.form === "number" ? compared : `(${compared} AND ${expressionText(right)}>=0)`;
    }
    case "all":
      return joined(condition.of, " AND ", "true()");
    case "any":
      return oneOf(condition.of) ?? joined(condition.of, " OR ", "false()");
    case "not":
      return `NOT ${conditionText(condition.of)}`;
  }
}

function joined(conditions: readonly Condition[], operator: string, ofNone: string): string {
  if (conditions.length === 0) return ofNone;
  if (conditions.length === 1) return conditionText(conditions[0]!);
  return `(${conditions.map(conditionText).join(operator)})`;
}

/** One field against several values reads better as in(): shorter, and one thought. */
function oneOf(conditions: readonly Condition[]): string | null {
  if (conditions.length < 2) return null;
  const first = conditions[0]!;
  if (first.form !== "equals") return null;
  const left = expressionText(first.left);
  const values: string[] = [];
  for (const condition of conditions) {
    if (condition.form !== "equals" || expressionText(condition.left) !== left) return null;
    values.push(expressionText(condition.right));
  }
  return `in(${left},${values.join(",")})`;
}

/** case() over the cases; the last, where it always holds, is the default. */
export function casesText<Value>(
  cases: readonly Case<Value>[],
  show: (value: Value) => string,
  otherwise: string,
): string {
  const parts = cases.map(({ when, value }) => `${conditionText(when)},${show(value)}`);
  const last = cases[cases.length - 1];
  const complete = last !== undefined && last.when.form === "all" && last.when.of.length === 0;
  return `case(${[...parts, ...(complete ? [] : [`true(),${otherwise}`])].join(",")})`;
}

/** Text with parts filled in, joined by ".". */
export function templateText(template: Template): string {
  return template.map((part) => (typeof part === "string" ? literal(part) : expressionText(part))).join(".");
}

/** Whether dest_port is one of these; also an answer where the port is not a number, because what NOT makes of a missing one is not documented. */
export const isPortOf = (ports: readonly number[]) =>
  `match(dest_port,"^0*(?:${ports.join("|")})(?:[.]0*)?$")`;

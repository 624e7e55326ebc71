/**
 * eval: assigns the results of expressions to fields. Reads `field=expression, …` from left to right; a later one sees
 * the earlier ones. Source: Search Reference, eval. Null removes the field. Rejected: assigning a Boolean, names that begin
 * with a space, and {field} in a name where the field is missing or has several values.
 */
import type { Command, RowChange, RowOperation, RowStream, RunContext } from "../contract/command.ts";
import type { Expression } from "../contract/expression.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import type { Cursor } from "../text/cursor.ts";
import { scalarText } from "../values/number.ts";
import type { Row, Value } from "../values/table.ts";
import { changingStep, streamingStep, withFields } from "./support/step.ts";

interface Target {
  /** Texts and, between braces, fields whose value stands in the name. */
  readonly parts: readonly ({ readonly text: string } | { readonly field: string })[];
  readonly printed: string;
  readonly span: Span;
}

interface Assignment {
  readonly target: Target;
  /** The name of the field, if no value stands in it. */
  readonly name: string | null;
  readonly expression: Expression;
}

export const EVAL_COMMAND: Command = {
  name: "eval",
  syntax: 'eval <field>=<expression>["," <field>=<expression>]...',
  summary: "Calculates expressions and puts the results into fields.",
  page: "Search Reference, eval",
  options: [],
  differences: [
    "A rounded result is what later commands see: a field is the text that is shown.",
    "Numbers are shown with the shortest digits that denote the same double.",
    "A result of 2^53 is rejected, the page's own pow(2, 53)-1+2 too: the double that it shows also stands for 2^53+1.",
  ],
  examples: [
    "| makeresults | eval velocity=distance/time",
    '| makeresults | eval full_name = first_name." ".last_name, low-user = lower(full_name)',
    '| makeresults | eval field1="counter", {field1}="1234"',
  ],
  compile: (cursor, context, span) => {
    if (cursor.done) throw cursor.unexpected("eval needs an assignment such as x=1", "missing_argument");
    const assignments: Assignment[] = [];
    do {
      const target = readTarget(cursor);
      const expression = context.expression(cursor);
      if (expression.kind === "boolean") throw booleanAssigned(expression.span);
      assignments.push({ target, name: fixedName(target), expression });
    } while (cursor.take(","));
    cursor.finish("eval");
    const text = `${assignments.map(({ target, expression }) => `${target.printed}=${expression.print()}`).join(", ")}`;
    return assignments.every(({ name }) => name !== null)
      ? changingStep("eval", span, text, () => changeOf(assignments))
      : streamingStep("eval", span, text, (run) => streamOf(assignments, run));
  },
};

/** Assignments to fields whose names are written. */
function changeOf(assignments: readonly Assignment[]): RowChange {
  const assigned = new Set<string>();
  const operations = assignments.map(
    (assignment): RowOperation => ({
      reads: assignment.expression.fields,
      writes: [assignment.name!],
      apply: (row, run) => {
        const name = assign(row, assignment, run);
        if (name !== null) assigned.add(name);
      },
    }),
  );
  return { operations, columns: (fields) => withFields(fields, assigned) };
}

/** Assignments of which some name their field by a value. */
function streamOf(assignments: readonly Assignment[], run: RunContext): RowStream {
  const assigned = new Set<string>();
  const evaluate = (row: Row): Row => {
    const copy: Row = new Map(row);
    for (const assignment of assignments) {
      const name = assign(copy, assignment, run);
      if (name !== null) assigned.add(name);
    }
    return copy;
  };
  return {
    push: (rows) => rows.map(evaluate),
    keepsNone: true,
    finish: (fields) => ({ fields: withFields(fields, assigned), rows: [] }),
  };
}

function booleanAssigned(span: Span): SplError {
  return new SplError(
    "wrong_type",
    "A field cannot hold a Boolean: put the condition into if(…, 1, 0) or tostring().",
    span,
  );
}

/** json_extract() "returns Splunk software native type values", and no field can hold a Boolean. */
function jsonBoolean(value: boolean, span: Span): SplError {
  return new SplError(
    "ambiguous",
    `The JSON value here is ${value}, and documentation does not say what a field gets of it: use spath(…) for the text ` +
      `"${value}", or if(json_extract(…), …, …).`,
    span,
  );
}

function readTarget(cursor: Cursor): Target {
  const token = cursor.token("The field to assign to");
  const { text, quote, span } = token;
  if (cursor.source.text.startsWith("==", skip(cursor)) || !cursor.take("=")) {
    throw cursor.unexpected("eval needs field=expression; the = is missing");
  }
  if (text.trim() === "" || /^\s/.test(text)) {
    throw new SplError("invalid_field_name", "A field name may not be empty or begin with a space.", span);
  }
  const parts = text.split(/(\{[^{}]*\})/).flatMap((part): Target["parts"][number][] => {
    if (part === "") return [];
    if (/^\{[^{}]+\}$/.test(part)) return [{ field: part.slice(1, -1) }];
    if (/[{}]/.test(part)) {
      throw new SplError("invalid_field_name", "The braces in this field name do not close a field.", span);
    }
    return [{ text: part }];
  });
  const isDynamic = parts.some((part) => "field" in part);
  if (isDynamic && quote !== null) {
    throw new SplError("ambiguous", "Documentation gives {field} in a name without quotes only.", span);
  }
  const bare = quote === null && /^[^\s,()[\]=<>!"|']+$/.test(text);
  return { parts, printed: bare ? text : `"${text.replace(/[\\"]/g, "\\$&")}"`, span };
}

/** Where the next character that is not a space stands. */
function skip(cursor: Cursor): number {
  cursor.skipSpace();
  return cursor.position;
}

/** Set or remove the field; the name if a value was set. */
function assign(
  row: Row,
  { target, name: fixed, expression }: Assignment,
  context: RunContext,
): string | null {
  const value = expression.display(row, context);
  if (typeof value === "boolean") {
    if (/^json_extract(_exact)?\(/.test(expression.print())) throw jsonBoolean(value, expression.span);
    throw booleanAssigned(expression.span);
  }
  const name = fixed ?? nameFor(target, row);
  if (value === null) {
    row.delete(name);
    return null;
  }
  context.hold(value, expression.span);
  row.set(name, value);
  return name;
}

/** The name, if no value stands in it. */
function fixedName({ parts: [first, ...others] }: Target): string | null {
  return others.length === 0 && first !== undefined && "text" in first ? first.text : null;
}

function nameFor(target: Target, row: Row): string {
  const name = target.parts
    .map((part) => ("text" in part ? part.text : namePart(part.field, row, target.span)))
    .join("");
  if (name.trim() === "" || /^\s/.test(name)) {
    throw new SplError(
      "invalid_field_name",
      "The field name made of {…} is empty or begins with a space.",
      target.span,
    );
  }
  return name;
}

function namePart(field: string, row: Row, span: Span): string {
  const value: Value | undefined = row.get(field);
  if (value === undefined || typeof value === "object") {
    throw new SplError(
      "ambiguous",
      `Documentation does not say what {${field}} becomes where the field has ${value === undefined ? "no value" : "several values"}: drop such rows with where before.`,
      span,
    );
  }
  const text = scalarText(value);
  if (/[{}]/.test(text)) {
    throw new SplError(
      "invalid_field_name",
      `The value of {${field}} has braces itself, which would not end.`,
      span,
    );
  }
  return text;
}

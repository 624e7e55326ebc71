/**
 * The JavaScript back end of the expression language: conditions and templates become closures, made once, over the facts
 * of one connection. (The other back end writes the same as SPL.)
 */
import type { CatalogueRow } from "./catalogue.ts";
import type { Case, Condition, Expression, FieldName, Template } from "./expression.ts";

/** What is known of one connection. A field that is absent is null or not there; without a catalogue row every column is absent. */
export interface Facts {
  readonly fields: { readonly [name in FieldName]?: string | number | null };
  readonly row: CatalogueRow | null;
}

type Read = (facts: Facts) => string | number | null;
export type Test = (facts: Facts) => boolean;

export function compileExpression(expression: Expression): Read {
  switch (expression.form) {
    case "field": {
      const { name } = expression;
      return ({ fields }) => fields[name] ?? null;
    }
    case "column": {
      const { name } = expression;
      return ({ row }) => {
        if (row === null) return null;
        const cell = row[name];
        // An empty cell of the lookup is absent, as it is in SPL.
        return typeof cell === "number"
          ? cell
          : cell.length === 0
            ? null
            : typeof cell === "string"
              ? cell
              : cell.join(" ");
      };
    }
    case "text":
    case "number": {
      const { value } = expression;
      return () => value;
    }
  }
}

export function compileCondition(condition: Condition): Test {
  switch (condition.form) {
    case "present": {
      const read = compileExpression(condition.of);
      return (facts) => read(facts) !== null;
    }
    case "equals": {
      const left = compileExpression(condition.left);
      const right = compileExpression(condition.right);
      return (facts) => {
        const value = left(facts);
        return value !== null && value === right(facts);
      };
    }
    case "at_least": {
      const left = compileExpression(condition.left);
      const right = compileExpression(condition.right);
      return (facts) => {
        const value = left(facts);
        const bound = right(facts);
        return typeof value === "number" && typeof bound === "number" && value >= bound;
      };
    }
    case "all": {
      const tests = condition.of.map(compileCondition);
      return (facts) => tests.every((test) => test(facts));
    }
    case "any": {
      const tests = condition.of.map(compileCondition);
      return (facts) => tests.some((test) => test(facts));
    }
    case "not": {
      const test = compileCondition(condition.of);
      return (facts) => !test(facts);
    }
  }
}

/** Fill a template in; null when any part of it is absent. */
export function compileTemplate(template: Template): (facts: Facts) => string | null {
  const parts = template.map((part) => (typeof part === "string" ? () => part : compileExpression(part)));
  return (facts) => {
    let filled = "";
    for (const part of parts) {
      const value = part(facts);
      if (value === null) return null;
      filled += value;
    }
    return filled;
  };
}

/** The value of the first case that holds, or null. */
export function compileCases<Value>(cases: readonly Case<Value>[]): (facts: Facts) => Value | null {
  const compiled = cases.map(({ when, value }) => ({ test: compileCondition(when), value }));
  return (facts) => {
    const found = compiled.find(({ test }) => test(facts));
    return found === undefined ? null : found.value;
  };
}

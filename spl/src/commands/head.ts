/** head, tail and reverse: which rows from which end. */

import type { Command, RunContext } from "../contract/command.ts";
import type { Expression } from "../contract/expression.ts";
import { SplError } from "../errors/spl-error.ts";
import { Cursor } from "../text/cursor.ts";
import { joinParts } from "../text/quoting.ts";
import type { Row } from "../values/table.ts";
import {
  booleanOption,
  type GivenOption,
  integerOption,
  optionAhead,
  supported,
  tryKnownOption,
} from "./support/options.ts";
import { makeStep, streamingStep } from "./support/step.ts";

const HEAD_OPTIONS = [
  supported("limit", "<int>"),
  supported("null", "<bool>"),
  supported("keeplast", "<bool>"),
];
const DEFAULT_COUNT = 10;

/** Where the expression ends: before the first option of head that stands outside quotes and parentheses. */
function expressionEnd(cursor: Cursor): number {
  const text = cursor.source.text;
  let depth = 0;
  for (let i = cursor.position; i < cursor.end; i++) {
    const character = text[i]!;
    if (character === '"' || character === "'") {
      for (i++; i < cursor.end && text[i] !== character; i++) if (text[i] === "\\") i++;
    } else if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (depth === 0 && /\s/.test(character)) {
      if (optionAhead(new Cursor(cursor.source, i, cursor.end), HEAD_OPTIONS)) return i;
    }
  }
  return cursor.end;
}

interface Condition {
  readonly expression: Expression;
  readonly includeNull: boolean;
  readonly keepLast: boolean;
}

/** The rows up to the first for which the condition does not hold, and whether there was one. */
function takeWhile(
  rows: readonly Row[],
  condition: Condition,
  context: RunContext,
): { rows: Row[]; ended: boolean } {
  const taken: Row[] = [];
  for (const row of rows) {
    const result = condition.expression.evaluate(row, context);
    if (result !== null && typeof result !== "boolean") {
      throw new SplError(
        "wrong_type",
        "head needs a condition here, not a value.",
        condition.expression.span,
      );
    }
    if (result === true || (result === null && condition.includeNull)) {
      taken.push(row);
      continue;
    }
    if (condition.keepLast) taken.push(row);
    return { rows: taken, ended: true };
  }
  return { rows: taken, ended: false };
}

export const head: Command = {
  name: "head",
  syntax: "head [<N> | (<eval-expression>)] [limit=<int>] [null=<bool>] [keeplast=<bool>]",
  summary: "The first rows: 10, or a number of them, or until a condition is no longer true.",
  page: "Search Reference, head",
  options: HEAD_OPTIONS,
  differences: [
    "Events of the same second keep the order of the file; Splunk's order among them is not documented.",
  ],
  examples: ["head 20", "head (x<10) keeplast=true null=true"],
  compile(cursor, context, span) {
    const options = new Map<string, GivenOption>();
    const takeOptions = (): void => {
      while (optionAhead(cursor, HEAD_OPTIONS)) {
        const option = tryKnownOption(cursor, "head", HEAD_OPTIONS)!;
        options.set(option.name, option);
      }
    };
    takeOptions();
    let count: number | null = null;
    let expression: Expression | null = null;
    if (!cursor.done) {
      const inner = new Cursor(cursor.source, cursor.here().start, cursor.end);
      inner.skipSpace();
      const end = expressionEnd(inner);
      const text = cursor.source.text.slice(inner.position, end).trim();
      if (/^\d+$/.test(text)) {
        count = Number(text);
      } else {
        const part = new Cursor(cursor.source, inner.position, end);
        expression = context.expression(part);
        part.finish("head");
        if (expression.kind === "value") {
          throw new SplError("wrong_type", "head needs a number or a condition here.", expression.span);
        }
      }
      cursor.position = end;
    }
    takeOptions();
    cursor.finish("head");
    const limit = options.get("limit");
    if (limit !== undefined && count !== null) {
      throw new SplError("invalid_option_value", "head takes a number or limit, not both.", limit.value.span);
    }
    if (limit !== undefined) count = integerOption(limit, 0);
    const flag = (name: string): boolean => {
      const option = options.get(name);
      if (option === undefined) return false;
      if (expression === null) {
        throw new SplError("invalid_option_value", `${name} needs an expression in head.`, option.value.span);
      }
      return booleanOption(option);
    };
    const keepLast = flag("keeplast");
    const includeNull = flag("null");
    const text = joinParts(
      count === null ? "" : `limit=${count}`,
      expression === null ? "" : `(${expression.print()})`,
      keepLast ? "keeplast=true" : "",
      includeNull ? "null=true" : "",
    );
    const most = count ?? (expression === null ? DEFAULT_COUNT : Number.POSITIVE_INFINITY);
    return streamingStep("head", span, text, (run) => {
      let left = most;
      return {
        push: (rows) => {
          if (left === 0) return [];
          const first = rows.slice(0, left);
          left -= first.length;
          if (expression === null) return first;
          const taken = takeWhile(first, { expression, includeNull, keepLast }, run);
          if (taken.ended) left = 0;
          return taken.rows;
        },
        finish: (fields) => ({ fields, rows: [] }),
      };
    });
  },
};

export const tail: Command = {
  name: "tail",
  syntax: "tail [<N>]",
  summary: "The last rows (10 by default), the very last one first.",
  page: "Search Reference, tail",
  options: [],
  examples: ["tail", "tail 20"],
  compile(cursor, _context, span) {
    const token = cursor.tryToken();
    if (token !== undefined && !/^\d+$/.test(token.text)) {
      throw new SplError(
        "invalid_option_value",
        `tail takes a whole number, not "${token.text}".`,
        token.span,
      );
    }
    cursor.finish("tail");
    const count = token === undefined ? DEFAULT_COUNT : Number(token.text);
    return makeStep("tail", span, String(count), (input) => {
      const rows = input.rows.slice(Math.max(0, input.rows.length - count));
      return { fields: input.fields, rows: rows.reverse() };
    });
  },
};

export const reverse: Command = {
  name: "reverse",
  syntax: "reverse",
  summary: "The rows in the opposite order.",
  page: "Search Reference, reverse",
  options: [],
  examples: ["reverse"],
  compile(cursor, _context, span) {
    cursor.finish("reverse");
    return makeStep("reverse", span, "", (input) => ({
      fields: input.fields,
      rows: [...input.rows].reverse(),
    }));
  },
};

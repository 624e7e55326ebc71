/**
 * Conditional functions: if, case, coalesce, validate, nullif, null, true, false, in.
 * Source: Search Reference, Comparison and Conditional functions.
 */
import type { EvalContext, Expression, Result } from "../contract/expression.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { compareExpressions } from "../evaluation/compare.ts";
import { readNumber } from "../values/number.ts";
import type { Row } from "../values/table.ts";
import { type Arguments, conditionAt, family, MANY, open } from "./family.ts";

type Select = (argument: Arguments, row: Row, context: EvalContext, span: Span) => Expression | null;

/** A function that returns one of its arguments; `apply` and the shown precision follow from the choice. */
function choosing(select: Select) {
  return {
    kind: "any" as const,
    rawArguments: true as const,
    select,
    apply: (argument: Arguments, row: Row, context: EvalContext, span: Span) =>
      select(argument, row, context, span)?.evaluate(row, context) ?? null,
  };
}

/** For nullif(). */
function isEqual(
  first: Expression,
  second: Expression,
  row: Row,
  context: EvalContext,
  span: Span,
  value: Result,
): boolean {
  const equal = compareExpressions("=", first, second, row, context, span, value);
  if (equal === null)
    throw open(
      "whether nullif() finds a value equal to a missing one",
      "test for the field first, as with if(isnull(…), …)",
      second.span,
    );
  return equal;
}

interface Listed {
  readonly texts: ReadonlySet<string> | null;
  readonly numbers: ReadonlySet<number> | null;
}

const lists = new WeakMap<Arguments, Listed>();

/**
 * The list of in() as a set, where all of it is literal: texts that are like no number, which a text equals where it is the same; or
 * numbers, which a whole number equals where it is the same.
 */
function listOf(argument: Arguments): Listed {
  let listed = lists.get(argument);
  if (listed === undefined) {
    const literals = argument.slice(1).map(({ literal }) => literal);
    const areTexts = literals.every((one) => typeof one === "string" && readNumber(one) === null);
    const areNumbers = literals.every((one) => typeof one === "number") && argument[0]!.type !== "string";
    listed = {
      texts: areTexts ? new Set(literals as string[]) : null,
      numbers: areNumbers ? new Set(literals as number[]) : null,
    };
    lists.set(argument, listed);
  }
  return listed;
}

function checkPairs(name: string) {
  return (argument: Arguments, span: Span): void => {
    if (argument.length % 2 !== 0) {
      throw new SplError("wrong_argument_count", `${name}() takes pairs of a condition and a value.`, span);
    }
    argument.forEach((child, i) => {
      if (i % 2 === 0 && child.kind === "value") {
        throw new SplError(
          "wrong_type",
          `${name}() needs a condition here; compare the value first.`,
          child.span,
        );
      }
    });
  };
}

function oddOnes(argument: Arguments): Arguments {
  return argument.filter((_, i) => i % 2 === 1);
}

export const CONDITION_FUNCTIONS = family("Comparison and Conditional functions", [
  {
    name: "if",
    syntax: "if(<predicate>,<true_value>,<false_value>)",
    summary: "The second argument where the condition is true, else (also for null) the third.",
    arity: [3, 3],
    parameters: ["boolean", "any", "any"],
    branches: (argument) => argument.slice(1),
    examples: [
      ['if(1==1, "yes", "no")', '"yes"'],
      ['if(missing > 1, "yes", "no")', '"no"'],
      ["if(true(), 8.250 * 0.2, 0)", "2"],
    ],
    ...choosing((argument, row, context) =>
      conditionAt(argument, 0, row, context) === true ? argument[1]! : argument[2]!,
    ),
  },
  {
    name: "case",
    syntax: "case(<condition>,<value>,...)",
    summary: "The value of the first condition that is true, else null.",
    arity: [2, MANY],
    parameters: ["any"],
    branches: oddOnes,
    check: checkPairs("case"),
    examples: [
      ['case(1==2, "a", 2==2, "b")', '"b"'],
      ['case(1==2, "a")', "null"],
      ['case(missing==1, "a", true(), "other")', '"other"'],
    ],
    ...choosing((argument, row, context) => {
      for (let i = 0; i < argument.length; i += 2) {
        if (conditionAt(argument, i, row, context) === true) return argument[i + 1]!;
      }
      return null;
    }),
  },
  {
    name: "validate",
    syntax: "validate(<condition>,<value>,...)",
    summary: "The value of the first condition that is false, else null.",
    arity: [2, MANY],
    parameters: ["any"],
    branches: oddOnes,
    check: checkPairs("validate"),
    examples: [
      ['validate(isint(8080), "no integer", 8080 <= 65535, "out of range")', "null"],
      ['validate(1==1, "first", 1==2, "second")', '"second"'],
    ],
    ...choosing((argument, row, context) => {
      for (let i = 0; i < argument.length; i += 2) {
        const holds = conditionAt(argument, i, row, context);
        if (holds === null)
          throw open(
            "whether a comparison with a missing value fails validate()",
            "test for the field first, as with isnotnull()",
            argument[i]!.span,
          );
        if (!holds) return argument[i + 1]!;
      }
      return null;
    }),
  },
  {
    name: "coalesce",
    syntax: "coalesce(<values>)",
    summary: "The first argument that is not null.",
    arity: [1, MANY],
    parameters: ["value"],
    examples: [
      ['coalesce(missing, "b", "c")', '"b"'],
      ["coalesce(missing, null())", "null"],
    ],
    ...choosing((argument, row, context) => {
      for (const child of argument) if (child.evaluate(row, context) !== null) return child;
      return null;
    }),
    apply: (argument, row, context) => {
      for (const child of argument) {
        const value = child.evaluate(row, context);
        if (value !== null) return value;
      }
      return null;
    },
  },
  {
    name: "nullif",
    syntax: "nullif(<field1>,<field2>)",
    summary: "Null where the two are equal, else the first.",
    arity: [2, 2],
    parameters: ["value"],
    branches: (argument) => argument.slice(0, 1),
    examples: [
      ['nullif("a", "a")', "null"],
      ['nullif("a", "b")', '"a"'],
    ],
    ...choosing((argument, row, context, span) => {
      const [first, second] = argument as [Expression, Expression];
      const value = first.evaluate(row, context);
      return value === null || isEqual(first, second, row, context, span, value) ? null : first;
    }),
    apply: (argument, row, context, span) => {
      const [first, second] = argument as [Expression, Expression];
      const value = first.evaluate(row, context);
      return value === null || isEqual(first, second, row, context, span, value) ? null : value;
    },
  },
  {
    name: "null",
    syntax: "null()",
    summary: "No value; assigning it removes the field.",
    arity: [0, 0],
    kind: "value",
    examples: [
      ["null()", "null"],
      ["null() + 1", "null"],
    ],
    apply: () => null,
  },
  {
    name: "true",
    syntax: "true()",
    summary: "The condition that always holds.",
    arity: [0, 0],
    kind: "boolean",
    examples: [
      ["if(true(), 1, 0)", "1"],
      ["if(NOT true(), 1, 0)", "0"],
    ],
    apply: () => true,
  },
  {
    name: "false",
    syntax: "false()",
    summary: "The condition that never holds.",
    arity: [0, 0],
    kind: "boolean",
    examples: [
      ["if(false(), 1, 0)", "0"],
      ["if(false() OR 1==1, 1, 0)", "1"],
    ],
    apply: () => false,
  },
  {
    name: "in",
    syntax: "in(<field>,<list>) or <field> IN (<list>)",
    summary: "Whether the value equals one of the list (no wildcards).",
    arity: [2, MANY],
    kind: "boolean",
    parameters: ["value"],
    rawArguments: true,
    examples: [
      ['if(in("404", "400", "404"), 1, 0)', "1"],
      ["if(5 IN (1, 2), 1, 0)", "0"],
      ["if(missing IN (1, 2), 1, 0)", "0"],
    ],
    apply: (argument, row, context, span) => {
      let open = false;
      const value = argument[0]!.evaluate(row, context);
      const listed = listOf(argument);
      if (typeof value === "string" && listed.texts !== null) return listed.texts.has(value);
      if (typeof value === "number" && Number.isInteger(value) && listed.numbers !== null)
        return listed.numbers.has(value);
      for (let i = 1; i < argument.length; i++) {
        const equal = compareExpressions("=", argument[0]!, argument[i]!, row, context, span, value);
        if (equal === true) return true;
        if (equal === null) open = true;
      }
      return open ? null : false;
    },
  },
]);

/**
 * Conditional functions: if, case, coalesce, validate, nullif, null, true, false, in.
 * Source: Search Reference, Comparison and Conditional functions.
 */
import type { EvalContext, Expression } from "../contract/expression.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { compareExpressions } from "../evaluation/compare.ts";
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
          throw open("whether a comparison with a missing value fails validate()", argument[i]!.span);
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
      const first = argument[0]!;
      if (first.evaluate(row, context) === null) return null;
      const equal = compareExpressions("=", first, argument[1]!, row, context, span);
      if (equal === null)
        throw open("whether nullif() finds a value equal to a missing one", argument[1]!.span);
      return equal ? null : first;
    }),
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
      for (let i = 1; i < argument.length; i++) {
        const equal = compareExpressions("=", argument[0]!, argument[i]!, row, context, span);
        if (equal === true) return true;
        if (equal === null) open = true;
      }
      return open ? null : false;
    },
  },
]);

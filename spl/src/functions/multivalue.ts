/**
 * Functions on fields of several values. Source: Search Reference, Multivalue eval functions. Values of a list are texts
 * or numbers; an empty list is no value. Rejected: what the page leaves open (a range that reaches beyond the list,
 * nothing left of a value in mvmap).
 */
import type { EvalContext, Expression } from "../contract/expression.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { compileRegex } from "../regex/index.ts";
import { applyRelative, parseRelative } from "../time/modifier.ts";
import { compareText, scalarText } from "../values/number.ts";
import { characters, MAX_VALUES, tooMany } from "../values/size.ts";
import type { Row, Scalar } from "../values/table.ts";
import { checkRegexAt } from "./comparison.ts";
import {
  type Arguments,
  asCondition,
  family,
  fromList,
  integerAt,
  listAt,
  MANY,
  open,
  textAt,
} from "./family.ts";

function onlyField(expression: Expression, name: string): string {
  const [field, ...others] = expression.fields;
  if (field === undefined || others.length > 0) {
    throw new SplError(
      "wrong_type",
      `${name}() needs an expression with exactly one field here.`,
      expression.span,
    );
  }
  return field;
}

function withValue(row: Row, field: string, value: Scalar): Row {
  return new Map(row).set(field, value);
}

/** The commands of a search, in order. */
function commandsOf(search: string, span: Span): string[] {
  if (/[[\]`]/.test(search))
    throw open("which commands count in a subsearch or macro", "give it a search without them", span);
  const parts: string[] = [""];
  for (const [piece] of search.matchAll(/"(?:[^"\\]|\\[\s\S])*"|\||[^"|]+|"/g)) {
    if (piece === "|") parts.push("");
    else parts[parts.length - 1] += piece;
  }
  const names = parts.map((part) => /^\s*([A-Za-z_]\w*)/.exec(part)?.[1] ?? "");
  if (/^\s*\|/.test(search)) names.shift();
  else if (names[0] !== "search")
    throw open(
      'whether a search without "search" in front lists that command',
      "begin it with search or with a pipe",
      span,
    );
  if (names.includes(""))
    throw open("what a search with an empty command lists", "leave no command empty", span);
  return names;
}

function spannedRange(
  argument: Arguments,
  row: Row,
  context: EvalContext,
  start: number,
  end: number,
): Scalar[] {
  const step = argument[2]!;
  const text = textAt(argument, 2, row, context)!;
  const moves = parseRelative(`+${text}`, step.span);
  if (
    !/^[1-9]\d*[a-z]+$/.test(text) ||
    "snap" in moves[0]! ||
    !["second", "minute", "hour", "day", "week"].includes(moves[0]!.unit)
  ) {
    throw open(
      "how a range counts in months or longer, or with another step",
      "give the step in seconds, minutes, hours, days or weeks",
      step.span,
    );
  }
  const list: Scalar[] = [];
  for (let time = start; time < end; time = applyRelative(time, moves, context.timezone, step.span)) {
    push(list, time, context, step.span);
  }
  return list;
}

function push(list: Scalar[], value: Scalar, context: EvalContext, span: Span): void {
  context.spend(1);
  if (list.length >= MAX_VALUES) throw tooMany(span);
  list.push(value);
}

const ofList = { arity: [1, 1] as const, kind: "value" as const };

export const MULTIVALUE_FUNCTIONS = family("Multivalue eval functions", [
  {
    name: "commands",
    syntax: "commands(<value>)",
    summary: "The names of the commands in a search text.",
    arity: [1, 1],
    kind: "value",
    parameters: ["string"],
    examples: [
      ['commands("search foo | stats count | sort count")', '["search", "stats", "sort"]'],
      ['commands("| makeresults | eval x=\\"a|b\\"")', '["makeresults", "eval"]'],
    ],
    apply: (argument, row, context, span) => {
      const text = textAt(argument, 0, row, context);
      return text === null ? null : fromList(commandsOf(text, span));
    },
  },
  {
    name: "mvappend",
    syntax: "mvappend(<values>)",
    summary: "All values of all arguments; missing ones add nothing.",
    arity: [1, MANY],
    kind: "value",
    examples: [
      ['mvappend("localhost", mvappend("a", "b"))', '["localhost", "a", "b"]'],
      ['mvappend("a", missing)', '"a"'],
    ],
    apply: (argument, row, context) =>
      fromList(argument.flatMap((_, i) => listAt(argument, i, row, context))),
  },
  {
    ...ofList,
    name: "mvcount",
    type: "number",
    syntax: "mvcount(<mv>)",
    summary: "The number of values; null for none.",
    examples: [
      ['mvcount(split("a,b,c", ","))', "3"],
      ["mvcount(missing)", "null"],
      ['mvcount("a")', "1"],
    ],
    apply: (argument, row, context) => listAt(argument, 0, row, context).length || null,
  },
  {
    ...ofList,
    name: "mvdedup",
    syntax: "mvdedup(<mv>)",
    summary: "The values without repetitions, each at its first place.",
    examples: [
      ['mvdedup(split("b,a,b", ","))', '["b", "a"]'],
      ['mvdedup(split("a,a", ","))', '"a"'],
    ],
    apply: (argument, row, context) => {
      const seen = new Map<string, Scalar>();
      for (const value of listAt(argument, 0, row, context)) {
        const text = scalarText(value);
        if (!seen.has(text)) seen.set(text, value);
      }
      return fromList([...seen.values()]);
    },
  },
  {
    name: "mvfilter",
    syntax: "mvfilter(<predicate>)",
    summary: "The values of the one field in the condition for which it is true.",
    arity: [1, 1],
    kind: "value",
    parameters: ["boolean"],
    check: ([predicate]) => void onlyField(predicate!, "mvfilter"),
    examples: [
      ["mvfilter(missing > 1)", "null"],
      ["mvfilter(!isnull(missing))", "null"],
    ],
    apply: ([predicate], row, context) => {
      const field = onlyField(predicate!, "mvfilter");
      const value = row.get(field);
      if (value === undefined) return null;
      const kept: Scalar[] = [];
      for (const one of typeof value === "object" ? value : [value]) {
        const holds = asCondition(predicate!.evaluate(withValue(row, field, one), context), predicate!.span);
        if (holds === null)
          throw open(
            "whether a value stays when its condition is null",
            "test for null in the condition, as with coalesce()",
            predicate!.span,
          );
        if (holds) kept.push(one);
      }
      return fromList(kept);
    },
  },
  {
    name: "mvfind",
    syntax: "mvfind(<mv>,<regex>)",
    summary: "The index (from 0) of the first value that the regular expression matches; null for none.",
    arity: [2, 2],
    kind: "value",
    type: "number",
    parameters: ["value", "string"],
    regexParameter: 1,
    check: checkRegexAt(1),
    examples: [
      ['mvfind(split("ok,err5,err7", ","), "err\\d+")', "1"],
      ['mvfind(split("ok,ok", ","), "err")', "null"],
    ],
    apply: (argument, row, context) => {
      const pattern = textAt(argument, 1, row, context);
      if (pattern === null) return null;
      const regex = compileRegex(pattern, argument[1]!.span);
      const index = listAt(argument, 0, row, context).findIndex((one) =>
        regex.test(scalarText(one), context.spend),
      );
      return index < 0 ? null : index;
    },
  },
  {
    name: "mvindex",
    syntax: "mvindex(<mv>,<start>,<end>)",
    summary: "One value, or those from start to end (both from 0, negative from the end); null out of range.",
    arity: [2, 3],
    kind: "value",
    parameters: ["value", "number"],
    differences: ["A range of which a part lies outside the list is rejected."],
    examples: [
      ['mvindex(split("a,b,c", ","), 1)', '"b"'],
      ['mvindex(split("a,b,c", ","), -2, -1)', '["b", "c"]'],
      ['mvindex(split("a,b,c", ","), 3)', "null"],
    ],
    apply: (argument, row, context, span) => {
      const list = listAt(argument, 0, row, context);
      const start = integerAt(argument, 1, row, context);
      const end = argument.length < 3 ? start : integerAt(argument, 2, row, context);
      if (list.length === 0 || start === null || end === null) return null;
      const from = start < 0 ? start + list.length : start;
      const to = end < 0 ? end + list.length : end;
      const inside = (index: number) => index >= 0 && index < list.length;
      if (inside(from) && inside(to)) return fromList(list.slice(from, to + 1));
      if (to < from || to < 0 || from >= list.length) return null;
      throw open(
        "whether a range that reaches beyond the list is cut or null",
        "let it end at min(<end>, mvcount(<mv>)-1)",
        span,
      );
    },
  },
  {
    name: "mvjoin",
    syntax: "mvjoin(<mv>,<delim>)",
    summary: "The values as one text with the delimiter between them.",
    arity: [2, 2],
    kind: "value",
    type: "string",
    parameters: ["value", "string"],
    examples: [
      ['mvjoin(mvrange(1, 6), " OR ")', '"1 OR 2 OR 3 OR 4 OR 5"'],
      ['mvjoin("a", ";")', '"a"'],
    ],
    apply: (argument, row, context) => {
      const list = listAt(argument, 0, row, context);
      const delimiter = textAt(argument, 1, row, context);
      return list.length === 0 || delimiter === null ? null : list.map(scalarText).join(delimiter);
    },
  },
  {
    name: "mvmap",
    syntax: "mvmap(<mv>,<expression>)",
    summary: "The expression's result for each value of the field.",
    arity: [2, 2],
    kind: "value",
    check: ([list]) => void onlyField(list!, "mvmap"),
    examples: [
      ["mvmap(missing, missing * 10)", "null"],
      ['mvmap(mvindex(missing, 0, 1), missing . "x")', "null"],
    ],
    apply: (argument, row, context) => {
      const field = onlyField(argument[0]!, "mvmap");
      const expression = argument[1]!;
      let total = 0;
      const results = listAt(argument, 0, row, context).map((one) => {
        const result = expression.display(withValue(row, field, one), context);
        if (typeof result === "string") total = characters(total + result.length, expression.span);
        if (typeof result === "string" || typeof result === "number") return result;
        throw open(
          "what a value becomes whose result is null or several values",
          "let the expression give one value, as with coalesce() or mvjoin()",
          expression.span,
        );
      });
      return fromList(results);
    },
  },
  {
    name: "mvrange",
    syntax: "mvrange(<start>,<end>,<step>)",
    summary: 'The whole numbers from start up to but not including end; a step such as "7d" counts in time.',
    arity: [2, 3],
    kind: "value",
    parameters: ["number", "number", "value"],
    examples: [
      ["mvrange(1, 11, 2)", "[1, 3, 5, 7, 9]"],
      ["mvrange(3, 5)", "[3, 4]"],
      ['mvrange(1514834731, 1515439532, "7d")', "[1514834731, 1515439531]"],
    ],
    apply: (argument, row, context) => {
      const start = integerAt(argument, 0, row, context);
      const end = integerAt(argument, 1, row, context);
      if (start === null || end === null) return null;
      if (argument.length === 3) {
        const text = argument[2]!.evaluate(row, context);
        if (text === null) return null;
        if (typeof text === "string" && /[a-z]/i.test(text))
          return fromList(spannedRange(argument, row, context, start, end));
      }
      const step = argument.length < 3 ? 1 : integerAt(argument, 2, row, context);
      if (step === null) return null;
      if (step <= 0)
        throw open("what a step of zero or below gives", "give a step above zero", argument[2]!.span);
      const list: Scalar[] = [];
      for (let value = start; value < end; value += step) push(list, value, context, argument[0]!.span);
      return fromList(list);
    },
  },
  {
    ...ofList,
    name: "mvreverse",
    syntax: "mvreverse(<value>)",
    summary: "The values in reverse order.",
    examples: [
      ['mvreverse(split("1,2,3", ","))', '["3", "2", "1"]'],
      ['mvreverse("a")', '"a"'],
    ],
    apply: (argument, row, context) => fromList([...listAt(argument, 0, row, context)].reverse()),
  },
  {
    ...ofList,
    name: "mvsort",
    syntax: "mvsort(<mv>)",
    summary: "The values sorted as texts by their UTF-8 bytes.",
    examples: [
      ['mvsort(split("10,9,70,100", ","))', '["10", "100", "70", "9"]'],
      ['mvsort(split("b,B,a", ","))', '["B", "a", "b"]'],
    ],
    apply: (argument, row, context) =>
      fromList(
        [...listAt(argument, 0, row, context)].sort((a, b) => compareText(scalarText(a), scalarText(b))),
      ),
  },
  {
    name: "mvzip",
    syntax: "mvzip(<mv_left>,<mv_right>,<delim>)",
    summary:
      "First with first, second with second and so on, joined by the delimiter (a comma); the longer rest is left.",
    arity: [2, 3],
    kind: "value",
    parameters: ["value", "value", "string"],
    examples: [
      ['mvzip(split("a,b", ","), split("1,2", ","))', '["a,1", "b,2"]'],
      ['mvzip("a", "1", "|")', '"a|1"'],
    ],
    apply: (argument, row, context) => {
      const left = listAt(argument, 0, row, context);
      const right = listAt(argument, 1, row, context);
      const delimiter = argument.length < 3 ? "," : textAt(argument, 2, row, context);
      if (delimiter === null) return null;
      const count = Math.min(left.length, right.length);
      return fromList(
        left.slice(0, count).map((one, i) => `${scalarText(one)}${delimiter}${scalarText(right[i]!)}`),
      );
    },
  },
  {
    name: "split",
    syntax: "split(<str>,<delim>)",
    summary: "The pieces of a text between delimiters; its characters for an empty delimiter.",
    arity: [2, 2],
    kind: "value",
    parameters: ["string", "string"],
    differences: [
      "A text with an empty piece (a,,b) is rejected, because documentation does not say if it is kept.",
    ],
    examples: [
      ['split("1a2b3c4def567890", "def")', '["1a2b3c4", "567890"]'],
      ['split("abcd", "")', '["a", "b", "c", "d"]'],
      ['split("name", "::")', '"name"'],
    ],
    apply: (argument, row, context, span) => {
      const text = textAt(argument, 0, row, context);
      const delimiter = textAt(argument, 1, row, context);
      if (text === null || delimiter === null) return null;
      const pieces = delimiter === "" ? [...text] : text.split(delimiter);
      if (text === "" || pieces.includes(""))
        throw open(
          "whether split() keeps empty pieces",
          "use the command makemv with delim and allowempty",
          span,
        );
      return fromList(pieces);
    },
  },
]);

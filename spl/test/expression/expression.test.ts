/**
 * The expression language: what is printed parses to the same tree, random expressions give what a naive interpreter
 * gives, and whatever text is put in, the answer is an expression or a typed error.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EvalContext } from "../../src/contract/expression.ts";
import { SplError } from "../../src/errors/spl-error.ts";
import { compileExpression } from "../../src/expression/index.ts";
import { parseExpression } from "../../src/expression/parser.ts";
import { printNode } from "../../src/expression/print.ts";
import type { Node } from "../../src/expression/tree.ts";
import { EVAL_FUNCTIONS } from "../../src/functions/index.ts";
import { Cursor } from "../../src/text/cursor.ts";
import { Source } from "../../src/text/source.ts";
import type { Row, Value } from "../../src/values/table.ts";

const context: EvalContext = { now: 1_700_000_000, timezone: "UTC", spend: () => {} };
const seeded = { seed: 20_251_124, numRuns: 2000 };

function cursorOf(text: string): Cursor {
  return new Cursor(new Source(text), 0, text.length);
}

function parse(text: string): Node {
  const cursor = cursorOf(text);
  const tree = parseExpression(cursor, []);
  expect(cursor.done).toBe(true);
  return tree;
}

/** A tree without places and without the parentheses that were written. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !["span", "nameSpan", "grouped"].includes(key));
  return Object.fromEntries(entries.map(([key, one]) => [key, bare(one)]));
}

const span = { start: 0, end: 0 };
const fieldName = fc.oneof(
  fc.constantFrom("a", "b_1", "_time", "and", "null", "Last.Name", "it's", "back\\slash", "x y", "größe"),
);
const literal: fc.Arbitrary<Node> = fc.oneof(
  fc.nat(5000).map((value): Node => ({ type: "number", text: String(value), span })),
  fc.constantFrom("0.5", "8.250", "1.00").map((text): Node => ({ type: "number", text, span })),
  fc
    .string({ unit: fc.constantFrom("a", '"', "\\", "\t", "d", " ", "é", "'", "|") })
    .map((value): Node => ({ type: "string", value, lineEscape: false, span })),
  fieldName.map((name): Node => ({ type: "field", name, span })),
  fc.constantFrom(true, false, null).map((value): Node => ({ type: "constant", value, span })),
);
const tree: fc.Arbitrary<Node> = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    literal,
    fc.record({ type: fc.constant("negative" as const), operand: tie("node"), span: fc.constant(span) }),
    fc.record({ type: fc.constant("not" as const), operand: tie("node"), span: fc.constant(span) }),
    fc.record({
      type: fc.constant("arithmetic" as const),
      operator: fc.constantFrom("+", "-", "*", "/", "%"),
      left: tie("node"),
      right: tie("node"),
      span: fc.constant(span),
    }),
    fc.record({
      type: fc.constant("join" as const),
      left: tie("node"),
      right: tie("node"),
      span: fc.constant(span),
    }),
    fc.record({
      type: fc.constant("comparison" as const),
      operator: fc.constantFrom("=", "!=", "<", ">", "<=", ">="),
      left: tie("node"),
      right: tie("node"),
      span: fc.constant(span),
    }),
    fc.record({
      type: fc.constant("logical" as const),
      operator: fc.constantFrom("and", "or", "xor"),
      left: tie("node"),
      right: tie("node"),
      span: fc.constant(span),
    }),
    fc.record({
      type: fc.constant("call" as const),
      name: fc.constantFrom("len", "if", "coalesce", "like", "in"),
      nameSpan: fc.constant(span),
      argument: fc.array(tie("node"), { maxLength: 3 }),
      span: fc.constant(span),
    }),
  ) as fc.Arbitrary<Node>,
})).node;

describe("text and tree", () => {
  it("any tree is printed as text that parses to it", () => {
    fc.assert(
      fc.property(tree, (node) => {
        expect(bare(parse(printNode(node)))).toEqual(bare(node));
      }),
      seeded,
    );
  });

  it("keeps \\n of a regular expression through printing", () => {
    const text = '"[^\\n\\r\\\\]+"';
    expect(printNode(parse(text))).toBe(text);
  });

  it("evaluates NOT before AND before OR before XOR", () => {
    expect(printNode(parse("NOT a=1 AND b=1 OR c=1 XOR d=1"))).toBe("NOT a = 1 AND b = 1 OR c = 1 XOR d = 1");
    expect(printNode(parse("((NOT (a=1) AND (b=1)) OR c=1) XOR d=1"))).toBe(
      "NOT a = 1 AND b = 1 OR c = 1 XOR d = 1",
    );
    expect(printNode(parse("a=1 AND (b=1 OR c=1)"))).toBe("a = 1 AND (b = 1 OR c = 1)");
  });

  it("stops at commas, parentheses and stop words of the surrounding text", () => {
    const cursor = cursorOf("a + f(b, c) as x");
    const options = { stop: ["AS"] };
    expect(() => compileExpression(cursor, EVAL_FUNCTIONS, options)).toThrow(/Unknown eval function f/);
    const good = cursorOf("a + len(b) as x");
    compileExpression(good, EVAL_FUNCTIONS, options);
    expect(good.rest()).toBe("as x");
    const closed = cursorOf("a + 1) by b");
    compileExpression(closed, EVAL_FUNCTIONS);
    expect(closed.rest()).toBe(") by b");
    const comma = cursorOf("a + 1, b");
    compileExpression(comma, EVAL_FUNCTIONS);
    expect(comma.rest()).toBe(", b");
  });

  it("rejects depth and length without exhausting the stack", () => {
    for (const text of [
      "(".repeat(100_000),
      `${"NOT ".repeat(100_000)}a=1`,
      "-".repeat(100_000),
      `1${"+1".repeat(100_000)}`,
      `a${".a".repeat(100_000)}`,
      `a=1${" OR a=1".repeat(100_000)}`,
      "len(".repeat(100_000),
      "!".repeat(100_000),
    ]) {
      expect(() => compileExpression(cursorOf(text), EVAL_FUNCTIONS)).toThrow(SplError);
    }
    const longest = `1${"+1".repeat(1000)}`;
    const nested = `${"(".repeat(190)}a=1${")".repeat(190)}`;
    expect(compileExpression(cursorOf(longest), EVAL_FUNCTIONS).evaluate(new Map(), context)).toBe(1001);
    expect(compileExpression(cursorOf(nested), EVAL_FUNCTIONS).kind).toBe("boolean");
  });

  it("answers any text with an expression or a typed error", () => {
    const piece = fc.constantFrom(
      ...'a,b,\'x y\',"t","\\d","\\n",1,2.50,0,(,),+,-,*,/,%,.,=,==,!=,<,>=,AND,or,NOT,XOR,LIKE,IN,!,true,null,\\,é,$,;'.split(
        ",",
      ),
      ",",
      "len(",
      "if(",
      "match(",
      "round(",
      "mvmap(",
      "strftime(",
      "tostring(",
      "case(",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          const expression = compileExpression(cursorOf(pieces.join(" ")), EVAL_FUNCTIONS);
          expression.display(
            new Map<string, Value>([
              ["a", 5],
              ["b", ["x", "1"]],
              ["x y", "2.5"],
            ]),
            context,
          );
        } catch (error) {
          if (!(error instanceof SplError)) throw error;
          expect(error.span).toBeDefined();
        }
      }),
      { ...seeded, numRuns: 5000 },
    );
  });
});

/** A second reading of the rules, written without looking at the first: exact integers, texts, null. */
type Naive = number | string | boolean | null | "rejected";
const UNSUPPORTED: Naive = "rejected";

interface Simple {
  readonly text: string;
  readonly value: (row: ReadonlyMap<string, number | string>) => Naive;
}

const numberLeaf: fc.Arbitrary<Simple> = fc.oneof(
  fc.nat(20).map((n): Simple => ({ text: String(n), value: () => n })),
  fc
    .constantFrom("n", "m", "gone")
    .map((name): Simple => ({ text: name, value: (row) => row.get(name) ?? null })),
);

function numeric(operator: string, left: Naive, right: Naive): Naive {
  if (left === UNSUPPORTED || left === null) return left;
  if (right === UNSUPPORTED || right === null) return right;
  const a = Number(left);
  const b = Number(right);
  if (operator === "+") return a + b;
  if (operator === "-") return a - b;
  if (operator === "*") return a * b;
  if (operator === "/") return b === 0 ? null : a / b;
  return b === 0 || ((a < 0 || b < 0) && a % b !== 0) ? UNSUPPORTED : Math.abs(a % b);
}

const numberTree: fc.Arbitrary<Simple> = fc.letrec<{ node: Simple }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    numberLeaf,
    fc.tuple(fc.constantFrom("+", "-", "*", "/", "%"), tie("node"), tie("node")).map(
      ([operator, left, right]): Simple => ({
        text: `(${left.text} ${operator} ${right.text})`,
        value: (row) => numeric(operator, left.value(row), right.value(row)),
      }),
    ),
  ),
})).node;

function compare(operator: string, left: Naive, right: Naive): Naive {
  if (left === UNSUPPORTED || left === null) return left;
  if (right === UNSUPPORTED || right === null) return right;
  const a = Number(left);
  const b = Number(right);
  if (operator === "=") return a === b;
  if (operator === "!=") return a !== b;
  return operator === "<" ? a < b : a >= b;
}

function logical(operator: string, left: Naive, right: () => Naive): Naive {
  if (left === UNSUPPORTED) return UNSUPPORTED;
  if (operator === "AND" && left === false) return false;
  if (operator === "OR" && left === true) return true;
  const other = right();
  if (other === UNSUPPORTED) return UNSUPPORTED;
  if (operator === "AND") return other === false ? false : left === null || other === null ? null : true;
  if (operator === "OR") return other === true ? true : left === null || other === null ? null : false;
  return left === null || other === null ? UNSUPPORTED : left !== other;
}

const conditionTree: fc.Arbitrary<Simple> = fc.letrec<{ node: Simple }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.tuple(fc.constantFrom("=", "!=", "<", ">="), numberTree, numberTree).map(
      ([operator, left, right]): Simple => ({
        text: `${left.text} ${operator} ${right.text}`,
        value: (row) => compare(operator, left.value(row), right.value(row)),
      }),
    ),
    fc.tuple(fc.constantFrom("AND", "OR", "XOR"), tie("node"), tie("node")).map(
      ([operator, left, right]): Simple => ({
        text: `(${left.text}) ${operator} (${right.text})`,
        value: (row) => logical(operator, left.value(row), () => right.value(row)),
      }),
    ),
    tie("node").map(
      (operand): Simple => ({
        text: `NOT (${operand.text})`,
        value: (row) => {
          const value = operand.value(row);
          return value === null || value === UNSUPPORTED ? UNSUPPORTED : !value;
        },
      }),
    ),
  ),
})).node;

const rows = fc.record({ n: fc.integer({ min: -9, max: 9 }), m: fc.oneof(fc.nat(9), fc.nat(9).map(String)) });

function run(text: string, row: Row): Naive {
  try {
    return compileExpression(cursorOf(text), EVAL_FUNCTIONS).evaluate(row, context) as Naive;
  } catch (error) {
    if (error instanceof SplError && error.code === "ambiguous") return UNSUPPORTED;
    throw error;
  }
}

describe("random expressions against a naive interpreter", () => {
  it("arithmetic", () => {
    fc.assert(
      fc.property(numberTree, rows, ({ text, value }, record) => {
        const row = new Map<string, number | string>(Object.entries(record));
        const wanted = value(row);
        // "+" of two fields stays a text where both are texts; here both look like numbers.
        const found = run(text, row);
        expect(
          typeof found === "string" && found !== UNSUPPORTED ? Number(found) : found === 0 ? 0 : found,
        ).toEqual(
          typeof wanted === "string" && wanted !== UNSUPPORTED ? Number(wanted) : wanted === 0 ? 0 : wanted,
        );
      }),
      seeded,
    );
  });

  it("conditions", () => {
    fc.assert(
      fc.property(conditionTree, rows, ({ text, value }, record) => {
        const row = new Map<string, number | string>(Object.entries(record));
        expect(run(text, row)).toEqual(value(row));
      }),
      seeded,
    );
  });

  it("texts: joined and compared by code point", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "B", "z", "é", "\u{1F600}", "\uFFFD") });
    fc.assert(
      fc.property(text, text, (left, right) => {
        const row = new Map([
          ["x", left],
          ["y", right],
        ]);
        expect(run('x . "|" . y', row)).toBe(`${left}|${right}`);
        expect(run('if(x < y, "yes", "no")', row)).toBe(
          Buffer.compare(Buffer.from(left), Buffer.from(right)) < 0 ? "yes" : "no",
        );
      }),
      seeded,
    );
  });
});

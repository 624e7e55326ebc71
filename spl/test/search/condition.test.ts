/** The search language: parse → print → parse, and the predicate against an independent naive evaluator. */
import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SplError } from "../../src/errors/spl-error.ts";
import { parseSearch } from "../../src/search/parse.ts";
import { compilePredicate } from "../../src/search/predicate.ts";
import { printSearch, type SearchNode } from "../../src/search/tree.ts";
import { Cursor } from "../../src/text/cursor.ts";
import { Source } from "../../src/text/source.ts";
import type { Row, Value } from "../../src/values/table.ts";

function parse(text: string): SearchNode {
  return parseSearch(new Cursor(new Source(text), 0, text.length), true).tree;
}

function withoutSpans(node: SearchNode): unknown {
  return JSON.parse(JSON.stringify(node, (key, value) => (key === "span" ? undefined : value)));
}

const span = { start: 0, end: 0 };
const field = fc.constantFrom("a", "b", "c.d", "Search Name", "NOT", "latest", "tag", "_time", "x-y");
const literal = fc.oneof(
  fc.constantFrom(
    "",
    "1",
    "1.0",
    "x",
    "X",
    "ab",
    "10.0.0.0/8",
    "2001:db8::/32",
    "a b",
    '"',
    "\\",
    "a\\",
    "AND",
    "ä",
    "a*",
    "*",
  ),
  fc.string({ maxLength: 6 }),
);
const leaf: fc.Arbitrary<SearchNode> = fc.oneof(
  fc.record({
    kind: fc.constant("compare" as const),
    field,
    operator: fc.constantFrom("=" as const, "!=" as const),
    value: literal,
    span: fc.constant(span),
  }),
  fc.record({
    kind: fc.constant("compare" as const),
    field,
    operator: fc.constantFrom("<" as const, "<=" as const, ">" as const, ">=" as const),
    value: literal.filter((text) => !text.includes("*")),
    span: fc.constant(span),
  }),
  fc.record({
    kind: fc.constant("in" as const),
    field,
    values: fc.array(literal, { minLength: 1, maxLength: 3 }),
    span: fc.constant(span),
  }),
  fc.record({
    kind: fc.constant("term" as const),
    text: literal.filter((text) => text !== "*"),
    form: fc.constant("plain" as const),
    span: fc.constant(span),
  }),
  fc.constant({ kind: "all" as const }),
);
const tree: fc.Arbitrary<SearchNode> = fc.letrec<{ node: SearchNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.record({ kind: fc.constant("not" as const), node: tie("node") }),
    fc.record({
      kind: fc.constantFrom("and" as const, "or" as const),
      nodes: fc.array(tie("node"), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).node;

describe("parse and print", () => {
  test("a printed tree parses to the same tree, whatever is in it", () => {
    fc.assert(
      fc.property(tree, (node) => {
        expect(withoutSpans(parse(printSearch(node)))).toEqual(withoutSpans(node));
      }),
      { seed: 3, numRuns: 2000 },
    );
  });

  test.each([
    ["a=1 OR b=2 c=3", '(a="1" OR b="2") AND c="3"'],
    ["NOT a=1 OR b=2", 'NOT a="1" OR b="2"'],
    ["a b AND c", '"a" AND "b" AND "c"'],
    ["(a OR b) (c d)", '("a" OR "b") AND ("c" AND "d")'],
    ["NOT NOT (a)", 'NOT NOT "a"'],
    ["dest_port > 1024 dest_port<=49151", 'dest_port>"1024" AND dest_port<="49151"'],
    ['a IN ( 1 , "x y",z*)', 'a IN ("1", "x y", "z*")'],
    ["and or not", '"and" AND "or" AND "not"'],
    ["path=C:\\\\temp\\x", 'path="C:\\\\temp\\\\x"'],
    ['"a b"=1 "c d"', '"a b"="1" AND "c d"'],
    ["* a=*", '* AND a="*"'],
    ["a\\|b", '"a|b"'],
    ["TERM(10.0.0.1) CASE(Foo)", "TERM(10.0.0.1) AND CASE(Foo)"],
  ])("%s", (text, canonical) => {
    expect(printSearch(parse(text))).toBe(canonical);
  });

  test("AND binds weaker than OR, so the printed form needs its parentheses only there", () => {
    expect(withoutSpans(parse("a b OR c"))).toEqual(withoutSpans(parse("a AND (b OR c)")));
    expect(withoutSpans(parse("a b OR c"))).not.toEqual(withoutSpans(parse("(a AND b) OR c")));
  });
});

/** Written again from the documentation, as plainly as can be: regular expressions and Node.js's own lists of addresses. */
function naive(node: SearchNode, row: Row): boolean | "unclear" {
  const all = (value: Value | undefined) =>
    value === undefined ? [] : typeof value === "object" ? value : [value];
  const equal = (value: string | number, wanted: string): boolean => {
    const text = String(value);
    const network = /^([^/*]+)\/(\d+)$/.exec(wanted);
    const version = network === null ? 0 : isIP(network[1]!);
    if (
      network !== null &&
      version !== 0 &&
      Number(network[2]) <= (version === 4 ? 32 : 128) &&
      isIP(text) !== 0
    ) {
      const list = new BlockList();
      list.addSubnet(network[1]!, Number(network[2]), version === 4 ? "ipv4" : "ipv6");
      return isIP(text) === version && list.check(text, version === 4 ? "ipv4" : "ipv6");
    }
    const pattern = wanted
      .split("*")
      .map((part) => part.toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join("[^]*");
    return new RegExp(`^${pattern}$`).test(text.toLowerCase());
  };
  switch (node.kind) {
    case "subsearch":
      throw new Error("no subsearch is generated here");
    case "all":
      return true;
    case "not": {
      const inner = naive(node.node, row);
      return inner === "unclear" ? inner : !inner;
    }
    case "and":
    case "or": {
      for (const child of node.nodes) {
        const answer = naive(child, row);
        if (answer === "unclear") return answer;
        if (answer === (node.kind === "or")) return answer;
      }
      return node.kind === "and";
    }
    case "in":
      return all(row.get(node.field)).some((value) => node.values.some((wanted) => equal(value, wanted)));
    case "compare": {
      const values = all(row.get(node.field));
      if (node.operator === "=") return values.some((value) => equal(value, node.value));
      if (node.operator === "!=") {
        const fits = values.map((value) => equal(value, node.value));
        if (new Set(fits).size > 1) return "unclear";
        return fits.length > 0 && !fits[0];
      }
      return "unclear";
    }
    case "term":
      return "unclear";
  }
}

describe("the predicate", () => {
  const scalar = fc.oneof(
    fc.constantFrom(
      "",
      "1",
      "1.0",
      "x",
      "X",
      "AB",
      "a b",
      "10.1.2.3",
      "11.0.0.1",
      "2001:DB8::1",
      "abc",
      "ä",
      "Ä",
      "\n",
    ),
    fc.integer({ min: -3, max: 12 }),
  );
  const value: fc.Arbitrary<Value> = fc.oneof(scalar, fc.array(scalar, { minLength: 2, maxLength: 3 }));
  const row: fc.Arbitrary<Row> = fc
    .dictionary(fc.constantFrom("a", "b", "c.d"), value)
    .map((object) => new Map(Object.entries(object)));

  test("agrees with the naive evaluator on random conditions and rows", () => {
    let decided = 0;
    fc.assert(
      fc.property(tree, row, (node, data) => {
        const expected = naive(node, data);
        let actual: boolean | "unclear";
        try {
          actual = compilePredicate(node, false)(data);
        } catch (error) {
          if (!(error instanceof SplError)) throw error;
          expect(error.code).toBe("ambiguous");
          actual = "unclear";
        }
        if (expected === "unclear") return;
        if (actual === "unclear") return;
        decided++;
        expect(actual).toBe(expected);
      }),
      { seed: 4, numRuns: 4000 },
    );
    expect(decided).toBeGreaterThan(1000);
  });

  test("ordering: numbers as numbers, other values as texts", () => {
    const check = (text: string, value: Value) =>
      compilePredicate(parse(text), true)(new Map([["x", value]]));
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (left, right) => {
        expect(check(`x<${right}`, left)).toBe(left < right);
        expect(check(`x>="${right}"`, String(left))).toBe(left >= right);
      }),
      { seed: 5 },
    );
    expect(check("x<b", "a")).toBe(true);
    expect(check("x>10", "9a")).toBe(true);
    expect(check("x>10", [1, 11])).toBe(true);
    expect(() => check("x<a", "B")).toThrow(SplError);
  });
});

/**
 * Every example in the tables of eval functions is run, and every function of Splunk's list is either in the table or
 * rejected with a reason.
 */
import { describe, expect, it } from "vitest";
import type { EvalContext } from "../../src/contract/expression.ts";
import { compileExpression } from "../../src/expression/index.ts";
import { EVAL_FUNCTIONS, UNSUPPORTED_FUNCTIONS } from "../../src/functions/index.ts";
import { Cursor } from "../../src/text/cursor.ts";
import { Source } from "../../src/text/source.ts";
import type { Row } from "../../src/values/table.ts";

const context: EvalContext = { now: 1_700_000_000, timezone: "UTC", spend: () => {} };

function run(text: string): unknown {
  const source = new Source(text);
  const row: Row = new Map();
  return compileExpression(new Cursor(source, 0, text.length), EVAL_FUNCTIONS).display(row, context);
}

describe("examples of eval functions", () => {
  for (const entry of EVAL_FUNCTIONS.values()) {
    it(`${entry.name} has at least two`, () => expect(entry.examples.length).toBeGreaterThanOrEqual(2));
    for (const [expression, result] of entry.examples) {
      it(`${expression} → ${result}`, () => expect(run(expression)).toEqual(JSON.parse(result)));
    }
  }
});

/** Splunk's alphabetical list (Search Reference, Evaluation functions), with the names that its pages add. */
const DOCUMENTED =
  `abs acos acosh asin asinh atan atan2 atanh avg bit_and bit_or bit_not bit_xor bit_shift_left
  bit_shift_right case cidrmatch ceiling ceil coalesce commands cos cosh exact exp false floor hypot if in ipmask isarray
  isbool isdouble isint ismv isnotnull isnull isnum isobject isstr json json_append json_array json_array_to_mv json_delete
  json_entries json_extend json_extract json_extract_exact json_has_key_exact json_keys json_object json_set json_set_exact
  json_valid len length like ln log lookup lower ltrim match max md5 min mvappend mvcount mvdedup mvfilter mvfind mvindex
  mvjoin mvmap mvrange mvreverse mvsort mvzip mv_to_json_array now null nullif pi pow printf random relative_time replace
  round rtrim searchmatch sha1 sha256 sha512 sigfig sin sinh spath split sqrt strftime strptime substr sum tan tanh time
  toarray tobool todouble toint tomv tonumber toobject tostring trim true typeof upper urldecode validate`.split(
    /\s+/,
  );

describe("the list of eval functions", () => {
  it("is Splunk's: each runs or is rejected, not both", () => {
    const known = [...EVAL_FUNCTIONS.keys(), ...UNSUPPORTED_FUNCTIONS.keys()].sort();
    expect(known).toEqual([...DOCUMENTED].sort());
  });

  it("does not find what objects inherit", () => {
    expect(() => run("constructor(1)")).toThrow(/Unknown eval function constructor/);
    expect(() => run("__proto__(1)")).toThrow(/Unknown eval function/);
  });

  it("documents every entry", () => {
    for (const entry of EVAL_FUNCTIONS.values()) {
      expect(entry.syntax).toContain(entry.name);
      expect(entry.summary.length).toBeGreaterThan(10);
      expect(entry.page).toMatch(/^Search Reference, /);
    }
  });
});

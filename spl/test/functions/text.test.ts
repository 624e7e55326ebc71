/** Text functions against other people's code: hashes against Node.js, substr() against SQLite's rule, LIKE against regular expressions. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EvalContext } from "../../src/contract/expression.ts";
import { compileExpression } from "../../src/expression/index.ts";
import { matchLike } from "../../src/functions/comparison.ts";
import { EVAL_FUNCTIONS } from "../../src/functions/index.ts";
import { substring } from "../../src/functions/text.ts";
import { Cursor } from "../../src/text/cursor.ts";
import { Source } from "../../src/text/source.ts";
import { compareText } from "../../src/values/number.ts";
import type { Value } from "../../src/values/table.ts";

const context: EvalContext = { now: 1_700_000_000, timezone: "UTC", spend: () => {} };
const seeded = { seed: 31_337, numRuns: 2000 };

function run(text: string, row: Record<string, Value> = {}): unknown {
  return compileExpression(new Cursor(new Source(text), 0, text.length), EVAL_FUNCTIONS).display(
    new Map(Object.entries(row)),
    context,
  );
}

describe("texts", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 20 });
  it("hashes are Node's", () => {
    fc.assert(
      fc.property(text, fc.constantFrom("md5", "sha1", "sha256", "sha512"), (value, name) => {
        expect(run(`${name}(x)`, { x: value })).toBe(createHash(name).update(value).digest("hex"));
      }),
      { ...seeded, numRuns: 300 },
    );
  });

  it("substr() follows SQLite", () => {
    // SQLite's own algorithm, func.c: substrFunc, on code points.
    const sqlite = (value: string, p1: number, p2: number | null): string => {
      const characters = [...value];
      const length = characters.length;
      let start = p1;
      let count = p2 ?? 1_000_000_000;
      if (start < 0) {
        start += length;
        if (start < 0) {
          count += start;
          if (count < 0) count = 0;
          start = 0;
        }
      } else if (start > 0) start--;
      else if (count > 0) count--;
      return characters.slice(start, start + Math.max(count, 0)).join("");
    };
    fc.assert(
      fc.property(text, fc.integer({ min: -25, max: 25 }), fc.option(fc.nat(25)), (value, start, length) => {
        expect(substring(value, start, length)).toBe(sqlite(value, start, length));
      }),
      seeded,
    );
  });

  it("LIKE is the regular expression with % as .* and _ as .", () => {
    const unit = fc.constantFrom("a", "b", "%", "_", "\u{1F600}", ".");
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 10 }), fc.string({ unit, maxLength: 6 }), (value, pattern) => {
        const source = [...pattern]
          .map((c) => (c === "%" ? ".*" : c === "_" ? "." : c.replace(".", "\\.")))
          .join("");
        expect(matchLike(value, pattern, () => {})).toBe(new RegExp(`^${source}$`, "su").test(value));
      }),
      { ...seeded, numRuns: 5000 },
    );
  });

  it("LIKE with many wildcards ends soon", () => {
    expect(matchLike("a".repeat(3000), `${"%a".repeat(300)}b`, () => {})).toBe(false);
  });

  it("len() counts code points, trim() takes characters, not substrings", () => {
    expect(run('len("a\u{1F600}é")')).toBe(3);
    expect(run('trim("\u{1F600}x\u{1F600}", "\u{1F600}")')).toBe("x");
    expect(run('trim(" \\t\u00a0x")')).toBe("\u00a0x");
  });

  it("orders texts by UTF-8 bytes", () => {
    const any = fc.string({ unit: "binary", maxLength: 6 });
    fc.assert(
      fc.property(any, any, (left, right) => {
        expect(Math.sign(compareText(left, right))).toBe(
          Buffer.compare(Buffer.from(left), Buffer.from(right)),
        );
      }),
      { ...seeded, numRuns: 5000 },
    );
  });
});

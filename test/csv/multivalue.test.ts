import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeMultivalue, encodeMultivalue, firstValue } from "../../src/csv/index.ts";

describe("multi-value cells", () => {
  it("come back as they went, dollars and semicolons included", () => {
    const value = fc.oneof(fc.string(), fc.constantFrom("", "$", ";", "$;$", "a$b", "$$", "\n"));
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 6 }), (values) => {
        const encoded = encodeMultivalue(values);
        expect(decodeMultivalue(encoded)).toEqual(values);
        expect(firstValue("scalar", encoded)).toBe(values[0]!.split("\n")[0]);
      }),
      { seed: 5, numRuns: 1000 },
    );
  });

  it("are not made for one value or none", () => {
    expect(encodeMultivalue([])).toBe("");
    expect(encodeMultivalue(["$"])).toBe("");
  });

  it.each([
    ["$a$;$b$", ["a", "b"]],
    ["$a$", ["a"]],
    ["$$", [""]],
    ["$a$$b$", ["a$b"]],
    ["", null],
    ["a", null],
    ["$a", null],
    ["$a$b$", null],
    ["$a$;", null],
    ["$a$;b", null],
    ["$a$$", null],
    ["$a$,$b$", null],
  ])("reads %j as %j", (encoded, values) => {
    expect(decodeMultivalue(encoded)).toEqual(values);
  });

  it.each([
    ["one", "", "one"],
    ["one\ntwo", "", "one"],
    ["wrong", "$right$;$other$", "right"],
    ["one\ntwo", "$broken", "one"],
    ["", "", ""],
    ["", "$only here$;$b$", "only here"],
    ["\ntwo", "", ""],
  ])("takes the first value of %j with %j: %j", (scalar, encoded, expected) => {
    expect(firstValue(scalar, encoded)).toBe(expected);
  });

  it("of any length do not overflow", () => {
    const long = "x$".repeat(2_000_000);
    expect(decodeMultivalue(encodeMultivalue([long, "b"]))).toEqual([long, "b"]);
  });
});

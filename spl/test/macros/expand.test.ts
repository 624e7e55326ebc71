/** Macros and comments: the expanded text, and that every place in it leads back to what the user wrote. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SplError } from "../../src/errors/spl-error.ts";
import type { MacroDefinition } from "../../src/macros/definition.ts";
import { expandSearch } from "../../src/macros/expand.ts";

function macro(name: string, definition: string, parameters: string[] = [], line = 1): MacroDefinition {
  return {
    name,
    place: `default/macros.conf:${line}`,
    parameters,
    definition,
    isEval: false,
    validation: null,
    errorMessage: null,
  };
}

const macros = new Map(
  [
    macro("one", "1", [], 10),
    macro("long", "something rather long", [], 20),
    macro("empty", "", [], 30),
    macro("both", "<`one`|`long`>", [], 40),
    macro("quoted", '"`one`"', [], 50),
    macro("pair(2)", "$a$-$b$-$a$", ["a", "b"], 60),
    macro("nested(1)", '`pair("$x$", $x$)`', ["x"], 70),
    macro("bomb0", "x".repeat(100)),
    ...Array.from({ length: 12 }, (_, n) => macro(`bomb${n + 1}`, `\`bomb${n}\``.repeat(10))),
  ].map((entry) => [entry.name, entry]),
);

function expand(text: string) {
  return expandSearch(text, {
    macro: (name, count, span) => {
      const found = macros.get(count === 0 ? name : `${name}(${count})`);
      if (found === undefined) throw new SplError("unknown_macro", name, span);
      return found;
    },
    evaluate: () => {
      throw new Error("no macro here is evaluated");
    },
  });
}

describe("the expanded text", () => {
  test.each([
    ["a `one` b", "a 1 b"],
    ["`one``one`", "11"],
    ["a`empty`b", "ab"],
    ["`both`", "<1|something rather long>"],
    ["`quoted`", '"`one`"'],
    ['"`one`" `one`', '"`one`" 1'],
    ["`pair(x, y)`", "x-y-x"],
    ['`pair("x, y", "say \\"hi\\"")`', 'x, y-say "hi"-x, y'],
    ["`pair(b=1, a=2)`", "2-1-2"],
    ['`pair("a=1", "b=2")`', "a=1-b=2-a=1"],
    ["`pair($b$, z)`", "$b$-z-$b$"],
    ["`nested(q)`", "q-q-q"],
    ["a ```c``` b", "a   b"],
    ["a```c```b", "a b"],
    ['```a `one` "```b', " b"],
    ['\\"`one`', '\\"1'],
    ["` one `", "1"],
  ])("%s", (text, expected) => {
    expect(expand(text).text).toBe(expected);
  });
});

describe("places", () => {
  const place = (text: string, found: string) => {
    const source = expand(text);
    const start = source.text.indexOf(found);
    const { span, macro: inside } = source.locate({ start, end: start + found.length });
    return [text.slice(span.start, span.end), inside?.place ?? null];
  };

  test("of text that was written", () => {
    expect(place("aa `long` bb `one` cc", "aa")).toEqual(["aa", null]);
    expect(place("aa `long` bb `one` cc", "bb")).toEqual(["bb", null]);
    expect(place("aa `long` bb `one` cc", "cc")).toEqual(["cc", null]);
    expect(place("aa `empty` bb ```x``` cc", "cc")).toEqual(["cc", null]);
  });

  test("of text that a macro put in: the call, and the innermost macro's file and line", () => {
    expect(place("aa `long` bb", "rather")).toEqual(["`long`", "default/macros.conf:20"]);
    expect(place("aa `both` bb", "<")).toEqual(["`both`", "default/macros.conf:40"]);
    expect(place("aa `both` bb", "1")).toEqual(["`both`", "default/macros.conf:10"]);
    expect(place("aa `both` bb", "rather")).toEqual(["`both`", "default/macros.conf:20"]);
    expect(place("aa `both` bb", "bb")).toEqual(["bb", null]);
  });

  test("every written character keeps its place, whatever stands between", () => {
    const piece = fc.constantFrom(
      "`one`",
      "`long`",
      "`empty`",
      "`both`",
      "```note```",
      "`pair(1, 2)`",
      "Z",
      "YY",
      " ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join(" ");
        const source = expand(text);
        for (let i = 0; i < source.text.length; i++) {
          if (!/[YZ]/.test(source.text[i]!)) continue;
          const { span } = source.locate({ start: i, end: i + 1 });
          expect(text.slice(span.start, span.end)).toBe(source.text[i]);
        }
      }),
      { seed: 31, numRuns: 500 },
    );
  });
});

test("a macro that multiplies itself hits a limit before it fills the memory", () => {
  expect(() => expand("`bomb12`")).toThrow(expect.objectContaining({ code: "limit" }));
});

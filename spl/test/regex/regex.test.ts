/**
 * The regular expression matcher: equal to JavaScript's RegExp where both know a feature, as PCRE's documentation says
 * where they differ, and stopped by its step limit whatever the pattern and the text.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SplError } from "../../src/errors/spl-error.ts";
import { compileRegex, parseReplacement } from "../../src/regex/index.ts";

const free = () => {};
const seeded = { seed: 4711, numRuns: 4000 };

function limited(limit: number): (steps: number) => void {
  let spent = 0;
  return (steps) => {
    spent += steps;
    if (spent > limit) throw new SplError("limit", "too many steps");
  };
}

const atom = fc.oneof(
  fc.constantFrom("a", "b", "c", ".", "\\d", "\\w", "[ab]", "[^a]", "[a-c1]", "1", "\\s", "\\.", "x{2}"),
  fc.constantFrom("^", "$", "\\b", "\\B"),
);
const quantifier = fc.constantFrom(
  "",
  "",
  "",
  "*",
  "+",
  "?",
  "*?",
  "+?",
  "??",
  "{2}",
  "{1,2}",
  "{0,3}?",
  "{2,}",
);
/** Groups do not capture: JavaScript forgets a group's text in each round of a loop, PCRE does not. */
const pattern: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc
      .tuple(atom, quantifier)
      .map(([a, q]) => (/^(?:\^|\$|\\[bB])$/.test(a) ? a : a + (a === "x{2}" ? "" : q))),
    fc.tuple(tie("node"), tie("node")).map(([a, b]) => a + b),
    fc.tuple(tie("node"), tie("node")).map(([a, b]) => `(?:${a}|${b})`),
    // A round that matches nothing ends a loop in PCRE and is undone in JavaScript: each round takes a character here.
    fc
      .tuple(tie("node"), quantifier, fc.constantFrom("a", "[bc]", "."))
      .map(([a, q, last]) => `(?:(?:${a})${last})${q}`),
    tie("node").map((a) => `(?=${a})`),
    tie("node").map((a) => `(?!${a})`),
  ),
})).node;
const subject = fc.string({ unit: fc.constantFrom("a", "b", "c", "1", " ", ".", "x"), maxLength: 12 });

describe("against JavaScript's RegExp", () => {
  it("finds the same match", () => {
    fc.assert(
      fc.property(pattern, subject, (source, text) => {
        const wanted = new RegExp(source, "u").exec(text);
        let found: ReturnType<ReturnType<typeof compileRegex>["exec"]>;
        try {
          found = compileRegex(source).exec(text, limited(2_000_000));
        } catch (error) {
          if (error instanceof SplError && error.code === "limit") return;
          throw error;
        }
        expect(found === null ? null : [found.start, found.groups[0]]).toEqual(
          wanted === null ? null : [wanted.index, wanted[0]],
        );
      }),
      seeded,
    );
  });

  it("finds the same groups outside loops", () => {
    const groups = fc.tuple(pattern, pattern, pattern).map(([a, b, c]) => `(${a})(?<n>${b}|${c})`);
    fc.assert(
      fc.property(groups, subject, (source, text) => {
        const wanted = new RegExp(source, "u").exec(text);
        const found = compileRegex(source).exec(text, limited(2_000_000));
        expect(found?.groups ?? null).toEqual(wanted === null ? null : [...wanted]);
      }),
      { ...seeded, numRuns: 1500 },
    );
  });

  it("replaces the same", () => {
    fc.assert(
      fc.property(fc.constantFrom("[ab]+", ".", "(a)(.)", "1|b", "[^a]"), subject, (source, text) => {
        const wanted = text.replace(new RegExp(source, "gu"), "<$&>");
        const whole = compileRegex(`(${source})`);
        expect(whole.replace(text, parseReplacement("<\\1>", whole), free)).toBe(wanted);
      }),
      seeded,
    );
  });
});

/** Without UTF, with UTF, and with UTF and UCP: where PCRE2 answers differently, so could Splunk. */
describe("beyond ASCII", () => {
  const answer = (source: string, text: string) => {
    try {
      const found = compileRegex(source).exec(text, free);
      return found === null ? null : [found.groups[0], found.start];
    } catch (error) {
      if (!(error instanceof SplError)) throw error;
      return error.code;
    }
  };
  it.each([
    ["[^,]+$", "é,ü", ["ü", 2]],
    [",(.*)", "\u{1F600},x", [",x", 2]],
    ["(?i)abc", "éABC", ["ABC", 1]],
    ["é|b", "aé", ["é", 1]],
    ["ß", "ẞ", null],
    ["(?i)I", "ı", null],
    ["(?<=é)x", "éx", ["x", 1]],
    ["^.*x$", "中x", ["中x", 0]],
    ["(?i)s", "ſ", "ambiguous"],
    ["(?i)K", "\u212a", "ambiguous"],
    ["(?i)µ", "μ", "ambiguous"],
    ["(?i)ς", "σ", "ambiguous"],
    ["(?i)ß", "ẞ", "ambiguous"],
    ["(?i)É", "é", "ambiguous"],
    ["^...$", "é12", "ambiguous"],
    ["\\w+", "müller", "ambiguous"],
    ["\\s", "\u00a0", "ambiguous"],
    ["a\\b", "aé", "ambiguous"],
    ["[é]", "é", "ambiguous"],
    ["\\p{Lu}", "aÄ", "ambiguous"],
    ["\\xe9", "é", "ambiguous"],
    ["\\x{4e00}", "a", "ambiguous"],
    ["(?<=.)x", "中x", ["x", 1]],
    ["(?<=^.)x", "中x", "ambiguous"],
  ])("%s on %s", (source, text, wanted) => expect(answer(source, text)).toEqual(wanted));

  it("compares replaced texts, not the way to them", () => {
    const replaced = (source: string, text: string) => compileRegex(source).replace(text, ["_"], free);
    expect(compileRegex("[^a-z]").replace("aéb中", [], free)).toBe("ab");
    expect(replaced("[^a-z]+", "aéb中")).toBe("a_b_");
    expect(() => replaced("[^a-z]", "aéb")).toThrow(/bytes or characters/);
    expect(compileRegex("b").replace("ab中", ["ü"], free)).toBe("aü中");
  });
});

describe("as PCRE documents it", () => {
  const match = (source: string, text: string) => compileRegex(source).exec(text, free)?.groups[0] ?? null;
  it.each([
    ["(?P<n>a)(?P=n)", "aa", "aa"],
    ["(?<n>a)\\k<n>\\k{n}\\k'n'", "aaaa", "aaaa"],
    ["(?'n'a)\\1", "aa", "aa"],
    ["(?i)ABC", "xabc", "abc"],
    ["a(?i)b|c", "aB", "aB"],
    ["a(?i)b|c", "C", "C"],
    ["(?i:a)b", "AB", null],
    ["(?i:a)b", "Ab", "Ab"],
    ["(?-i)a", "A", null],
    ["(?s)a.b", "a\nb", "a\nb"],
    ["a.b", "a\nb", null],
    ["a.b", "a\rb", "a\rb"],
    ["(?m)^b$", "a\nb\nc", "b"],
    ["^b$", "a\nb", null],
    ["b$", "b\n", "b"],
    ["b\\Z", "b\n", "b"],
    ["b\\z", "b\n", null],
    ["\\Ab", "ab", null],
    ["(?m)^$", "a\n", null],
    ["(?x) a b # comment\n c", "abc", "abc"],
    ["a++b", "aaab", "aaab"],
    ["a++a", "aaa", null],
    ["a*+a", "aa", null],
    ["a?+a", "a", null],
    ["(?>a+)a", "aaa", null],
    ["(?:ab){2}+c", "ababc", "ababc"],
    ["(?>a|ab)c", "abc", null],
    ["\\Qa.b\\E+", "a.bbb", "a.bbb"],
    ["\\Q*", "*", "*"],
    ["[[:alpha:]]+", "1ab2", "ab"],
    ["[[:^digit:]]+", "12ab", "ab"],
    ["[]a]+", "]a", "]a"],
    ["[^]a]+", "b]", "b"],
    ["[\\b]", "\b", "\b"],
    ["\\h+", "a \tb", " \t"],
    ["\\R", "\r\n", "\r\n"],
    ["\\x41\\x{42}", "AB", "AB"],
    ["\\p{Lu}+", "aABb", "AB"],
    ["\\P{L}", "a1", "1"],
    ["\\pN", "a1", "1"],
    ["\\w+", "-_a", "_a"],
    ["(?<=ab|c)d", "cd", "d"],
    ["(?<!a)d", "ad", null],
    ["(a|b)*\\1", "abb", "abb"],
    ["(a)?\\1b", "b", null],
    ["(?:(a)|b)*", "ab", "ab"],
    ["a{,2", "a{,2", "a{,2"],
    ["a{x}", "a{x}", "a{x}"],
    ["\\0", "\0", "\0"],
    ["\\e\\f\\a", "\x1b\f\x07", "\x1b\f\x07"],
    ["(?#comment)a", "a", "a"],
    ["\\<a\\>", "<a>", "<a>"],
  ])("%j on %j", (source, text, wanted) => expect(match(source, text)).toBe(wanted));

  it("ends a loop at a round that matches nothing, with few steps", () => {
    expect(compileRegex("(a*)*b").exec("aab", limited(200))?.groups[0]).toBe("aab");
    expect(compileRegex("^(?:a?)*$").test("aab", limited(2000))).toBe(false);
    expect(compileRegex("(?:a|()|b)*c").exec("abc", limited(2000))?.groups[0]).toBe("abc");
    expect(compileRegex("(?:)*?x").test("x", limited(200))).toBe(true);
  });

  it("keeps a group's text through the rounds of a loop", () => {
    expect(compileRegex("(?:(a)|b)*").exec("ab", free)?.groups[1]).toBe("a");
  });

  it("gives back what a failed look-ahead or atomic group captured", () => {
    expect(compileRegex("(?:(?=(a))b|a)").exec("a", free)?.groups[1]).toBeUndefined();
    expect(compileRegex("(?:(?>(a))b|ac)").exec("ac", free)?.groups[1]).toBeUndefined();
    expect(compileRegex("(?=(a))a").exec("a", free)?.groups[1]).toBe("a");
  });
});

describe("rejections", () => {
  it.each([
    "(?R)",
    "(?1)",
    "(?&n)",
    "(?(1)a)",
    "(?|a|b)",
    "a\\Kb",
    "\\G",
    "\\X",
    "\\C",
    "(*SKIP)",
    "(?C1)",
    "(?<n>a)(?<n>b)",
    "(?<=a+)b",
    "(?<=a|b*)c",
    "a**",
    "*a",
    "a{2,1}",
    "(a",
    "a)",
    "[a",
    "[z-a]",
    "[a-\\d]",
    "[\\d-z]",
    "\\y",
    "\\",
    "\\p{Greek}",
    "[[:foo:]]",
    "[[.a.]]",
    "\\2(a)",
    "\\k<x>",
    "\\12(a)",
    "a{,3}",
    "\\N",
    "\\cA",
    "\\g1",
    "(?=a)*",
    "(?J)a",
    "[\\1]",
    "(?<1a>b)",
    "a{70000}",
    "(?:(?:ab){100}c){1000}",
    "(?<zz>(a|b\\2)+)",
    "(?<n>a|\\k<n>b)",
    "(?i)[[:upper:]]",
    "(?i)\\p{Lu}",
    "[:alpha:]",
    "[.b\\x41.]",
    "(?:a){0}b",
    "a{1, 2}",
  ])("%s", (source) => {
    expect(() => compileRegex(source, { start: 3, end: 9 })).toThrow(SplError);
    try {
      compileRegex(source, { start: 3, end: 9 });
    } catch (error) {
      expect(["unsupported_regex", "limit"]).toContain((error as SplError).code);
      expect((error as SplError).span).toEqual({ start: 3, end: 9 });
    }
  });

  it("replacements whose meaning is open", () => {
    const regex = compileRegex("(a)");
    for (const text of ["\\0", "\\n", "\\\\", "$1", "$".concat("{a}"), "$&", "\\"]) {
      expect(() => parseReplacement(text, regex)).toThrow(/not say what/);
    }
    expect(() => parseReplacement("\\2", regex)).toThrow(/lacks/);
    expect(parseReplacement("$x\\1$", regex)).toEqual(["$", "x", 1, "$"]);
  });

  it("an empty match behind another one, unless it changes nothing", () => {
    const spaces = compileRegex("\\s*$");
    expect(spaces.replace("ab  ", [], free)).toBe("ab");
    expect(() => spaces.replace("ab  ", ["!"], free)).toThrow(/empty match/);
    expect(compileRegex("^").replace("ab", ["> "], free)).toBe("> ab");
  });

  it("an empty match where a longer one begins, greedy or lazy", () => {
    for (const source of ["b*?", "|b", "(?:|ab)", "b??"]) {
      expect(() => compileRegex(source).replace("abc", ["-"], free), source).toThrow(/empty match/);
      expect(() => compileRegex(source).replace("abc", [], free), source).toThrow(/empty match/);
      expect(() => compileRegex(source).all("abc", free), source).toThrow(/empty match/);
    }
    expect(() => compileRegex("b*").replace("abc", ["-"], free)).toThrow(/empty match/);
    expect(compileRegex("b*?").replace("ac", ["-"], free)).toBe("-a-c-");
    expect(compileRegex("b*?").replace("bc", ["-"], free, false)).toBe("-bc");
  });
});

describe("no pattern and text run for ever", () => {
  it.each([
    ["(a+)+$", `${"a".repeat(40)}b`],
    ["(a|a)*b", "a".repeat(60)],
    ["(?:a?){30}a{30}", "a".repeat(30)],
    [".*.*.*.*.*=.*", "x".repeat(20_000)],
    ["(x+x+)+y", "x".repeat(100)],
    ["(?:.*?,){25}P", "1,".repeat(60)],
    ["^(?:(?:a*)*)*$", `${"a".repeat(50)}b`],
    ["(.)*\\1{3}z", "ab".repeat(5000)],
    ["(?=(a+)+$)b", `${"a".repeat(40)}b`],
  ])("%s", (source, text) => {
    try {
      compileRegex(source).exec(text, limited(3_000_000));
    } catch (error) {
      expect(error).toBeInstanceOf(SplError);
      expect((error as SplError).code).toBe("limit");
    }
  });

  it("long texts do not exhaust the call stack", () => {
    const text = "ab".repeat(200_000);
    expect(compileRegex("^(?:ab)*$").test(text, free)).toBe(true);
    expect(compileRegex("^(a|b)*$").test(text, free)).toBe(true);
    expect(compileRegex("^[ab]*?$").test(text, free)).toBe(true);
  });

  it("random patterns end in an answer, an error or the limit", () => {
    const wild = fc.string({ unit: fc.constantFrom(..."ab1.*+?|()[]{}^$\\dwsbQE,<>=!:iP-"), maxLength: 14 });
    fc.assert(
      fc.property(wild, subject, (source, text) => {
        try {
          compileRegex(source).exec(text, limited(300_000));
        } catch (error) {
          if (!(error instanceof SplError)) throw error;
        }
      }),
      { ...seeded, numRuns: 20_000 },
    );
  });
});

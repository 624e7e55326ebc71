/** Words and phrases in _raw: which segments match. */
import { describe, expect, test } from "vitest";
import { compileWord } from "../../src/search/words.ts";

describe("words in _raw", () => {
  const look = (text: string, raw: string, form: "plain" | "TERM" | "CASE" = "plain", base = true) => {
    const matcher = compileWord(text, { form, base });
    return typeof matcher === "string" ? "rejected" : matcher(raw);
  };

  test.each([
    ["fail", "Login FAIL for bob", true],
    ["fail", "login failed", false],
    ["fail*", "login failed", true],
    ["*ail", "login fail", true],
    ["*ai*", "login failed", true],
    ["fail", "my_fail-over", true],
    ["fail", "reason=fail;x", true],
    ["failed password", "Failed password for", true],
    ["failed password", "failed  password", false],
    ["10.0.0.1", "from 10.0.0.1:80", true],
    ["10.0.0.1", "from 10.0.0.12", false],
    ["10.0.0.1", "from 10.0.0.12 level 1", "unclear"],
    ["0.0.1", "from 10.0.0.1", true],
    ["10.0.*", "from 10.0.3.4", true],
    ["f*d", "login failed", true],
    ["f*d", "login a-failed-b", true],
    ["f*d", "f.a.d", "unclear"],
    ["f*d", "f a d", false],
    ["b", "a%20b", true],
    ["20b", "a%20b", false],
    ["--", "a--b", "rejected"],
    ["a.*b", "a.xb", "rejected"],
    ["ü", "ÜBER ü", true],
  ])("%s in %s: %s", (text, raw, expected) => {
    expect(look(text, raw)).toBe(expected);
  });

  test("TERM wants a whole segment, CASE the same case", () => {
    expect(look("10.0.0.1", "a 10.0.0.1 b", "TERM")).toBe(true);
    expect(look("10.0.0.1", "ip=10.0.0.1", "TERM")).toBe(false);
    expect(look("10.0.0.1", "10.0.0.1:80", "TERM")).toBe(true);
    expect(look("Fail", "Fail", "CASE")).toBe(true);
    expect(look("Fail", "fail", "CASE")).toBe(false);
  });

  test("behind the base search a match inside a word is not settled", () => {
    expect(look("fail", "failed", "plain", false)).toBe("unclear");
    expect(look("fail", "fail", "plain", false)).toBe(true);
    expect(look("fail", "succeeded", "plain", false)).toBe(false);
  });
});

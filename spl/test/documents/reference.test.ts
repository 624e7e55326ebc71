/** docs/spl.md is what the tables say, and the examples in it are searches that compile. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { splDocumentation } from "../../src/documents/reference.ts";
import { checkSearch, formatSearchError, REGISTRY, SplError } from "../../src/index.ts";

/** Examples are whole searches, or one command of one. */
function wholeSearch(example: string, generating: boolean): string {
  if (example.startsWith("|")) return example;
  return generating ? `| ${example}` : `* | ${example}`;
}

test("docs/spl.md is up to date (npm run docs -w spl-runner writes it)", () => {
  expect(readFileSync(join(import.meta.dirname, "..", "..", "docs", "spl.md"), "utf8")).toBe(
    splDocumentation(),
  );
});

test("docs/spl.md names the words of expressions that are taken in capitals, and no others", () => {
  const functions = [...REGISTRY.functions.values()].map(({ name, arity: [count] }) => ({
    word: `${name.toUpperCase()}()`,
    text: `${name.toUpperCase()}(${Array.from({ length: count }, () => "x").join(", ")})`,
  }));
  const literals = ["NULL", "TRUE", "FALSE"].map((word) => ({ word, text: word }));
  const accepted = [...functions, ...literals].filter(({ text }) => {
    try {
      checkSearch({ search: `* | eval y=isnull(${text})` });
    } catch (error) {
      if (!(error instanceof SplError)) throw error;
      return !["unknown_function", "ambiguous"].includes(error.code);
    }
    return true;
  });
  const [, sentence] = /Only (.+?) are taken in any case/s.exec(splDocumentation())!;
  expect(accepted.map(({ word }) => word).sort()).toEqual(sentence!.split(/,\s+| and /).sort());
});

describe("the registry", () => {
  test("every entry is found under its own name, in lower case, and is not rejected as well", () => {
    for (const [name, command] of REGISTRY.commands) {
      expect([command.name, name]).toEqual([name, name.toLowerCase()]);
      expect(REGISTRY.unsupportedCommands.has(name)).toBe(false);
    }
    for (const [name, entry] of REGISTRY.functions) {
      expect(entry.name).toBe(name);
      expect(REGISTRY.unsupportedFunctions.has(name)).toBe(false);
    }
  });

  test("every entry carries documentation", () => {
    for (const entry of [...REGISTRY.commands.values(), ...REGISTRY.functions.values()]) {
      expect(entry.summary, entry.name).toMatch(/^\S.*\.$/s);
      expect(entry.page, entry.name).toMatch(/^Search Reference, \S/);
      expect(entry.syntax, entry.name).toMatch(/\S/);
      for (const difference of entry.differences ?? []) expect(difference, entry.name).toMatch(/\.$/);
    }
    for (const [name, reason] of [...REGISTRY.unsupportedCommands, ...REGISTRY.unsupportedFunctions]) {
      expect(reason, name).toMatch(/\S/);
    }
  });

  test.each(
    [...REGISTRY.commands.values()].flatMap(({ examples, generating, name }) =>
      examples.map((example) => [wholeSearch(example, generating === true && name !== "search")] as const),
    ),
  )("%s compiles, or lacks nothing but a lookup", (search) => {
    try {
      checkSearch({
        search,
        locations: { fields: [], rows: [] },
        datasets: new Map([["Web.Web", { fields: [], rows: [] }]]),
        replies: new Map([["/services/saved/searches", { fields: [], rows: [] }]]),
      });
    } catch (error) {
      if (!(error instanceof SplError)) throw error;
      expect(error.code, formatSearchError(error)).toBe("unknown_lookup");
    }
  });
});

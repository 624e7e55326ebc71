/** Every code of the table is provoked by at least one case, and shown as the user reads it. */
import { readApp } from "@suspicious-ports/conf";
import { describe, expect, test } from "vitest";
import { UNSUPPORTED_STATS_FUNCTIONS } from "../../src/aggregates/index.ts";
import { UNSUPPORTED_COMMANDS } from "../../src/commands/unsupported.ts";
import { ERROR_CODES } from "../../src/errors/codes.ts";
import { checkSearch, formatSearchError, REGISTRY, SearchApps, SplError } from "../../src/index.ts";
import { UNSUPPORTED_MODIFIERS } from "../../src/search/modifiers.ts";
import { caseFiles, caseLines, fixture } from "../support/files.ts";
import { WAY_OUT } from "../support/refusals.ts";

const demo = new SearchApps([readApp(fixture("demo"))]);

function unsupported(search: string): string {
  try {
    checkSearch({ search, app: demo, now: 0 });
  } catch (error) {
    if (error instanceof SplError) return formatSearchError(error);
    throw error;
  }
  throw new Error("it was accepted");
}

/** Codes that no search text alone can provoke; the test named beside each does. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["unknown_saved_search", "core-cli.test.ts"],
  ["invalid_state", "state/folder.test.ts"],
  ["limit", "core-fuzz.test.ts"],
]);

describe("error codes", () => {
  test("each is provoked by a case", () => {
    const provoked = new Set(ELSEWHERE.keys());
    for (const file of caseFiles()) {
      for (const match of caseLines(file)
        .join("\n")
        .matchAll(/"error":\{"code":"(\w+)"/g)) {
        provoked.add(match[1]!);
      }
    }
    expect([...provoked].sort()).toEqual(Object.keys(ERROR_CODES).sort());
  });

  test("their sentences are sentences", () => {
    for (const sentence of Object.values(ERROR_CODES)) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });
});

describe("an error as the user reads it", () => {
  test("the line, the column, a caret under every character", () => {
    expect(unsupported("a=1\n| head 5\n| stast count by b")).toBe(
      [
        'error[unknown_command]: Unknown command "stast". Did you mean stats?',
        "3:3 | | stast count by b",
        "        ^^^^^",
      ].join("\n"),
    );
  });

  test("a place inside a macro is marked at the call, and the macro's file and line are named", () => {
    expect(unsupported("* | `misspelt_command` | head")).toBe(
      [
        'error[unknown_command]: Unknown command "stast". Did you mean stats?',
        "1:5 | * | `misspelt_command` | head",
        "          ^^^^^^^^^^^^^^^^^^",
        'in macro misspelt_command (default/macros.conf:84) at "stast"',
      ].join("\n"),
    );
  });

  test("everything that is wrong is reported at once", () => {
    const text = unsupported("* | stast | eval x=frobnicate(1) | head | mstats count");
    expect(text.match(/error\[\w+\]/g)).toEqual([
      "error[unknown_command]",
      "error[unknown_function]",
      "error[unsupported_command]",
    ]);
  });

  test("wide characters take two columns, marks none, and the column counts characters", () => {
    expect(unsupported('a="\u{20bb7}\u91ce\ud55c" | stast').split("\n").slice(1)).toEqual([
      '1:11 | a="\u{20bb7}\u91ce\ud55c" | stast',
      `${" ".repeat("1:11 | ".length + 13)}^^^^^`,
    ]);
    expect(unsupported('a="e\u0301" | stast').split("\n")[2]).toBe(
      `${" ".repeat("1:10 | ".length + 8)}^^^^^`,
    );
    const wide = unsupported("* | \u91ce\u91ce").split("\n");
    expect(wide[2]).toBe(`${" ".repeat("1:5 | ".length + 4)}^^^^`);
    const long = unsupported(`a="${"\u{1f600}".repeat(300)}" | stast`).split("\n");
    expect(long[1]).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
    expect(long[1]!.startsWith("1:308 | \u2026")).toBe(true);
  });

  test("a long line is cut around the place", () => {
    const text = unsupported(`a="${"x".repeat(300)}" | stast`).split("\n");
    expect(text[1]!.length).toBeLessThan(140);
    const column = text[2]!.indexOf("^");
    expect(text[1]!.slice(column, column + 5)).toBe("stast");
  });

  test("a tab counts as one column", () => {
    const text = unsupported("a=1\t|\tstast").split("\n");
    expect(text[1]!.slice(text[2]!.indexOf("^"), text[2]!.lastIndexOf("^") + 1)).toBe("stast");
  });
});

describe("every entry that is rejected has a way out:", () => {
  test.each([...UNSUPPORTED_COMMANDS])("command %s: %s", (_, reason) => {
    expect(reason).toMatch(WAY_OUT);
  });

  test.each([...REGISTRY.unsupportedFunctions])("function %s(): %s", (_, reason) => {
    expect(reason).toMatch(WAY_OUT);
  });

  test.each([...UNSUPPORTED_STATS_FUNCTIONS])("statistical function %s(): %s", (_, reason) => {
    expect(reason).toMatch(WAY_OUT);
  });

  test.each([...UNSUPPORTED_MODIFIERS])("%s= in a search: %s", (_, reason) => {
    expect(reason).toMatch(WAY_OUT);
  });

  test("options of commands", () => {
    const without = [...new Set(REGISTRY.commands.values())].flatMap(({ name, options }) =>
      options.flatMap((option) =>
        option.status === "supported" || WAY_OUT.test(option.status.unsupported)
          ? []
          : [`${name} ${option.name}: ${option.status.unsupported}`],
      ),
    );
    expect(without).toEqual([]);
  });
});

test("of quotes that pair up wrongly, the one that lacks its partner is named", () => {
  expect(unsupported('a="x | stats count by b | search c="y" d="z"').split("\n").slice(1)).toEqual([
    '1:3 | a="x | stats count by b | search c="y" d="z"',
    "        ^",
  ]);
  expect(unsupported('a="x" | search c="y" d="z').split("\n")[1]).toMatch(/^1:24 /);
});

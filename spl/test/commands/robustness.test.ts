/** What every command owes: a canonical text that means the same, errors that are rejections, and limits. */

import { readApp } from "@suspicious-ports/conf";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { STATS_FUNCTIONS, UNSUPPORTED_STATS_FUNCTIONS } from "../../src/aggregates/index.ts";
import { COMMANDS, UNSUPPORTED_COMMANDS } from "../../src/commands/index.ts";
import {
  checkSearch,
  eventsFromObjects,
  rowsAsObjects,
  runSearch,
  SearchApps,
  SearchError,
} from "../../src/index.ts";
import { caseFiles, caseLines, fixture } from "../support/files.ts";

interface Case {
  readonly search: string;
  readonly events?: readonly object[];
  readonly rows?: readonly object[];
  readonly app?: string | readonly string[];
  readonly earliest?: number;
  readonly latest?: number;
  readonly now?: number;
  readonly timezone?: string;
}

const FILES =
  "addtotals append bin chart convert dedup eventstats fill head lookup makeresults multivalue other rows sort spath stats streamstats subsearch table timechart top".split(
    " ",
  );
const cases = FILES.flatMap((name) =>
  caseLines(`${name}.jsonl`)
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Case),
);

function run(one: Case, search: string) {
  const app = typeof one.app === "string" ? new SearchApps([readApp(fixture(one.app))]) : null;
  return runSearch({
    search,
    app,
    events: eventsFromObjects(one.events ?? []),
    now: one.now ?? 1_700_000_000,
    ...(one.earliest === undefined ? {} : { earliest: one.earliest }),
    ...(one.latest === undefined ? {} : { latest: one.latest }),
    ...(one.timezone === undefined ? {} : { timezone: one.timezone }),
    limits: { steps: 20_000_000 },
  });
}

test("the case files are all there", () => {
  const files = new Set(caseFiles());
  for (const name of FILES) expect(files).toContain(`${name}.jsonl`);
});

describe("canonical text", () => {
  for (const one of cases.filter(({ rows }) => rows !== undefined)) {
    test(one.search, async () => {
      const first = await run(one, one.search);
      const second = await run(one, first.text);
      expect(second.text).toBe(first.text);
      expect(second.table.fields).toEqual(first.table.fields);
      expect(rowsAsObjects(second.table)).toEqual(rowsAsObjects(first.table));
    });
  }
});

/** Whatever is done to a search, it runs or is rejected with a place. */
async function settle(one: Case, search: string): Promise<void> {
  try {
    await run(one, search);
  } catch (error) {
    if (!(error instanceof SearchError)) throw new Error(`${search}\n${String(error)}`, { cause: error });
  }
}

describe("damaged searches", () => {
  const pick = fc.nat({ max: cases.length - 1 });

  test("a piece cut out or doubled", async () => {
    await fc.assert(
      fc.asyncProperty(
        pick,
        fc.nat({ max: 200 }),
        fc.nat({ max: 12 }),
        fc.boolean(),
        async (index, start, length, twice) => {
          const one = cases[index]!;
          const at = start % one.search.length;
          const piece = one.search.slice(at, at + length);
          const search =
            one.search.slice(0, at) + (twice ? piece + piece : "") + one.search.slice(at + length);
          await settle(one, search);
        },
      ),
      { seed: 7, numRuns: 3000 },
    );
  }, 60_000);

  test("a stray character or word put in", async () => {
    const stray = fc.constantFrom(
      ..."()[]{}\"'=,|*\\-+.<>!`$ ",
      " by ",
      " as ",
      " over ",
      "eval(",
      "count(",
      "perc",
      "\u0000",
      "💥",
      " where ",
      " span=1h ",
      " limit=0 ",
    );
    await fc.assert(
      fc.asyncProperty(pick, fc.nat({ max: 200 }), stray, async (index, start, text) => {
        const one = cases[index]!;
        const at = start % (one.search.length + 1);
        await settle(one, one.search.slice(0, at) + text + one.search.slice(at));
      }),
      { seed: 8, numRuns: 3000 },
    );
  }, 60_000);

  test("the search of one case on the events of another", async () => {
    await fc.assert(
      fc.asyncProperty(pick, pick, async (search, events) => {
        await settle({ ...cases[search]!, events: cases[events]!.events ?? [] }, cases[search]!.search);
      }),
      { seed: 9, numRuns: 2000 },
    );
  }, 60_000);
});

describe("limits", () => {
  const many = Array.from({ length: 100 }, (_, index) => `v${index}`);

  test("a million groups out of one row are rejected", async () => {
    const events = eventsFromObjects([{ a: many, b: many, c: many }]);
    for (const search of ["* | stats count by a b c", "* | top limit=0 a, b, c showperc=f"]) {
      await expect(runSearch({ search, events })).rejects.toThrow(SearchError);
    }
  });

  test("a wide chart is rejected, not left to fill memory", async () => {
    const rows = Array.from({ length: 800 }, (_, index) => ({
      a: `a${index}`,
      b: Array.from({ length: 800 }, (_, n) => `b${n}`),
    }));
    const search = "* | chart limit=0 count over a by b";
    await expect(runSearch({ search, events: eventsFromObjects(rows) })).rejects.toThrow("too many cells");
  });

  test("streamstats that gathers ever more values is rejected", async () => {
    const search = "| makeresults count=9000 | streamstats count as n | streamstats values(n) as v";
    await expect(runSearch({ search })).rejects.toThrow("would write more than");
  }, 30_000);

  test("a pattern of many wildcards costs no more than a long name", async () => {
    const events = eventsFromObjects([{ ["a".repeat(5000)]: 1 }]);
    const pattern = `${"*a".repeat(40)}*b`;
    const { table } = await runSearch({ search: `* | rename ${pattern} as ${pattern}`, events });
    expect(table.fields).toEqual(["a".repeat(5000)]);
  });

  test("mvexpand that multiplies is rejected", async () => {
    const search = "* | mvexpand a | mvexpand b | mvexpand c | mvexpand d";
    const events = eventsFromObjects([{ a: many, b: many, c: many, d: many }]);
    await expect(runSearch({ search, events })).rejects.toThrow(/more than/);
  });
});

describe("tables", () => {
  test("no command and no function is both run and rejected", () => {
    for (const name of COMMANDS.keys()) expect(UNSUPPORTED_COMMANDS.has(name), name).toBe(false);
    for (const name of STATS_FUNCTIONS.keys())
      expect(UNSUPPORTED_STATS_FUNCTIONS.has(name), name).toBe(false);
  });

  test("every command is documented, and its options are supported or rejected with a reason", () => {
    for (const [name, command] of COMMANDS) {
      expect(command.name).toBe(name);
      expect(command.summary, name).toMatch(/\.$/);
      expect(command.page, name).not.toBe("");
      for (const option of command.options) {
        if (option.status !== "supported")
          expect(option.status.unsupported.length, `${name} ${option.name}`).toBeGreaterThan(10);
      }
    }
  });

  test("every rejected command has a reason", () => {
    expect(UNSUPPORTED_COMMANDS.size).toBeGreaterThan(100);
    for (const [name, reason] of UNSUPPORTED_COMMANDS) {
      expect(name).toMatch(/^[a-z0-9]+$/);
      expect(reason.length, name).toBeGreaterThan(20);
    }
  });

  test("every command has an example, and every example compiles", () => {
    const app = new SearchApps([readApp(fixture("tables"))]);
    const replies = new Map([["/services/saved/searches", { fields: [], rows: [] }]]);
    const locations = { fields: [], rows: [] };
    const datasets = new Map([["Web.Web", locations]]);
    for (const [name, command] of COMMANDS) {
      expect(command.examples.length, name).toBeGreaterThan(0);
      if (name === "search") continue;
      for (const example of command.examples) {
        const lead = example.startsWith("|") ? "" : command.generating === true ? "| " : "* | ";
        const search = `${lead}${example}`;
        expect(
          () => checkSearch({ search, app, replies, locations, datasets }),
          `${name}: ${example}`,
        ).not.toThrow();
      }
    }
  });
});

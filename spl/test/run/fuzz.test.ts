/**
 * Random and mutated searches over random events: every one is run or rejected with an SplError whose place is in the
 * text, none hangs, none crashes. Also the limits that keep a search from filling memory.
 */

import { readApp } from "@suspicious-ports/conf";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkSearch,
  eventsFromObjects,
  formatSearchError,
  runSearch,
  SearchApps,
  SearchError,
  type SearchRequest,
} from "../../src/index.ts";
import { caseFiles, caseLines, fixture } from "../support/files.ts";

const demo = new SearchApps([readApp(fixture("demo"))]);
const searches = caseFiles()
  .filter((file) => file !== "external.jsonl")
  .flatMap((file) => caseLines(file))
  .filter((line) => line !== "")
  .map((line) => (JSON.parse(line) as { search: string }).search);
const events = eventsFromObjects([
  { _time: 1, _raw: "an error from 10.0.0.1", a: 1, b: "x", src: "10.0.0.1", host: "h", index: "main" },
  { _time: 2, _raw: "a=b failed", a: "2.5", b: ["x", "y"], c: "", dest_port: 4444, index: "main" },
  { _time: 3, _raw: "", d: "🙂", a: -1, "x y": "z", index: "main" },
]);

async function survives(search: string, request: Partial<SearchRequest> = {}): Promise<"run" | "rejected"> {
  try {
    await runSearch({
      search,
      app: demo,
      events,
      now: 1000,
      limits: { steps: 2_000_000, rows: 20_000 },
      ...request,
    });
    return "run";
  } catch (error) {
    if (!(error instanceof SearchError)) throw new Error(`${JSON.stringify(search)} threw`, { cause: error });
    for (const one of error.errors) {
      expect(one.message).toMatch(/\S/);
      if (one.span === undefined) continue;
      const { span } = error.source.locate(one.span);
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeLessThanOrEqual(search.length);
      expect(span.start).toBeLessThanOrEqual(span.end);
    }
    expect(formatSearchError(error)).toMatch(/^error\[\w+\]: /);
    return "rejected";
  }
}

/** Change a search a little: cut, double, swap, or put in a piece of another one or a troublesome character. */
const mutation = fc
  .tuple(
    fc.constantFrom(...searches),
    fc.constantFrom(...searches),
    fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat({ max: 5 })), { minLength: 1, maxLength: 4 }),
  )
  .map(([base, other, edits]) => {
    let text = base;
    for (const [first, second, kind] of edits) {
      const at = first % (text.length + 1);
      const length = second % 12;
      if (kind === 0) text = text.slice(0, at) + text.slice(at + length);
      else if (kind === 1) text = text.slice(0, at) + text.slice(at, at + length) + text.slice(at);
      else if (kind === 2)
        text = text.slice(0, at) + other.slice(second % (other.length + 1)).slice(0, 15) + text.slice(at);
      else if (kind === 3)
        text = text.slice(0, at) + "\"\\|[]()`'*=,$<>!%\n\0🙂"[second % 18] + text.slice(at);
      else if (kind === 4) text = `${text} | ${other.split("|").pop()}`;
      else text = text.slice(at) + text.slice(0, at);
    }
    return text;
  });

describe("no search hangs or crashes", () => {
  test("mutated searches", async () => {
    const outcome = { run: 0, rejected: 0 };
    await fc.assert(
      fc.asyncProperty(mutation, async (search) => {
        outcome[await survives(search)]++;
      }),
      { seed: 11, numRuns: 3000 },
    );
    // Both must happen often, or the test tests nothing.
    expect(outcome.run).toBeGreaterThan(100);
    expect(outcome.rejected).toBeGreaterThan(500);
  }, 120_000);

  test("any text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 60 }), async (search) => {
        await survives(search);
      }),
      { seed: 12, numRuns: 2000 },
    );
  }, 60_000);

  test("text of the language's own characters", async () => {
    const unit = fc.constantFrom(..."ab1 |\"'`()[]=<>!*,\\$-+.:@%NOTANDOR\n");
    await fc.assert(
      fc.asyncProperty(fc.string({ unit, maxLength: 40 }), async (search) => {
        await survives(search);
      }),
      { seed: 13, numRuns: 3000 },
    );
  }, 60_000);
});

describe("canonical text", () => {
  test("of every search that compiles compiles to itself", () => {
    let count = 0;
    for (const search of searches) {
      let text: string;
      try {
        text = checkSearch({ search, app: demo, now: 1000 }).text;
      } catch (error) {
        if (error instanceof SearchError) continue;
        throw error;
      }
      let again: string;
      try {
        again = checkSearch({ search: text, app: demo, now: 1000 }).text;
      } catch (error) {
        throw new Error(`${search}\n→ ${text}`, { cause: error });
      }
      expect(again).toBe(text);
      count++;
    }
    expect(count).toBeGreaterThan(50);
  });
});

describe("limits", () => {
  const code = async (search: string, request: Partial<SearchRequest> = {}) => {
    try {
      await runSearch({ search, app: demo, events, now: 1000, ...request });
    } catch (error) {
      if (error instanceof SearchError) return error.code;
      throw error;
    }
    return "run";
  };

  test("a million rows that double", async () => {
    const doubling = ` | appendpipe [eval n=1]`.repeat(30);
    expect(await code(`| makeresults count=1000${doubling}`, { limits: { rows: 100_000 } })).toBe("limit");
  });

  test("makeresults with an absurd count", async () => {
    expect(await code("| makeresults count=2000000000")).not.toBe("run");
  }, 30_000);

  test("deep nesting of every kind", async () => {
    const deep = 20_000;
    expect(await code(`${"(".repeat(deep)}a=1${")".repeat(deep)}`)).toBe("limit");
    expect(await code(`${"NOT ".repeat(deep)}a=1`)).toBe("limit");
    expect(await code(`* | eval x=${"(".repeat(deep)}1${")".repeat(deep)}`)).toBe("limit");
    expect(await code(`* | eval x=${"-".repeat(deep)}1`)).not.toBe("run");
    expect(await code(`* | where ${"NOT ".repeat(deep)}a=1`)).toBe("limit");
    expect(await code(`* ${"| append [search * ".repeat(200)}${"]".repeat(200)}`)).toBe("limit");
  });

  test("a long flat search is fine", async () => {
    expect(await code(`${"a=1 OR ".repeat(20_000)}a=2`)).toBe("run");
    expect(await code(`*${" | head".repeat(2000)}`)).toBe("run");
  });

  test("a catastrophic regular expression", async () => {
    const raw = eventsFromObjects([{ a: `${"a".repeat(50_000)}\nb` }]);
    for (const pattern of ["(a+)+$b", "(a|aa)+b", "(a*)*b", "(.*)*b", "(a|a)*b", "^(a?){40}a{40}b"]) {
      // Without a step limit each of these would run for longer than anybody waits.
      const outcome = await code(`* | regex a="${pattern}"`, { events: raw, limits: { steps: 2_000_000 } });
      expect(["limit", "unsupported_regex"], pattern).toContain(outcome);
    }
  }, 60_000);
});

/** Custom commands: the exact bytes of requests, chunking, merging back, messages before an error, and cleaning up. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readApp } from "@suspicious-ports/conf";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { decodeRows, encodeRows } from "../../src/external/rows.ts";
import { eventsFromObjects, runSearch, SearchError } from "../../src/index.ts";
import type { Row, Value } from "../../src/values/table.ts";
import { fixture } from "../support/files.ts";

const demo = readApp(fixture("demo"));

describe("rows as CSV", () => {
  test("splunkd's dialect: only letters and digits are bare, fields first, then their lists", () => {
    const rows: Row[] = [
      new Map<string, Value>([
        ["src", "10.0.0.1"],
        ["n", 7],
        ["tags", ["a", "b$c"]],
      ]),
      new Map<string, Value>([
        ["src", ""],
        ["note", 'say "hi"'],
      ]),
    ];
    expect(encodeRows(rows, ["src", "n", "tags", "note", "nobody"], true).toString()).toBe(
      [
        'src,n,tags,note,"_chunked_idx","__mv_src","__mv_n","__mv_tags","__mv_note","__mv__chunked_idx"',
        '"10.0.0.1",7,"a\nb$c",,0,,,"$a$;$b$$c$",,',
        ',,,"say ""hi""",1,,,,,',
        "",
      ].join("\n"),
    );
    expect(encodeRows([], ["a"], false).length).toBe(0);
  });

  test("what is written reads back, as texts", () => {
    const text = fc
      .string({ unit: "grapheme", maxLength: 8 })
      .filter((value) => value !== "" && !value.includes("\r"));
    const value = fc.oneof(text, fc.array(text, { minLength: 2, maxLength: 3 }));
    const row = fc
      .dictionary(fc.constantFrom("a", "b c", "ü"), value)
      .map((object) => new Map(Object.entries(object)));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 4 }), (rows) => {
        const read = decodeRows(encodeRows(rows, ["a", "b c", "ü"], false)).rows;
        const expected = rows.some((one) => one.size > 0) ? rows : [];
        expect(read.map((one) => Object.fromEntries(one))).toEqual(
          expected.map((one) => Object.fromEntries(one)),
        );
      }),
      { seed: 41, numRuns: 500 },
    );
  });
});

describe("a conversation", () => {
  test("rows go in chunks of 50,000, the last one says so", async () => {
    const events = eventsFromObjects(Array.from({ length: 100_001 }, (_, a) => ({ a })));
    const { table } = await runSearch({ search: "* | fakeecho | stats count by rows", app: demo, events });
    const counts = new Map(table.rows.map((row) => [row.get("rows"), row.get("count")]));
    expect(counts).toEqual(
      new Map([
        ["50000", 100_000],
        ["1", 1],
      ]),
    );
  }, 30_000);

  test("a reporting command answers once for all chunks", async () => {
    const events = eventsFromObjects(Array.from({ length: 60_000 }, (_, a) => ({ a })));
    const { table } = await runSearch({ search: "* | fakesum", app: demo, events });
    expect(table.rows).toEqual([new Map([["total", "60000"]])]);
  }, 30_000);

  test.each([
    ["event", "mine"],
    ["reply", "xx"],
  ] as const)(
    "a field that a command adds unasked is the %s's where the event has it",
    async (mergePrecedence, doubled) => {
      const events = eventsFromObjects([{ a: "x", doubled: "mine" }]);
      const search = "* | fakeneeded";
      const { table } = await runSearch({ search, app: demo, events, mergePrecedence });
      expect(table.rows[0]!.get("doubled")).toBe(doubled);
      // The runner's own assumption.
      if (mergePrecedence === "event")
        expect((await runSearch({ search, app: demo, events })).table.rows).toEqual(table.rows);
    },
  );

  test("messages are passed on at once, also when an error follows", async () => {
    const messages: string[] = [];
    const run = runSearch({
      search: "* | fakebreaks",
      app: demo,
      events: eventsFromObjects([{ a: 1 }]),
      onMessage: ({ severity, text }) => messages.push(`${severity}: ${text}`),
    });
    await expect(run).rejects.toThrow("Error in 'fakebreaks' command: broke in the middle");
    expect(messages).toEqual(["WARN: going down"]);
  });

  test("an error text that is also a message is passed on once", async () => {
    const messages: string[] = [];
    const run = runSearch({
      search: "* | fakerefuses",
      app: demo,
      onMessage: ({ text }) => messages.push(text),
    });
    await expect(run).rejects.toThrow(SearchError);
    expect(messages).toEqual([]);
  });

  test("a command that hangs is stopped with what it has started", async () => {
    const folder = mkdtempSync(join(tmpdir(), "spl-external-"));
    afterAll(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, "default"));
    mkdirSync(join(folder, "bin"));
    const pidFile = join(folder, "pid");
    writeFileSync(join(folder, "default/commands.conf"), "[wrapped]\nchunked = true\nfilename = wrapped\n");
    writeFileSync(join(folder, "bin/wrapped"), `#!/bin/sh\nsleep 600 &\necho $! > '${pidFile}'\nwait\n`);
    chmodSync(join(folder, "bin/wrapped"), 0o755);
    const run = runSearch({ search: "* | wrapped", app: readApp(folder), limits: { silence: 0.3 } });
    await expect(run).rejects.toThrow("gave no reply for 0.3 seconds and was stopped");
    const pid = Number(readFileSync(pidFile, "utf8"));
    await new Promise((resolve) => setTimeout(resolve, 100));
    // Gone, or a zombie that waits for its reaper.
    const state = (() => {
      try {
        return readFileSync(`/proc/${pid}/stat`, "utf8").split(" ")[2];
      } catch {
        return "gone";
      }
    })();
    expect(["gone", "Z", "X"]).toContain(state);
  });
});

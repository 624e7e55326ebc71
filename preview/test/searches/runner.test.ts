import { readApp } from "@suspicious-ports/conf";
import { eventsFromObjects } from "spl-runner";
import { describe, expect, inject, it } from "vitest";
import { columnsOf, messageOf, Runner } from "../../src/searches/index.ts";

const NOW = 1_794_268_800;
const events = eventsFromObjects(
  [1, 2, 3].map((number) => ({
    _time: NOW - number * 3600,
    src: `10.0.0.${number}`,
    dest_port: 4444,
    number,
  })),
);
const replies = new Map([["/services/server/info", eventsFromObjects([{ version: "10.0.2" }])]]);
const runner = new Runner(readApp(inject("app")), { events, now: NOW }, replies);
const run = async (...parts: readonly string[]) =>
  columnsOf(await runner.run({ parts, earliest: "-24h@h", latest: "now" }));

describe("Runner", () => {
  it("a chain gives what its base search and its own commands give as one search", async () => {
    const base = "dest_port=4444 | stats max(number) as most by src";
    const chain = "| where most>1 | sort - most";
    expect(await run(base, chain)).toEqual(await run(`${base} ${chain}`));
    expect(await run(base, chain, "stats count")).toEqual({ fields: ["count"], columns: [["2"]] });
  });

  it("runs each search once", async () => {
    const search = { parts: ["src=*"], earliest: "-24h@h", latest: "now" };
    expect(runner.run(search)).toBe(runner.run({ ...search }));
  });

  it("knows the time of the simulated day, the app's macros, and what splunkd replies", async () => {
    expect(await run("| makeresults | eval now=now() | table now")).toEqual({
      fields: ["now"],
      columns: [[String(NOW)]],
    });
    expect((await run("src=10.0.0.1 | `portrisk` | table portrisk_level")).columns).toEqual([["medium"]]);
    expect((await run("| rest /services/server/info | table version")).columns).toEqual([["10.0.2"]]);
  });

  it("says what is wrong in one line", async () => {
    const message = await run("src=* | stats coutn").then(() => "", messageOf);
    expect(message).toMatch(/coutn/);
    expect(message).not.toContain("\n");
  });
});

it("columnsOf gives texts: multivalue fields as lists, times as ISO, nothing internal", () => {
  const table = {
    fields: ["_time", "_indextime", "src", "ports", "empty"],
    rows: [
      new Map<string, string | number | string[]>([
        ["_time", NOW],
        ["_indextime", 1],
        ["src", "a"],
        ["ports", ["1", "2"]],
      ]),
    ],
  };
  expect(columnsOf(table)).toEqual({
    fields: ["_time", "src", "ports", "empty"],
    columns: [["2026-11-10T00:00:00.000+00:00"], ["a"], [["1", "2"]], [null]],
  });
});

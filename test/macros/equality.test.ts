/** The two engines give equal columns: the command, from the built package, and the macros, run by the SPL runner. */
import fc from "fast-check";
import { runSearch } from "spl-runner";
import { describe, expect, inject, it } from "vitest";
import { readApp } from "../../src/conf/index.ts";
import { evalMacros } from "../../src/macros/index.ts";
import {
  DEFAULT_PREFIX,
  DIRECTION,
  FACTORS,
  fieldsRead,
  inputOf,
  isAdded,
  LEVELS,
  OUTPUT_NAMES,
  READINGS,
} from "../../src/risk/index.ts";
import { compareEngines, score } from "./engines.ts";
import { type RandomEvent, randomEvents } from "./random-events.ts";
import { stories } from "./stories.ts";

const EVENTS = 3000;
const app = readApp(inject("app"));
const STORIES = stories(inject("root"));

describe("portrisk and portrisk_eval", () => {
  it("agree on the labelled events", async () => {
    expect((await compareEngines(app, STORIES)).different).toEqual([]);
  });

  it.each(["x", "é", "€", "😀"])(
    "agree on which %s is the last character of a value that counts",
    async (character) => {
      const events = [253, 254, 256].map((before): RandomEvent => {
        return {
          src: "10.0.0.1",
          dest: "8.8.8.8",
          dest_port: 4444,
          transport: "tcp",
          app: `${character.repeat(before)}vnc`,
        };
      });
      const { command, different } = await compareEngines(app, events);
      expect(different).toEqual([]);
      expect(command.map((text) => text.includes("VNC to a public address"))).toEqual([true, false, false]);
    },
  );

  it("agree on 3,000 random events that meet every factor, level and direction", {
    timeout: 240_000,
  }, async () => {
    const events = fc.sample(randomEvents(STORIES), { numRuns: EVENTS, seed: 20 });
    const { command, different } = await compareEngines(app, events);
    expect(different.slice(0, 3)).toEqual([]);
    const fields = READINGS.flatMap(fieldsRead);
    expect(fields.filter((name) => events.filter((event) => name in event).length < EVENTS / 10)).toEqual([]);
    const met = new Map<string, number>();
    for (const name of command.flatMap((text) => [...text.matchAll(/(\w+)=[+-]/g)].map(([, name]) => name!)))
      met.set(name, (met.get(name) ?? 0) + 1);
    // A factor that is never met could differ unseen.
    expect(FACTORS.map(({ name }) => name).filter((name) => (met.get(name) ?? 0) < 5)).toEqual([]);
    const all = (output: string) => [
      ...new Set(command.map((text) => new RegExp(`${output}: (.*)`).exec(text)![1]!)),
    ];
    expect(all("level").sort()).toEqual(["", ...LEVELS.map(({ name }) => name)].sort());
    expect(all("direction").sort()).toEqual(["", ...DIRECTION.map(({ value }) => value)].sort());
  });
});

describe("fields of the memory", () => {
  const odd = [
    ...[
      "abc",
      "1e9",
      "0x50",
      "-1",
      "-80",
      "+80",
      "80%",
      "1,000",
      "080",
      " 80 ",
      "\t80\t",
      "80\r",
      "80\nx",
      "\n80",
      "80.",
      "79.9999",
    ],
    ...[
      "",
      "  ",
      "NaN",
      "Infinity",
      "null",
      "true",
      "٨٠",
      "½",

      "1e21",
      "999999999999999",
      "1000000000000000",
    ],
    ...[
      "0",
      "4",
      "5",
      "6",
      "7",
      "9",
      "10",
      "19",
      "20",
      "21",
      "49",
      "50",
      "51",
      "59",
      "60",
      "79",
      "80",
      "81",
      "89",
      "90",
      "100",
      "101",
    ],
    ...[["80", "1"], ["", "80"], ["x", "80"], 80, 79.5],
  ];
  const out = { src: "10.0.0.1", dest: "8.8.8.8", transport: "tcp" };
  const rows: readonly RandomEvent[] = [
    { ...out, dest_port: 443, history_regularity: 93, history_same_size: 95, history_connections: 96 },
    { ...out, dest_port: 1177, history_failed: 99, history_connections: 237, history_days: 0 },
    { ...out, dest: "10.2.2.2", dest_port: 445, history_destinations: 25, history_attempts: 70 },
    { ...out, dest_port: 4444, history_days: 9, history_spread: 6, site_points_off: 20, site_points_on: 30 },
  ];

  it("agree at every bound, and with texts that are no count", async () => {
    const fields = READINGS.filter(isAdded).map((reading) => inputOf(reading).added!);
    const events = rows.flatMap((row) =>
      fields.flatMap((field) => odd.map((value) => ({ ...row, [field]: value }) as RandomEvent)),
    );
    const { command, different } = await compareEngines(app, events);
    expect(different.slice(0, 3)).toEqual([]);
    // Of each field some value counts.
    expect(new Set(command).size).toBeGreaterThan(30);
  });
});

describe("fields of an event that have the names of ours", () => {
  const innerFields = [
    ...new Set(evalMacros().flatMap(({ definition }) => definition.match(/\bportrisk__\w+/g) ?? [])),
  ];
  const hostile = (value: string) =>
    Object.fromEntries(
      [...OUTPUT_NAMES.map((output) => DEFAULT_PREFIX + output), ...innerFields].map((name) => [name, value]),
    );
  const events: readonly RandomEvent[] = [
    { src: "10.0.0.1", dest: "8.8.8.8", dest_port: 4444, transport: "tcp" },
    { src: "10.0.0.1", dest: "8.8.8.8", dest_port: 4444, transport: "udp" },
    { src: "10.0.0.1", dest: "10.0.0.2", dest_port: 12 },
    { src: "10.0.0.1", dest: "10.0.0.2" },
  ];

  it.each([
    ["portrisk", "event"],
    ["portrisk", "reply"],
    ["portrisk_eval", "event"],
    ["portrisk_eval", "reply"],
  ] as const)(
    "do not change what %s gives, where the merge prefers the %s",
    async (engine, mergePrecedence) => {
      expect(innerFields.length).toBeGreaterThan(80);
      const expected = await score(app, engine, events);
      expect(expected[0]).toMatch(/^score: [1-9]/);
      for (const value of ["0", "7", "critical"])
        expect(
          await score(
            app,
            engine,
            events.map((event) => ({ ...hostile(value), ...event })),
            mergePrecedence,
          ),
        ).toEqual(expected);
    },
  );

  it.each(["event", "reply"] as const)(
    "are those with the prefix of the run alone, where the merge prefers the %s",
    async (mergePrecedence) => {
      const { table } = await runSearch({
        search: "| makeresults | eval dest_port=4444, pr_score=7, portrisk_score=8 | portrisk prefix=pr_",
        app,
        mergePrecedence,
      });
      expect(table.rows[0]!.get("pr_score")).toBe("45");
      // Not a column of this run.
      expect(table.rows[0]!.get("portrisk_score")).toBe(8);
    },
  );
});

describe("the macros of portrisk_eval", () => {
  const macros = evalMacros();

  it("are short enough to read and to store, each with its comment", () => {
    for (const { name, definition, comment } of macros) {
      expect(definition.length, name).toBeLessThan(14_000);
      expect(comment, name).not.toBe("");
    }
  });

  it("leave nothing behind but the columns of the command", async () => {
    const { table } = await runSearch({
      search: "| makeresults | eval dest_port=4444, mine=1 | `portrisk_eval` | fields - _*",
      app,
    });
    expect([...table.rows[0]!.keys()].sort()).toEqual(
      ["dest_port", "mine", ...OUTPUT_NAMES.map((output) => DEFAULT_PREFIX + output)].sort(),
    );
  });

  it("call commands that run on indexers and are not risky", () => {
    const commands = macros.flatMap(({ definition }) =>
      definition.split(/^\| |\n\| /).map((step) => /^[a-z`]+/.exec(step.trim())?.[0]),
    );
    expect(
      [...new Set(commands.filter((command) => command !== undefined && !command.startsWith("`")))].sort(),
    ).toEqual(["eval", "fields", "lookup"]);
  });
});

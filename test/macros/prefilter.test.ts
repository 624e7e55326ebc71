import fc from "fast-check";
import { eventsFromObjects, runSearch } from "spl-runner";
import { describe, expect, inject, it } from "vitest";
import { readApp } from "../../src/conf/index.ts";
import { globsOf } from "../../src/macros/globs.ts";
import { inputOf, KINDS, READINGS, readPort, textOf } from "../../src/risk/index.ts";
import { type RandomEvent, randomEvents } from "./random-events.ts";
import { stories } from "./stories.ts";

const STORIES = stories(inject("root"));
const app = readApp(inject("app"));

/** The event as an add-on gives it: CIM's names are filled, and values are written plainly. A base search asks for nothing else. */
function asAddOn(event: RandomEvent, number: number): RandomEvent {
  const plain: RandomEvent = { number: String(number) };
  for (const reading of READINGS) {
    const { fields } = inputOf(reading);
    const values = fields
      .map((field) => event[field])
      .map((value) => (Array.isArray(value) ? value[0] : value));
    const value = values.find((each) => each !== undefined && String(each) !== "");
    if (value === undefined) continue;
    // An add-on writes numbers as digits; other forms are the other tests' matter.
    if (inputOf(reading).form === "count" && !/^[0-9]{1,15}$/.test(String(value))) continue;
    if (inputOf(reading).form === "address" && !/^(?:[0-9.]+|(?!.*ffff:)[0-9a-f:]+)$/i.test(String(value)))
      continue;
    const port = reading === "port" ? readPort(String(value)) : null;
    plain[fields[0]!] = port === null ? String(value).trim() : port;
  }
  return plain;
}

async function numbers(search: string, events: readonly RandomEvent[]): Promise<Set<string>> {
  const { table } = await runSearch({ search, app, events: eventsFromObjects([...events]) });
  return new Set(table.rows.map((row) => String(row.get("number"))));
}

describe("the prefilter of the detection", () => {
  it("lets every event pass that reaches the threshold", {
    timeout: 240_000,
  }, async () => {
    const drawn = fc.sample(randomEvents(STORIES), { numRuns: 6_000, seed: 31 });
    const events = [...STORIES, ...drawn].map(asAddOn);
    const reached = await numbers("* | portrisk | where portrisk_score>=50", events);
    const passed = await numbers("`portrisk_prefilter`", events);
    expect(
      [...reached].filter((number) => !passed.has(number)).map((number) => events[Number(number)]),
    ).toEqual([]);
    expect(reached.size).toBeGreaterThan(500);
  });

  it("leaves out ordinary traffic", async () => {
    const ordinary: RandomEvent[] = [
      {
        dest_port: 443,
        app: "HTTPS",
        src: "10.1.2.3",
        dest: "8.8.8.8",
        InitiatorBytes: 9000,
        ConnectionDuration: 30,
      },
      { dest_port: 53, app: "DNS", src: "10.1.2.3", dest: "10.1.1.1" },
      {
        dest_port: 445,
        app: "SMB",
        src: "10.1.2.3",
        dest: "10.1.1.9",
        src_zone: "users",
        dest_zone: "servers",
      },
    ];
    expect((await numbers("`portrisk_prefilter`", ordinary)).size).toBe(0);
  });
});

describe("wildcards of a pattern", () => {
  it("match each name that the pattern matches", () => {
    const patterns = Object.values(KINDS)
      .flat()
      .map(({ pattern }) => pattern)
      .filter((pattern) => pattern !== "[^ \\t]" && !pattern.includes("[A-Za-z0-9-]{1,63}"));
    expect(patterns.length).toBeGreaterThan(50);
    for (const pattern of patterns) {
      const globs = globsOf(pattern).map(
        (glob) => new RegExp(`^${glob.replace(/[.+?^${}()|[\]\\/]/g, "\\$&").replace(/\*/g, ".*")}$`, "is"),
      );
      fc.assert(
        fc.property(fc.stringMatching(new RegExp(pattern)), (text) => {
          const name = text.trim();
          if (!new RegExp(pattern, "i").test(textOf(name))) return;
          expect(
            globs.some((glob) => glob.test(name)),
            `${pattern} ${name}`,
          ).toBe(true);
        }),
        { numRuns: 50, seed: 7 },
      );
    }
  });
});

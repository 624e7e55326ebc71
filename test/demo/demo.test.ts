import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Row } from "spl-runner";
import { afterAll, describe, expect, inject, it } from "vitest";
import { readApp } from "../../src/conf/index.ts";
import {
  compare,
  jsonReport,
  type Layout,
  measureSpeed,
  readEventsFile,
  runDemo,
  SCORED_EVENT,
  textReport,
  textTable,
} from "../../src/demo/index.ts";

const folder = mkdtempSync(join(tmpdir(), "demo-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(content: string) {
  const path = join(folder, "events.log");
  writeFileSync(path, content);
  const { events, complaints } = await readEventsFile(path);
  return {
    events: events.map((event) => Object.fromEntries(event)),
    complaints: complaints.map((text) => text.replace(path, "FILE")),
  };
}

describe("a file of events", () => {
  it("is read line by line; a line that is not an event is skipped and reported with its number", async () => {
    const lines = [
      '{"ResponderPort":4444,"FirstPacketSecond":5,"a":null,"b":["x","y"],"c":true}\r',
      "",
      "nonsense",
      "[1]",
      '"text"',
      '{"FirstPacketSecond":5,"a":{"b":1}}',
      '{"src":"1.1.1.1"}',
      '{"EventSecond":6}',
    ];
    const { events, complaints } = await read(lines.join("\n"));
    expect(events).toMatchObject([
      {
        ResponderPort: 4444,
        dest_port: 4444,
        _time: 5,
        b: ["x", "y"],
        c: "true",
        sourcetype: "cisco:sfw:estreamer",
      },
      { _time: 6 },
    ]);
    expect(complaints).toEqual([
      "FILE:3: skipped, it is not JSON.",
      "FILE:4: skipped, it is not a JSON object.",
      "FILE:5: skipped, it is not a JSON object.",
      'FILE:6: skipped, "a" is not a text, a number or a list of them.',
      "FILE:7: skipped, it has no time (FirstPacketSecond or EventSecond).",
    ]);
  });

  it("may be of labelled events, whose event is inside", async () => {
    expect(
      (await read('{"id":"x","label":"benign","time":5,"event":{"dest_port":22}}\n')).events,
    ).toMatchObject([{ dest_port: 22, _time: 5, EventType: "ConnectionEvent" }]);
  });

  it("of the repository are all events", async () => {
    for (const [name, count] of [
      ["estreamer_json_real.log", 3],
      ["scenarios.jsonl", 80],
    ] as const) {
      const { events, complaints } = await readEventsFile(join(inject("root"), "examples", name));
      expect([name, events.length, complaints]).toEqual([name, count, []]);
    }
  });
});

const row = (fields: Record<string, string | number>): Row => new Map(Object.entries(fields));

describe("the tables", () => {
  it("show times, ports with their transport, and fit the terminal", () => {
    const rows = [
      row({ _time: 1743500734, dest_port: 4444, transport: "tcp", portrisk_reason: "a ".repeat(60) }),
      row({ _time: 0, dest_port: 22 }),
    ];
    const lines = textTable(SCORED_EVENT, rows, 160).split("\n");
    expect(lines[3]).toContain("2025-04-01 09:45:34");
    expect(lines[3]).toContain("4444/tcp");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(160);
  });

  it("become a list where the terminal is too narrow for a table", () => {
    const rows = [
      row({
        _time: 0,
        src: "10.0.0.1",
        dest_port: 22,
        transport: "tcp",
        portrisk_score: 5,
        portrisk_reason: "word ".repeat(30).trim(),
      }),
    ];
    const lines = textTable(SCORED_EVENT, rows, 60).split("\n");
    expect(lines[0]).toBe("time (UTC) | source | destination | port | score | level");
    expect(lines[2]).toBe("1970-01-01 00:00:00 | 10.0.0.1 |  | 22/tcp | 5 | ");
    expect(lines.slice(3).every((line) => line.length <= 60 && line.startsWith("    word"))).toBe(true);
    expect(lines.slice(3).join(" ").match(/word/g)).toHaveLength(30);
  });

  it("set both detections side by side and count what changed", () => {
    const key = (src: string, port: number) => ({
      src,
      dest: "d",
      dest_port: port,
      transport: "tcp",
      action: "Allow",
    });
    const published = [row({ ...key("a", 4444), count: 2 }), row(key("b", 8531))];
    // The scored detection's rows have no action: they stand for several events.
    const { action: _, ...pair } = key("c", 31337);
    const scored = [row({ ...key("a", 4444), portrisk_score: 80 }), row({ ...pair, portrisk_score: 75 })];
    const all = [
      row({ ...key("a", 4444), portrisk_score: 80 }),
      row({ ...key("c", 31337), portrisk_score: 75 }),
      row({ ...key("c", 31337), action: "Block", portrisk_score: 40 }),
      row({ ...key("b", 8531), portrisk_score: 0, portrisk_reason: "why" }),
    ];
    const { rows, ...counts } = compare(published, scored, all);
    expect(counts).toEqual({ both: 1, onlyPublished: 1, onlyScored: 1 });
    expect(
      rows.map((each) => [
        each.get("src"),
        each.get("published"),
        each.get("reported"),
        each.get("portrisk_score"),
        each.get("actions"),
      ]),
    ).toEqual([
      ["a", "20", "yes", 80, "Allow"],
      ["b", "20", "no", 0, "Allow"],
      ["c", "", "yes", 75, "Allow, Block"],
    ]);
  });
});

describe("the demo", () => {
  const layout: Layout = {
    rows: 12,
    width: 170,
    paint: (level, text) => (level === "critical" ? `\x1b[31m${text}\x1b[39m` : text),
  };
  const app = readApp(inject("app"));
  const connection = {
    InitiatorIP: "10.0.0.1",
    ResponderIP: "8.8.8.8",
    ResponderPort: 4444,
    Protocol: "tcp",
    AC_RuleAction: "Allow",
    InitiatorBytes: 9000,
    ResponderBytes: 24_000,
    ConnectionDuration: 4000,
    EventType: "ConnectionEvent",
    FirstPacketSecond: 1743500734,
  };
  const table = async (...events: readonly object[]) => {
    const path = join(folder, "mixed.log");
    writeFileSync(path, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
    const { events: rows } = await readEventsFile(path);
    return { fields: [...new Set(rows.flatMap((row) => [...row.keys()]))], rows };
  };

  it("says in its first line what was found, then shows every event and both detections", async () => {
    const steps: string[] = [];
    const events = await table(connection, { ...connection, ResponderPort: "no port" });
    const result = await runDemo(app, events, (text) => steps.push(text));
    expect(steps).toEqual([
      "scoring every event",
      "running the published detection",
      "running the scored detection",
    ]);
    const text = textReport(result, 123_456, layout);
    expect(text.split("\n")[0]).toBe(
      "2 events: \x1b[31m1 critical\x1b[39m. Version 6 reports 1 connection, the scored detection 1.",
    );
    expect(text.split("\n").find((line) => line.includes("4444/tcp"))).toMatch(/\[31m100.*\[31mcritical/);
    expect(text).toMatch(/^2 events, 1 with a usable port; all are shown\.$/m);
    expect(text).toContain("Version 6 reports 1, each worth 20. The scored detection reports 1.");
    expect(text).toContain("What the score changed: 1 stay, 0 fall below the threshold, 0 are new.");
    expect(text).toMatch(/^123000 events a second \(these events over and over, \d+ fields each/m);
    expect(textReport(result, null, { ...layout, rows: 1 })).toContain(
      "the first 1 are shown (--rows shows more).",
    );
  });

  it("prints the same as JSON", async () => {
    const result = await runDemo(app, await table(connection));
    const { summary, events, detections } = JSON.parse(jsonReport(result, null));
    expect(summary).toEqual({
      events: 1,
      usable: 1,
      levels: { critical: 1 },
      published_detection: 1,
      scored_detection: 1,
      both: 1,
      only_published: 0,
      only_scored: 0,
      events_per_second: null,
    });
    expect(events).toMatchObject([{ dest_port: 4444, portrisk_level: "critical" }]);
    expect(detections).toMatchObject([{ dest_port: 4444, published: "20", reported: "yes" }]);
  });

  it("measures a speed", async () => {
    const launcher = join(inject("app"), "bin", "portrisk");
    expect(await measureSpeed(launcher, await table(connection), 1)).toBeGreaterThan(0);
  });
});

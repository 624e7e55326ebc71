import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { highestFirst, readEventsFile, scoreTable } from "../../src/demo/index.ts";

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
  it("is read line by line; what is no event is reported with its number and skipped", async () => {
    expect(
      await read(
        '{"ResponderPort":4444,"a":null,"b":["x","y"],"c":true}\r\n\nnonsense\n[1]\n"text"\n{"src":"1.1.1.1"}',
      ),
    ).toEqual({
      events: [{ ResponderPort: "4444", b: ["x", "y"], c: "true" }, { src: "1.1.1.1" }],
      complaints: [
        "FILE:3: skipped, it is not JSON.",
        "FILE:4: skipped, it is not a JSON object.",
        "FILE:5: skipped, it is not a JSON object.",
      ],
    });
  });

  it("may be of labelled events, whose event is inside", async () => {
    expect((await read('{"id":"x","label":"benign","time":5,"event":{"dest_port":22}}\n')).events).toEqual([
      { dest_port: "22", FirstPacketSecond: "5" },
    ]);
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

describe("the table", () => {
  it("shows the highest score first, raw names where others are missing, and wraps the reason", () => {
    const events = [
      new Map([
        ["portrisk_score", "5"],
        ["ResponderPort", "22"],
        ["Protocol", "tcp"],
        ["InitiatorIP", "10.0.0.1"],
      ]),
      new Map([
        ["portrisk_score", "80"],
        ["dest_port", "4444"],
        ["FirstPacketSecond", "1743500734"],
        ["portrisk_reason", "a ".repeat(60)],
      ]),
      new Map([["dest", "8.8.8.8"]]),
    ];
    expect(highestFirst(events).map((event) => event.get("portrisk_score"))).toEqual(["80", "5", undefined]);
    const lines = scoreTable(events, 160).split("\n");
    expect(lines[3]).toContain("2025-04-01 09:45:34");
    expect(lines.find((line) => line.includes("22/tcp"))).toContain("10.0.0.1");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(160);
  });
});

describe("the demo", () => {
  const demo = (...args: string[]) => {
    const program = join(inject("root"), "node_modules/.bin/tsx");
    return spawnSync(program, [join(inject("root"), "scripts/demo.ts"), ...args], { encoding: "utf8" });
  };

  it("scores a file, tells about bad lines, and says how fast it was", () => {
    const path = join(folder, "mixed.log");
    writeFileSync(
      path,
      '{"InitiatorIP":"10.0.0.1","ResponderIP":"8.8.8.8","ResponderPort":4444,"Protocol":"tcp"}\nnonsense\n',
    );
    const { stdout, stderr, status } = demo(path);
    expect(status).toBe(0);
    expect(stderr).toContain(`${path}:2: skipped, it is not JSON.`);
    expect(stdout).toMatch(/4444\/tcp.*80.*critical/);
    expect(stdout).toMatch(/^1 event, 1 with a usable port/m);
    expect(stdout).toMatch(/^[0-9]+ events a second/m);
  });

  it("fails with one line where there is nothing to score, and with usage where it is called wrong", () => {
    const missing = demo(join(folder, "missing.log"));
    expect([missing.status, missing.stderr.trim().split("\n").length]).toEqual([1, 1]);
    expect(missing.stderr).toContain("missing.log");
    expect(demo("--rows", "none").status).toBe(2);
  });
});

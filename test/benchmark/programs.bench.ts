/** The parts of the benchmark in C and Python: what needs a compiler, or Splunk's SDK from the package index. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, inject, it } from "vitest";
import {
  bodiesIn,
  compareRows,
  compiled,
  Driver,
  firstBodies,
  knownPorts,
  measureWorkload,
  modelAsJson,
  pythonWithSdk,
  sdkProgram,
  WORKLOADS,
  writeRequests,
} from "../../src/benchmark/index.ts";
import { readScenarios } from "../../src/evaluation/index.ts";
import { type Event, encodeEvents } from "../../src/scpv2/client/index.ts";
import { type RandomEvent, randomEvents } from "../macros/random-events.ts";

const root = inject("root");
const folder = mkdtempSync(join(tmpdir(), "bench-"));
afterAll(() => rmSync(folder, { recursive: true }));
const driver = new Driver(compiled(root, "drive"));
const known = knownPorts(join(root, "catalogue"));
const command = { program: join(inject("app"), "bin", "portrisk"), arguments: [] };
const narrow = { ...WORKLOADS[0]!, rowsPerChunk: 2000, chunks: 3, slowChunks: 1 };

describe("the stand-in for splunkd", () => {
  const requests = join(folder, "requests");
  const { bodyBytes } = writeRequests(requests, [], firstBodies(narrow, known, 3));
  const run = (mode: string) =>
    driver.run(requests, {
      program: process.execPath,
      arguments: [join(import.meta.dirname, "fake.cjs"), mode],
    });

  it.each([
    ["no-header", 'a reply begins with "hello", which is not a header'],
    ["endless-header", "which is not a header"],
    ["odd-length", "which is not a header"],
    ["signed-length", "which is not a header"],
    ["too-much", "1 bytes follow the reply"],
    ["no-json", "the metadata of a reply is not a JSON object"],
    ["refuses", "it cannot"],
    ["wrong-end", "than its request"],
    ["silent-end", "the command ended inside an exchange"],
    ["half", "the command ended inside an exchange"],
    ["afterthought", "bytes follow the"],
    ["exit-code", "the command ended with exit code 3"],
  ])("rejects a command that is %s", (mode, complaint) => {
    expect(() => run(mode)).toThrow(new RegExp(complaint));
  });

  it("rejects a program that cannot be started, and a file that is not a stream of requests", () => {
    expect(() => driver.run(requests, { program: "/nowhere/portrisk", arguments: [] })).toThrow(
      "cannot be started",
    );
    expect(() => driver.run(join(import.meta.dirname, "fake.cjs"), command)).toThrow(
      "invalid request at byte 0",
    );
  });

  it("measures one that does as it should, and one that answers before it has read everything", () => {
    for (const [mode, length] of [
      ["good", 3],
      ["early-answer", 1_000_000],
    ] as const) {
      const measured = run(mode);
      expect(measured.latenciesMs).toHaveLength(4);
      expect(measured.sent).toBeGreaterThan(bodyBytes);
      expect(measured.received).toBeGreaterThan(length * 4);
      expect(measured.received).toBeLessThan(length * 4 + 400);
      for (const value of [measured.startupMs, measured.executeMs, measured.userSeconds, measured.peakBytes])
        expect(value).toBeGreaterThan(0);
    }
  });

  it("sends a part of the chunks, and the same over again", () => {
    const program = { program: process.execPath, arguments: [join(import.meta.dirname, "fake.cjs"), "good"] };
    expect(driver.run(requests, program, { chunks: 1 }).latenciesMs).toHaveLength(2);
    expect(driver.run(requests, program, { chunks: 2, repeat: 5 }).latenciesMs).toHaveLength(11);
    const replies = join(folder, "kept");
    driver.run(requests, program, { chunks: 2, replies });
    expect(bodiesIn(replies).map(String)).toEqual(["abc", "abc", "abc"]);
  });
});

const sdk = sdkProgram(root, pythonWithSdk(root), inject("app"), folder);
const engines = { driver, portrisk: command, sdk, passthrough: compiled(root, "passthrough") };

describe("the limit in C", () => {
  it.each(WORKLOADS.map((each) => [each.name, each] as const))(
    "sends what the command sends for %s",
    (_, each) => {
      const small = {
        ...each,
        rowsPerChunk: Math.min(each.rowsPerChunk, 2000),
        chunks: each.rowsPerChunk === 1 ? 200 : 2,
        slowChunks: 1,
      };
      const { runs } = measureWorkload(small, engines, { times: 1, slowPart: 1, folder, known });
      const received = (engine: "portrisk" | "c") => runs.get(engine)![0]!.received;
      expect(received("c") / received("portrisk")).toBeGreaterThan(0.99);
      expect(received("c") / received("portrisk")).toBeLessThan(1.01);
    },
  );
});

describe("another build", () => {
  it("is measured in each round, on the same requests", () => {
    const beside = { program: process.execPath, arguments: [join(inject("app"), "bin", "portrisk.js")] };
    const engines = { driver, passthrough: compiled(root, "passthrough"), portrisk: command, beside };
    const { runs, rows } = measureWorkload(narrow, engines, { times: 2, slowPart: 1, folder, known });
    expect([...runs].map(([name, measured]) => [name, measured.length])).toEqual([
      ["portrisk", 2],
      ["beside", 2],
      ["c", 2],
    ]);
    expect(rows.get("beside")).toBe(rows.get("portrisk"));
    for (const { received } of runs.get("beside")!) expect(received).toBe(runs.get("portrisk")![0]!.received);
  });
});

/**
 * None of these events is left out. What the SDK cannot carry is not among them: text that is not UTF-8 (it becomes U+FFFD), a
 * malformed `__mv_` value (it erases the field's value), two columns of one name, and fields over 10 MiB.
 */
describe("the same job on the SDK", () => {
  it("gives the command's rows for the labelled events and 5,000 random ones", () => {
    const stories = readScenarios(join(root, "examples/scenarios.jsonl")).map(
      ({ event }) => event as RandomEvent,
    );
    const random = fc.sample(randomEvents(stories), { numRuns: 5000, seed: 20 });
    const events = [...stories, ...random].map(
      (event, index): Event =>
        new Map(
          Object.entries({ ...event, _chunked_idx: String(index) }).map(([field, value]) => [
            field,
            Array.isArray(value) ? value.map(String) : String(value),
          ]),
        ),
    );
    const fields = [...new Set(events.flatMap((event) => [...event.keys()]))];
    const requests = join(folder, "random");
    writeRequests(requests, [], [encodeEvents(fields, events)]);
    const [ours, theirs] = [join(folder, "ours"), join(folder, "theirs")];
    driver.run(requests, command, { replies: ours });
    driver.run(requests, sdk, { replies: theirs });
    expect(compareRows(ours, theirs)).toBe(events.length);
  });

  it("fails the benchmark where one rule differs", () => {
    const altered = join(folder, "altered.json");
    writeFileSync(altered, modelAsJson().replace('"critical","from":70', '"critical","from":60'));
    const other = { ...sdk, environment: { ...sdk.environment, PORTRISK_MODEL: altered } };
    const plan = { times: 1, slowPart: 1, folder, known };
    expect(() => measureWorkload(narrow, { ...engines, sdk: other }, plan)).toThrow(
      /^Rows equal: no\. Of the workload "narrow".*row \d+ differs:(\n.*)*level: high(\n.*)*level: critical/,
    );
  });
});

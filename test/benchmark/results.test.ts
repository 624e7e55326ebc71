import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  compareRows,
  costGrid,
  growthGrid,
  type Measured,
  type Measurement,
  message,
  spreadGrid,
  startUpGrid,
  throughputGrid,
  WORKLOADS,
} from "../../src/benchmark/index.ts";
import { encodeEvents } from "../../src/scpv2/client/index.ts";

const run = (executeMs: number, more: Partial<Measurement> = {}): Measurement => ({
  startupMs: 50,
  executeMs,
  userSeconds: executeMs / 1000,
  systemSeconds: 0,
  peakBytes: 50e6,
  sent: 1,
  received: 1000,
  latenciesMs: [executeMs, 0.1],
  ...more,
});

/** As if the workload had been measured in two rounds: milliseconds by engine, and rows. */
function measured(
  name: string,
  times: { readonly portrisk: number; readonly beside?: number; readonly sdk?: number; readonly c: number },
): Measured {
  const runs = new Map(
    (["portrisk", "beside", "sdk", "c"] as const)
      .filter((engine) => times[engine] !== undefined)
      .map((engine) => [engine, [run(times[engine]!), run(times[engine]! * 2)]]),
  );
  return {
    workload: WORKLOADS.find((each) => each.name === name)!,
    requests: { path: "", chunks: 8, bodyBytes: 1000, largestBody: 7_000_000 },
    runs,
    rows: new Map([
      ["portrisk", 400_000],
      ["beside", 400_000],
      ["sdk", 100_000],
      ["c", 400_000],
    ]),
    equalRows: times.sdk === undefined ? null : 4000,
  };
}

describe("the table of speeds", () => {
  it("compares by the row, and says which targets are met", () => {
    // 250 ns a row, 6250 ns, 100 ns.
    const { rows, notes } = throughputGrid([measured("narrow", { portrisk: 100, sdk: 625, c: 40 })], 2);
    expect(rows[0]).toEqual([
      "narrow: 12 fields, chunks of 50,000",
      "0",
      "2.67 million",
      "107 thousand",
      "6.67 million",
      "25.0 (25.0)",
      "2.50",
      "≥ 20: met (30: not met)",
      "≤ 2.5: met (2: not met)",
    ]);
    expect(notes[0]).toBe("Rows equal: yes (4000 rows of the command and of the SDK, all output columns).");
  });

  it("shows a command that got slower as one that misses its targets", () => {
    const { rows } = throughputGrid([measured("narrow", { portrisk: 200, sdk: 625, c: 40 })], 2);
    expect(rows[0]!.slice(-4)).toEqual([
      "12.5 (12.5)",
      "5.00",
      "≥ 20: not met (30: not met)",
      "≤ 2.5: not met (2: not met)",
    ]);
  });

  it("has a column for another build where one was measured, with the ratio to it", () => {
    const other = measured("narrow", { portrisk: 110, beside: 100, c: 40 });
    const { head, rows } = throughputGrid([other, measured("wide", { portrisk: 100, c: 50 })], 2);
    expect(head.at(-1)).toBe("of the other build's time (by processor time)");
    expect(rows.map((row) => [row.length, row.at(-1)])).toEqual([
      [head.length, "1.10 (1.10)"],
      [head.length, "– (–)"],
    ]);
  });

  it("leaves out what was not measured", () => {
    const { rows, notes } = throughputGrid([measured("wide", { portrisk: 100, c: 50 })], 2);
    expect(rows[0]!.slice(3)).toEqual([
      "–",
      "5.33 million",
      "– (–)",
      "2.00",
      "≥ 20: not measured (35: not measured)",
      "–",
    ]);
    expect(notes[0]).toBe("Rows equal: not compared, there is no SDK.");
  });
});

describe("the other tables", () => {
  it("hold memory against the largest body", () => {
    const { rows } = costGrid([measured("narrow", { portrisk: 100, sdk: 625, c: 40 })]);
    expect(rows[0]).toEqual([
      "narrow",
      "0.38",
      "9.38",
      "0.15",
      "150.000",
      "937.500",
      "60.000",
      "50",
      "50",
      "≤ 68: met",
    ]);
  });

  it("hold start-up against a bare Node.js and the SDK", () => {
    const { rows } = startUpGrid({
      bare: [20, 40, 30],
      portrisk: [28, 56, 42],
      beside: null,
      sdk: [60, 120, 90],
    });
    expect(rows.map((row) => row.slice(1))).toEqual([
      ["30.0", "1.40", "≤ 1.3: not met"],
      ["42.0", "", ""],
      ["90.0", "0.47", "≤ 0.7: met"],
    ]);
    const beside = startUpGrid({ bare: [20], portrisk: [33], beside: [30], sdk: null });
    expect(beside.rows[2]!.slice(1)).toEqual(["30.0", "1.10", "–"]);
    expect(startUpGrid({ bare: [20], portrisk: [20], beside: null, sdk: null }).rows[2]!.slice(1)).toEqual([
      "–",
      "–",
      "–",
    ]);
  });

  it("tell the cost of a row from that of a run", () => {
    const sizes = [1000, 10_000, 100_000, 1_000_000, 5_000_000];
    // 30 ms once, and 300 ns a row.
    const growth = sizes.map((rows) => {
      const ms = 30 + rows * 0.0003;
      return { rows, executeMs: [ms], cpuSeconds: [0.05 + ms / 1000], peakBytes: 60e6 };
    });
    const { rows, notes } = growthGrid(growth, 1);
    expect(rows.map(([, , each, more]) => [each, more])).toEqual([
      ["30300", "–"],
      ["3300", "300"],
      ["600", "300"],
      ["330", "300"],
      ["306", "300"],
    ]);
    expect(spreadGrid(growth).rows).toEqual([
      ["10,000", "0.08 s", "0.08 s", "0.64 s", "0.08 s", "3.21 s"],
      ["1,000,000", "0.38 s", "0.12 s", "0.94 s", "0.09 s", "3.50 s"],
      ["100,000,000", "30 s", "3.83 s", "31 s", "0.83 s", "33 s"],
    ]);
    expect(notes.join(" ")).toMatch(/vary 99-fold \(not met\).* by 0 % \(met\).* costs 300 ns/);
  });
});

describe("comparing rows", () => {
  const folder = mkdtempSync(join(tmpdir(), "replies-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const replies = (name: string, scores: readonly string[]) => {
    const path = join(folder, name);
    const events = scores.map(
      (score, index) =>
        new Map([
          ["_chunked_idx", `${index}`],
          ["portrisk_score", score],
        ]),
    );
    const body = encodeEvents(["_chunked_idx", "portrisk_score"], events);
    writeFileSync(path, Buffer.concat([message({ type: "streaming" }), message({ finished: true }, body)]));
    return path;
  };

  it("counts them where they are equal", () => {
    expect(compareRows(replies("a", ["1", "2"]), replies("b", ["1", "2"]))).toBe(2);
  });

  it("shows the first that differs, and misses none", () => {
    const two = replies("c", ["1", "2"]);
    expect(() => compareRows(two, replies("d", ["1", "3"]))).toThrow(/^row 2 differs:\n(.*\n)*.*score: 2\n/);
    expect(() => compareRows(two, replies("e", ["1"]))).toThrow("row 2 differs");
    expect(() => compareRows(two, replies("f", ["1", "2", "3"]))).toThrow(
      "2 rows on one side and 3 on the other",
    );
  });
});

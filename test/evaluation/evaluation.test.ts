import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, inject, it } from "vitest";
import {
  atThreshold,
  averagePrecision,
  halfOf,
  readScenarios,
  refit,
  rocAuc,
  weigh,
} from "../../src/evaluation/index.ts";

const judge = (bad: readonly number[], good: readonly number[]) => [
  ...bad.map((score) => ({ score, malicious: true })),
  ...good.map((score) => ({ score, malicious: false })),
];

describe("measures", () => {
  it.each([
    ["all right", [3, 4], [1, 2], 1, 1],
    ["all wrong", [1, 2], [3, 4], 0, (1 / 3 + 2 / 4) / 2],
    ["all the same", [1, 1], [1, 1], 0.5, 0.5],
    // Worked by hand: pairs 4>3, 4>1, 2<3, 2>1.
    ["one pair wrong", [4, 2], [3, 1], 0.75, (1 + 2 / 3) / 2],
    ["a tie counts half", [2], [2, 1], 0.75, 0.5],
  ])("%s", (_, bad, good, auc, precision) => {
    expect(rocAuc(judge(bad, good))).toBeCloseTo(auc, 12);
    expect(averagePrecision(judge(bad, good))).toBeCloseTo(precision, 12);
  });

  it("do not depend on the order of the events, nor the area on the scale", () => {
    const scores = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(scores, scores, (bad, good) => {
        const judged = judge(bad, good);
        const turned = [...judged].reverse();
        expect(rocAuc(turned)).toBeCloseTo(rocAuc(judged), 12);
        expect(averagePrecision(turned)).toBeCloseTo(averagePrecision(judged), 12);
        const stretched = judged.map(({ score, malicious }) => ({ score: score ** 3 - 5, malicious }));
        expect(rocAuc(stretched)).toBeCloseTo(rocAuc(judged), 12);
      }),
    );
  });

  it("count who reaches the threshold, the threshold itself included", () => {
    expect(atThreshold(judge([50, 49, 90], [50, 0]), 50)).toEqual({ recall: 2 / 3, falsePositives: 0.5 });
  });
});

describe("refitting", () => {
  const sample = (factors: Record<string, number>, malicious: boolean) => ({
    factors: new Map(Object.entries(factors)),
    malicious,
  });

  it("raises what tells the kinds apart and lowers what misleads", () => {
    const weights = refit([
      ...Array.from({ length: 20 }, () => sample({ good_sign: 10, noise: 10 }, true)),
      ...Array.from({ length: 20 }, () => sample({ noise: 10, misleading: 10 }, false)),
    ]);
    expect(weights.get("good_sign")!).toBeGreaterThan(1);
    expect(weights.get("misleading")!).toBeLessThan(1);
    expect(weigh(new Map([["never_met", 7]]), weights)).toBe(7);
  });

  it("halves the ports, evenly enough", () => {
    const first = Array.from({ length: 65535 }, (_, i) => halfOf(i + 1)).filter((half) => half === 0).length;
    expect(first / 65535).toBeGreaterThan(0.45);
    expect(first / 65535).toBeLessThan(0.55);
  });
});

describe("npm run evaluate", () => {
  const folder = mkdtempSync(join(tmpdir(), "evaluate-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const evaluate = (...args: string[]) =>
    execFileSync("npx", ["tsx", join(inject("root"), "scripts/evaluate.ts"), ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      cwd: inject("root"),
    });

  it("measures the ranking of the labelled events, and both engines alike", () => {
    const command = evaluate();
    const [, all, clear, hard, , recall, falsePositives] =
      /^portrisk \(at 50\) +(\S+) +(\S+) +(\S+) +(\S+) +(\S+) % +(\S+) %/m.exec(command)!.map(Number);
    // What the model is held to; a change that loses it is a change for the worse.
    expect(all).toBeGreaterThanOrEqual(0.93);
    expect(clear).toBeGreaterThanOrEqual(0.99);
    expect(hard).toBeGreaterThanOrEqual(0.85);
    expect(recall).toBeGreaterThanOrEqual(80);
    expect(falsePositives).toBeLessThanOrEqual(10);
    expect(evaluate("--engine", "portrisk_eval")).toBe(command);
  });

  it("names the line that is no labelled event", () => {
    const path = join(folder, "events.jsonl");
    writeFileSync(path, '{"id":"a","label":"benign","strength":"clear","event":{}}\n{"id":"b"}\n');
    expect(() => readScenarios(path)).toThrow(`${path}:2: a labelled event has id, label`);
    expect(() => evaluate(path)).toThrow(/events\.jsonl:2: a labelled event has/);
  });
});

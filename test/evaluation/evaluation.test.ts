import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import {
  evaluate,
  evaluationJson,
  evaluationText,
  readScenarios,
  type Scored,
} from "../../src/evaluation/index.ts";
import { atThreshold, averagePrecision, rocAuc } from "../../src/evaluation/measures.ts";
import { halfOf, refit, weigh } from "../../src/evaluation/refit.ts";

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

describe("an evaluation", () => {
  const event = (id: string, port: number, malicious: boolean, score: number): Scored => ({
    scenario: { id, malicious, strength: "clear", why: `because of ${id}`, event: { dest_port: port } },
    score,
    factors: new Map([
      ["known_for", score + 5],
      ["blocked", -5],
    ]),
    reported: score >= 60,
  });
  const scored = [
    event("a", 4444, true, 90),
    event("b", 31337, true, 20),
    event("c", 443, false, 0),
    event("d", 22, false, 50),
    event("e", 25, false, 60),
  ];
  const evaluation = evaluate(
    scored,
    [{ name: "by port", score: ({ event: { dest_port: port } }) => Number(port) }],
    50,
  );

  it("measures each ranking of the events, and lists the misses, the furthest from the threshold first", () => {
    const [ours, detection, other] = evaluation.rankings;
    // Worked by hand: 90 beats three, 20 beats one of three.
    expect(ours).toMatchObject({ name: "portrisk (at 50)", recall: 0.5, falsePositives: 2 / 3 });
    expect(ours!.rocAuc.all).toBeCloseTo(4 / 6, 12);
    expect(ours!.rocAuc.hard).toBeNaN();
    expect(detection).toMatchObject({ name: "the scored detection", recall: 0.5, falsePositives: 1 / 3 });
    expect(other).toMatchObject({ name: "by port", rocAuc: { all: 1 }, recall: 1, falsePositives: 1 });
    expect(evaluation.misses.map(({ scenario }) => scenario.id)).toEqual(["b", "e", "d"]);
    expect(evaluation.halves.reduce((sum, { events }) => sum + events, 0)).toBe(5);
  });

  it("is printed with as many misses as are asked for", () => {
    const text = evaluationText(evaluation, 1);
    expect(text).toMatch(/^5 labelled events, 2 malicious and 3 benign\.$/m);
    expect(text).toMatch(/^portrisk \(at 50\) +0\.667 +0\.667 +NaN +\S+ +50\.0 % +66\.7 %$/m);
    expect(text).toContain("3 on the wrong side of 50, the worst 1:");
    expect(text).toContain(
      " 20  malicious, clear, port 31337 (b): because of b\n     known_for +25, blocked -5",
    );
    expect(text).not.toContain("because of e");
  });

  it("is printed as JSON with every number and every miss", () => {
    const { misses, threshold, rankings } = JSON.parse(evaluationJson(evaluation));
    expect([threshold, rankings.length]).toEqual([50, 3]);
    expect(misses[0]).toEqual({
      id: "b",
      malicious: true,
      strength: "clear",
      port: 31337,
      why: "because of b",
      score: 20,
      factors: { known_for: 25, blocked: -5 },
    });
  });
});

describe("a file of labelled events", () => {
  const folder = mkdtempSync(join(tmpdir(), "evaluate-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is rejected with the line that is none", () => {
    const path = join(folder, "events.jsonl");
    writeFileSync(path, '{"id":"a","label":"benign","strength":"clear","event":{}}\n{"id":"b"}\n');
    expect(() => readScenarios(path)).toThrow(`${path}:2: a labelled event has id, label`);
  });
});

import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { otherRankings, scoreScenarios } from "../../src/cli/evaluate.ts";
import { readApp } from "../../src/conf/index.ts";
import { evaluate, readScenarios } from "../../src/evaluation/index.ts";

it("the model ranks the labelled events as well as it is held to, and both engines equally well", async () => {
  const scenarios = readScenarios(join(inject("root"), "examples/scenarios.jsonl"));
  const app = readApp(inject("app"));
  const scored = await scoreScenarios(app, "portrisk", scenarios);
  const [portrisk, detection] = evaluate(scored, otherRankings(), 50).rankings;
  // A change that loses this is a change for the worse.
  expect(portrisk!.rocAuc.all).toBeGreaterThanOrEqual(0.92);
  expect(portrisk!.rocAuc.clear).toBeGreaterThanOrEqual(0.94);
  expect(portrisk!.rocAuc.hard).toBeGreaterThanOrEqual(0.9);
  expect(portrisk!.recall).toBeGreaterThanOrEqual(0.6);
  expect(portrisk!.falsePositives).toBe(0);
  // The prefilter follows from the model: the detection sees what the command would score.
  expect([detection!.recall, detection!.falsePositives]).toEqual([
    portrisk!.recall,
    portrisk!.falsePositives,
  ]);
  expect(await scoreScenarios(app, "portrisk_eval", scenarios)).toEqual(scored);
});

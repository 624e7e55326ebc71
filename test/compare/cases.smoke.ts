/** Every case of the SPL runner, on the stand-in and in the runner: the comparison itself makes no difference. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { compareCases, counts, readCases, runnerEngine, splunkEngine } from "../../src/compare/index.ts";
import { readApp } from "../../src/conf/index.ts";
import { Splunk } from "../../src/splunk/index.ts";
import { settingsFor, startSplunkd } from "../support/splunkd/sample.ts";
import type { Splunkd } from "../support/splunkd/server.ts";

let splunkd: Splunkd;
let splunk: Splunk;
beforeAll(async () => {
  splunkd = await startSplunkd();
  splunk = await Splunk.connect(await settingsFor(splunkd));
});
afterAll(async () => {
  await splunk.close();
  await splunkd.stop();
});

it("no case is different, and most that can be run are equal", { timeout: 600_000 }, async () => {
  const cases = readCases(join(inject("root"), "spl", "test", "cases"));
  const compared = await compareCases(
    cases,
    splunkEngine(splunk),
    runnerEngine(readApp(inject("app")), "UTC"),
    2,
  );
  console.log(counts(compared));
  expect(
    compared.filter(({ verdict }) => verdict === "different").map(({ id, search, why }) => [id, search, why]),
  ).toEqual([]);
  const { equal, unfit } = counts(compared);
  expect(equal).toBeGreaterThan((cases.length - unfit) / 2);
});

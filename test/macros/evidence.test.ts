/** A port alone proves nothing, and one kind of evidence is not two: read off the built command's own columns. */
import fc from "fast-check";
import { eventsFromObjects, runSearch } from "spl-runner";
import { expect, inject, it } from "vitest";
import { readApp } from "../../src/conf/index.ts";
import { FACTORS } from "../../src/risk/index.ts";
import { randomEvents } from "./random-events.ts";
import { stories } from "./stories.ts";

const STORIES = stories(inject("root"));
const KIND_OF = new Map(FACTORS.map(({ name, kind }) => [name, kind]));
/** Written here and not taken from the model, whose limits are what is tested. */
const EVIDENCE: readonly unknown[] = ["identification", "behaviour", "fingerprint"];

it("50 and more rests on evidence beyond the port, and 70 and more on two kinds of it", async () => {
  const events = [...STORIES, ...fc.sample(randomEvents(STORIES), { numRuns: 6_000, seed: 15 })];
  const { table } = await runSearch({
    search: "* | portrisk | where portrisk_score>=50 | table portrisk_score, portrisk_factors",
    app: readApp(inject("app")),
    events: eventsFromObjects(events),
  });
  const unfounded = table.rows.filter((row) => {
    const kinds = new Set(
      [row.get("portrisk_factors") ?? []]
        .flat()
        .map((text) => /^(\w+)=\+/.exec(String(text))?.[1])
        .map((name) => KIND_OF.get(name ?? ""))
        .filter((kind) => EVIDENCE.includes(kind)),
    );
    return kinds.size < (Number(row.get("portrisk_score")) >= 70 ? 2 : 1);
  });
  expect(unfounded).toEqual([]);
  const of70 = table.rows.filter((row) => Number(row.get("portrisk_score")) >= 70);
  expect(of70.length).toBeGreaterThan(100);
  expect(table.rows.length - of70.length).toBeGreaterThan(100);
});

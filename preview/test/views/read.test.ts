import { readApp } from "@suspicious-ports/conf";
import { expect, inject, it } from "vitest";
import { heightOf, itemsOn, readViews, tabsOf, titleOf } from "../../src/views/index.ts";
import { DEFINITION } from "../support/fixture.ts";

it("readViews reads those of the built app", () => {
  const views = readViews(readApp(inject("app")));
  expect(views.map(titleOf)).toContain("Triage");
  for (const { definition } of views) expect(tabsOf(definition).length).toBeGreaterThan(1);
});

it("tabs, their items and heights are those of the layouts", () => {
  const [first, second] = tabsOf(DEFINITION);
  expect(first).toEqual({ layout: "first", label: "First" });
  expect(itemsOn(second!, DEFINITION).map(({ item }) => item)).toEqual(["text_help"]);
  expect(heightOf(first!, DEFINITION)).toBe(550);
  expect(tabsOf({})).toEqual([{ layout: "", label: "" }]);
});

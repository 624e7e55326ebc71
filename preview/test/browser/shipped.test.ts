/** The views of the built app on the simulated day: nothing is wrong with them. */
import { readdirSync } from "node:fs";
import { readApp } from "@suspicious-ports/conf";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { chromiumPath, type Shot } from "../../src/browser/index.ts";
import { assertChromium } from "../../src/cli/requirements.ts";
import { ACCEPTED, acceptedName } from "../../src/pictures/index.ts";
import { THEMES } from "../../src/protocol/index.ts";
import {
  checkView,
  type Session,
  shootTabs,
  simulatedContent,
  startSession,
} from "../../src/session/index.ts";
import { readViews, type View } from "../../src/views/index.ts";

const views = readViews(readApp(inject("app")));
const drawn = new Set<string>();
let session: Session;

beforeAll(async () => {
  session = await startSession(simulatedContent(inject("app")), assertChromium(chromiumPath()));
});
afterAll(() => session?.stop());

async function draw(view: View): Promise<readonly Shot[]> {
  const shots: Shot[] = [];
  for (const theme of THEMES) shots.push(...(await shootTabs(session.stage, view, theme)));
  for (const { scene } of shots) drawn.add(acceptedName(scene));
  return shots;
}

describe("the app", () => {
  it.each(views.map((view) => [view.name, view] as const))(
    "shows %s, and nothing is wrong with it",
    async (_, view) => {
      const findings = await checkView(session, view, await draw(view));
      expect(findings.map(({ where, what }) => `${where}: ${what}`)).toEqual([]);
    },
  );

  it("has every accepted picture, and none of a tab that is gone", () => {
    expect(readdirSync(ACCEPTED).sort()).toEqual([...drawn].sort());
  });

  it("leads from a row of Triage to Investigate, with the row's pair", async () => {
    const triage = views.find(({ name }) => name === "triage")!;
    const [first] = await shootTabs(session.stage, triage, "light");
    const reply = first!.searches.find(({ request }) => request.id === "rows")!.reply;
    if ("error" in reply) throw new Error(reply.error);
    const cell = (field: string) => String(reply.columns[reply.fields.indexOf(field)]![0]);
    await session.stage.shoot(first!.scene, 600);
    const url = new URL(await session.stage.click(cell("src")), "http://127.0.0.1");
    expect(url.pathname).toBe("/app/suspicious_ports/investigate");
    expect(url.searchParams.get("form.src")).toBe(cell("src"));
    expect(url.searchParams.get("form.dest")).toBe(cell("dest"));
  });
});

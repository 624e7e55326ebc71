/** Everything that it takes to look at views: their searches run, the server, Chromium. */
import { readApp } from "@suspicious-ports/conf";
import { type RecordedSearch, type Shot, Stage, startBrowser } from "../browser/index.ts";
import { simulatedDay, splunkdReplies } from "../day/index.ts";
import type { Theme } from "../protocol/index.ts";
import { Runner } from "../searches/index.ts";
import { bundlePage, type PreviewServer, startServer } from "../server/index.ts";
import { heightOf, readViews, type Tab, tabsOf, type View } from "../views/index.ts";
import { tokensFor } from "./tokens.ts";

/** Views, and what runs their searches. */
export interface Content {
  readonly views: readonly View[];
  readonly runner: Pick<Runner, "run">;
}

/** The views of a built app on the simulated day. */
export function simulatedContent(folder: string): Content {
  const app = readApp(folder);
  return { views: readViews(app), runner: new Runner(app, simulatedDay(), splunkdReplies(app)) };
}

/** Content over HTTP on loopback. */
export interface Site {
  readonly server: PreviewServer;
  /** The searches that the server answered since someone emptied the list. */
  readonly searches: RecordedSearch[];
}

/** @param port 0: any that is free */
export async function startSite({ views, runner }: Content, port: number): Promise<Site> {
  const bundle = await bundlePage();
  const searches: RecordedSearch[] = [];
  const server = await startServer({
    views,
    runner,
    bundle,
    port,
    onSearch: (request, reply) => searches.push({ request, reply }),
  });
  return { server, searches };
}

/** Content that a browser looks at. */
export interface Session extends Content {
  readonly stage: Stage;
  readonly stop: () => Promise<void>;
}

export async function startSession(content: Content, chromium: string): Promise<Session> {
  const { server, searches } = await startSite(content, 0);
  const browser = await startBrowser(chromium, server.address);
  const stop = async () => {
    await browser.stop();
    await server.stop();
  };
  try {
    return { ...content, stage: await Stage.open(browser, server.address, searches), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Every tab of a view in a theme, the first one first. */
export async function shootTabs(
  stage: Stage,
  view: View,
  theme: Theme,
  tokens: Readonly<Record<string, string>> = {},
): Promise<readonly Shot[]> {
  const shots: Shot[] = [];
  for (const tab of tabsOf(view.definition)) shots.push(await shootTab(stage, view, tab, theme, tokens));
  return shots;
}

export function shootTab(
  stage: Stage,
  { name, definition }: View,
  tab: Tab,
  theme: Theme,
  tokens: Readonly<Record<string, string>> = {},
): Promise<Shot> {
  const scene = {
    view: name,
    theme,
    tab: tab.layout || undefined,
    tokens: { ...tokensFor(name), ...tokens },
  };
  return stage.shoot(scene, heightOf(tab, definition));
}

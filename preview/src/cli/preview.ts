/** What `npm run preview` does once everything that it needs is there. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT } from "../../../src/cli/program.ts";
import { Progress } from "../../../src/cli/terminal.ts";
import { chromiumPath, type Shot } from "../browser/index.ts";
import type { Finding } from "../checks/index.ts";
import { ACCEPTED, acceptedName, thumbnail, writeDocumentPicture } from "../pictures/index.ts";
import { THEMES } from "../protocol/index.ts";
import {
  type Content,
  checkView,
  shootTabs,
  simulatedContent,
  startSession,
  startSite,
} from "../session/index.ts";
import type { View } from "../views/index.ts";
import type { Options } from "./options.ts";
import { assertChromium } from "./requirements.ts";

export async function preview(app: string, options: Options): Promise<void> {
  const progress = new Progress();
  try {
    progress.step("making the simulated day");
    const content = simulatedContent(app);
    if (options.serve) await serve(content, options, progress);
    else await draw(content, options, progress);
  } finally {
    progress.clear();
  }
}

/** Until the user stops it. */
async function serve(content: Content, { port }: Options, progress: Progress): Promise<void> {
  progress.step("bundling the page");
  const { server } = await startSite(content, port);
  progress.clear();
  console.log(`${server.address}  the views on the simulated day; Ctrl+C stops it`);
  await new Promise<void>((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
  await server.stop();
}

async function draw(content: Content, options: Options, progress: Progress): Promise<void> {
  const views = chosen(content.views, options.view);
  progress.step("starting Chromium");
  const session = await startSession(content, assertChromium(chromiumPath()));
  try {
    mkdirSync(options.output, { recursive: true });
    const wrong: string[] = [];
    for (const view of views) {
      const shots: Shot[] = [];
      for (const theme of THEMES.filter((each) => options.theme === "both" || options.theme === each)) {
        progress.step(`drawing ${view.name}, ${theme}`);
        shots.push(...(await shootTabs(session.stage, view, theme, options.token)));
      }
      progress.clear();
      for (const shot of shots) keep(shot, options);
      const findings = options.check ? await checkView(session, view, shots) : failedSearches(shots);
      wrong.push(...findings.map(({ where, what }) => `${where}: ${what}`));
    }
    if (wrong.length > 0) throw new Error([...new Set(wrong)].join("\n"));
  } finally {
    await session.stop();
  }
}

function keep({ scene, png }: Shot, { output, accept }: Options): void {
  const name = acceptedName(scene);
  const path = join(output, name);
  writeFileSync(path, png);
  if (accept) {
    writeFileSync(join(ACCEPTED, name), thumbnail(png));
    writeDocumentPicture(ROOT, name, png);
  }
  console.log(`${relative(ROOT, path)}  ${Math.ceil(png.length / 1000)} kB`);
}

function failedSearches(shots: readonly Shot[]): readonly Finding[] {
  return shots.flatMap(({ scene, searches }) =>
    searches.flatMap(({ request, reply }) =>
      "error" in reply ? [{ where: `${scene.view}, ${request.id}`, what: reply.error }] : [],
    ),
  );
}

/** Throws Error for a name that no view has. */
function chosen(views: readonly View[], name: string | undefined): readonly View[] {
  const found = views.filter((view) => name === undefined || view.name === name);
  if (found.length === 0)
    throw new Error(`There is no view "${name}"; choose from ${views.map((view) => view.name).join(", ")}.`);
  return found;
}

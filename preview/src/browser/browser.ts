/** Chromium without a window, which reaches nothing but the preview's server. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type BrowserContext, chromium } from "playwright-core";

export const WIDTH = 1280;
const HEIGHT = 900;

const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Text without the screen's subpixels: a picture depends less on the machine.
  "--disable-lcd-text",
  "--font-render-hinting=none",
  "--force-color-profile=srgb",
];

/** The programs that may be Chromium, in this order; CHROMIUM names another. */
const PROGRAMS = ["chromium", "chromium-browser", "google-chrome"];

/** Null where there is none. */
export function chromiumPath(environment: NodeJS.ProcessEnv = process.env): string | null {
  if (environment.CHROMIUM !== undefined)
    return existsSync(environment.CHROMIUM) ? environment.CHROMIUM : null;
  const folders = (environment.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const paths = PROGRAMS.flatMap((program) => folders.map((folder) => join(folder, program)));
  return paths.find((path) => existsSync(path)) ?? null;
}

export interface Browser {
  readonly context: BrowserContext;
  readonly stop: () => Promise<void>;
}

export async function startBrowser(program: string, address: string): Promise<Browser> {
  // As root, Chromium has no sandbox; it only sees pages of the preview.
  const browser = await chromium.launch({ executablePath: program, args: FLAGS, chromiumSandbox: false });
  const context = await browser.newContext({
    viewport: { width: WIDTH, height: HEIGHT },
    locale: "en-US",
    timezoneId: "Etc/UTC",
    reducedMotion: "reduce",
  });
  await context.route(
    (url) => url.origin !== address && url.protocol.startsWith("http"),
    (route) => route.abort(),
  );
  return { context, stop: () => browser.close() };
}

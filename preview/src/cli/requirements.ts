/** What the preview needs beside the repository's own packages, and what to do where it is missing. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "..", "..");

/** Throws Error where the packages of preview/ are not installed as its package.json wants them. */
export function assertInstalled(folder = FOLDER): void {
  const { devDependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const missing = Object.entries(devDependencies).filter(([name, version]) => {
    const path = join(folder, "node_modules", name, "package.json");
    return !existsSync(path) || JSON.parse(readFileSync(path, "utf8")).version !== version;
  });
  if (missing.length > 0) {
    throw new Error(
      `${missing.length} packages of preview/ are missing or have another version (${missing[0]![0]}): run  npm ci --prefix preview`,
    );
  }
}

/** The program of Chromium; throws Error where none was found. */
export function assertChromium(path: string | null): string {
  if (path === null)
    throw new Error("There is no Chromium: run  apt-get install chromium  or set CHROMIUM to its program.");
  return path;
}

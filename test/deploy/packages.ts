/** Packages for tests: the built one with other files, or other contents. */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { create } from "tar";

/**
 * An .spl below `folder` with these files in the app's folder.
 * @param top the app's folder
 */
export async function packageOf(
  folder: string,
  files: { readonly [path: string]: string },
  top = "suspicious_ports",
): Promise<string> {
  const work = mkdtempSync(join(folder, "package-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(work, top, path)), { recursive: true });
    writeFileSync(join(work, top, path), text);
  }
  const file = join(work, "app.spl");
  await create({ file, cwd: work, gzip: true }, [top]);
  return file;
}

/** The least that an app has. */
export const appConf = (version: string) =>
  `[install]\nbuild = 1\n\n[launcher]\nauthor = x\nversion = ${version}\n`;

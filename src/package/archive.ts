/**
 * The .spl archive: a gzipped tar with one folder, the app. Order, times, owners and modes are fixed, so the same content
 * gives the same bytes.
 */
import { TarArchive } from "archiver";
import { APP_ID, type Files, modeOf } from "./contents.ts";

/** Any fixed time would do; this is the first that every file system can hold. */
const TIME = new Date("1980-01-01T00:00:00Z");

/** @param gzipLevel 0 to 9 */
export async function archive(files: Files, gzipLevel: number): Promise<Buffer> {
  const tar = new TarArchive({ gzip: true, gzipOptions: { level: gzipLevel } });
  const chunks: Buffer[] = [];
  const done = new Promise<void>((resolve, reject) => {
    tar.on("data", (chunk: Buffer) => chunks.push(chunk));
    tar.on("end", resolve);
    tar.on("error", reject);
    tar.on("warning", reject);
  });
  for (const folder of foldersOf(files))
    tar.append("", { name: folder, type: "directory", date: TIME, mode: 0o755 });
  for (const [path, content] of files) {
    tar.append(content, { name: `${APP_ID}/${path}`, date: TIME, mode: modeOf(path) });
  }
  await tar.finalize();
  await done;
  return Buffer.concat(chunks);
}

/** The app's folder and every folder in it, parents first. */
function foldersOf(files: Files): string[] {
  const folders = new Set([`${APP_ID}/`]);
  for (const path of files.keys()) {
    const parts = path.split("/").slice(0, -1);
    parts.forEach((_, depth) => {
      folders.add(`${APP_ID}/${parts.slice(0, depth + 1).join("/")}/`);
    });
  }
  return [...folders].sort();
}

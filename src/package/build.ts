/**
 * Builds the package into a folder: suspicious_ports-<version>.spl and suspicious_ports/, the same unpacked.
 */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { archive } from "./archive.ts";
import { APP_ID, type Files, modeOf } from "./contents.ts";
import { type Release, stage } from "./stage.ts";
import { verify } from "./verify.ts";

/** Where a build put its results. */
export interface Built {
  readonly spl: string;
  readonly app: string;
  readonly files: Files;
}

/**
 * @param root the repository
 * @param dist the folder to build into
 * @throws PackageError, FactError, ConfError: nothing is left half-written
 */
export async function build(root: string, dist: string): Promise<Built> {
  const release = readRelease(root);
  const files = await stage(root, release);
  verify(files, release);
  const archived = await archive(files);
  // Everything is made beside its place and moved there, so that no half-written file is ever taken for a package.
  mkdirSync(dist, { recursive: true });
  const spl = join(dist, `${APP_ID}-${release.version}.spl`);
  const app = join(dist, APP_ID);
  writeFileSync(`${spl}.new`, archived);
  writeFolder(`${app}.new`, files);
  rmSync(app, { recursive: true, force: true });
  renameSync(`${app}.new`, app);
  renameSync(`${spl}.new`, spl);
  return { spl, app, files };
}

function readRelease(root: string): Release {
  const { version, splunkBuild } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    version: string;
    splunkBuild: number;
  };
  return { version, build: splunkBuild };
}

function writeFolder(folder: string, files: Files): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, content] of files) {
    const parents = path.split("/").map((_, depth, parts) => parts.slice(0, depth).join("/"));
    for (const parent of parents) {
      mkdirSync(join(folder, parent), { recursive: true });
      chmodSync(join(folder, parent), 0o755);
    }
    writeFileSync(join(folder, path), content);
    // Set afterwards: the mode given to a new file is cut down by the user's umask.
    chmodSync(join(folder, path), modeOf(path));
  }
}

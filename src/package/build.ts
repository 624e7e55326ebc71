/**
 * Builds a package into a folder: suspicious_ports-<version><suffix>.spl, its bill of materials (.cdx.json), the same app unpacked,
 * and SHA256SUMS.
 */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { archive } from "./archive.ts";
import { compileCommand } from "./command.ts";
import { APP_ID, type Files, modeOf, PackageError } from "./contents.ts";
import { fetchArchives } from "./fetch.ts";
import { replaceFile, writeChecksums } from "./output.ts";
import { PORTABLE, PROFILES, suffixOf, type Target } from "./profile.ts";
import { billOfMaterials } from "./sbom.ts";
import { checkForSplunkbase } from "./splunkbase.ts";
import { type BuildTools, type Release, stage } from "./stage.ts";
import { verify } from "./verify.ts";

/** Where a build put its results. */
export interface Built {
  readonly target: Target;
  readonly spl: string;
  /** The bill of materials, CycloneDX as JSON. */
  readonly bom: string;
  /** The unpacked app's folder, named as the app is. */
  readonly app: string;
  readonly files: Files;
}

/**
 * Results of an earlier build of this target are removed first, so that none is mistaken for the new one when the build fails.
 * @param root the repository
 * @param dist the folder to build into
 * @throws PackageError, FactError, ConfError: nothing is left half-written
 */
export async function build(
  root: string,
  dist: string,
  target: Target = PORTABLE,
  tools: BuildTools = { fetchArchives, compileCommand },
): Promise<Built> {
  const release = readRelease(root);
  const profile = PROFILES[target.profile];
  const suffix = suffixOf(target);
  const spl = join(dist, `${APP_ID}-${release.version}${suffix}.spl`);
  const bom = join(dist, `${APP_ID}-${release.version}${suffix}.cdx.json`);
  // The portable app is in dist itself; the others need a folder of their own, because all have the app's name.
  const app = join(dist, suffix.slice(1), APP_ID);
  for (const part of [spl, bom, app]) rmSync(part, { recursive: true, force: true });
  writeChecksums(dist);
  const { files, runtimes, facts } = await stage(root, release, target, tools);
  verify(files, release);
  if (target.splunkbase) checkForSplunkbase(files);
  const archived = await archive(files, profile.gzipLevel);
  if (archived.length > profile.limit) {
    throw new PackageError(
      `the ${profile.name} package has ${archived.length} bytes; at most ${profile.limit} are allowed (src/package/profile.ts).`,
    );
  }
  mkdirSync(join(app, ".."), { recursive: true });
  try {
    writeFolder(`${app}.new`, files);
    renameSync(`${app}.new`, app);
    replaceFile(bom, billOfMaterials(release.version, files, runtimes, facts));
    replaceFile(spl, archived);
  } finally {
    for (const part of [spl, bom, app]) rmSync(`${part}.new`, { recursive: true, force: true });
    writeChecksums(dist);
  }
  return { target, spl, bom, app, files };
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

/**
 * Builds a package into a folder: suspicious_ports-<version><suffix>.spl, its bill of materials beside it, the same unpacked,
 * and SHA256SUMS of all packages that lie there.
 */
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { archive } from "./archive.ts";
import { APP_ID, type Files, modeOf, PackageError } from "./contents.ts";
import { PORTABLE, PROFILES, suffixOf, type Target } from "./profile.ts";
import { billOfMaterials } from "./sbom.ts";
import { checkForSplunkbase } from "./splunkbase.ts";
import { type Release, stage } from "./stage.ts";
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
 * @param root the repository
 * @param dist the folder to build into
 * @throws PackageError, FactError, ConfError: nothing is left half-written
 */
export async function build(root: string, dist: string, target: Target = PORTABLE): Promise<Built> {
  const release = readRelease(root);
  const profile = PROFILES[target.profile];
  const { files, runtimes, facts } = await stage(root, release, target);
  verify(files, release);
  if (target.splunkbase) checkForSplunkbase(files);
  const archived = await archive(files, profile.gzipLevel);
  if (archived.length > profile.limit) {
    throw new PackageError(
      `the ${profile.name} package has ${archived.length} bytes; at most ${profile.limit} are allowed (src/package/profile.ts).`,
    );
  }
  // Everything is made beside its place and moved there, so that no half-written file is ever taken for a package.
  const suffix = suffixOf(target);
  const spl = join(dist, `${APP_ID}-${release.version}${suffix}.spl`);
  const bom = join(dist, `${APP_ID}-${release.version}${suffix}.cdx.json`);
  // The portable app lies in dist itself; the others need a folder of their own, because all have the app's name.
  const app = join(dist, suffix.slice(1), APP_ID);
  mkdirSync(join(app, ".."), { recursive: true });
  try {
    writeFileSync(`${spl}.new`, archived);
    writeFileSync(`${bom}.new`, billOfMaterials(release.version, files, runtimes, facts));
    writeFolder(`${app}.new`, files);
    rmSync(app, { recursive: true, force: true });
    renameSync(`${app}.new`, app);
    renameSync(`${bom}.new`, bom);
    renameSync(`${spl}.new`, spl);
  } finally {
    for (const part of [spl, bom, app]) rmSync(`${part}.new`, { recursive: true, force: true });
  }
  writeChecksums(dist);
  return { target, spl, bom, app, files };
}

/** SHA256SUMS, as `sha256sum --check` reads it, of every package and bill of materials in the folder. */
function writeChecksums(dist: string): void {
  const lines = readdirSync(dist)
    .filter((name) => name.startsWith(`${APP_ID}-`) && /\.(?:spl|cdx\.json)$/.test(name))
    .sort()
    .map(
      (name) =>
        `${createHash("sha256")
          .update(readFileSync(join(dist, name)))
          .digest("hex")}  ${name}\n`,
    );
  const sums = join(dist, "SHA256SUMS");
  writeFileSync(`${sums}.new`, lines.join(""));
  renameSync(`${sums}.new`, sums);
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

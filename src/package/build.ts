/**
 * Builds a package into a folder: suspicious_ports-<version><suffix>.spl, its bill of materials (.cdx.json), the same app unpacked,
 * and SHA256SUMS.
 */
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { archive } from "./archive.ts";
import { compileCommand } from "./command.ts";
import { type Files, modeOf, PackageError } from "./contents.ts";
import { fetchArchives } from "./fetch.ts";
import { addChecksums, type Results, removeResults, replaceFile, resultsOf, runnerIn } from "./output.ts";
import { PORTABLE, PROFILES, type Target } from "./profile.ts";
import { billOfMaterials } from "./sbom.ts";
import { checkForSplunkbase } from "./splunkbase.ts";
import { type BuildTools, readRelease, stage } from "./stage.ts";
import { verify } from "./verify.ts";

/** Where a build put its results. */
export interface Built extends Results {
  readonly target: Target;
  readonly files: Files;
}

/**
 * Removes what earlier builds of these targets, and of the SPL runner, wrote, before a build of several begins.
 * @returns the names of other files that SHA256SUMS lists no longer, because they are of another version or not as they were built
 */
export function removeBuilt(root: string, dist: string, targets: readonly Target[]): readonly string[] {
  const { version } = readRelease(root);
  const results = targets.map((target) => resultsOf(dist, version, target));
  return removeResults(
    dist,
    version,
    [...results, runnerIn(dist)].flatMap((paths) => Object.values(paths)),
  );
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
  const { spl, bom, app } = resultsOf(dist, release.version, target);
  removeResults(dist, release.version, [spl, bom, app]);
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
    const bill = billOfMaterials(release.version, files, runtimes, facts);
    replaceFile(bom, bill);
    replaceFile(spl, archived);
    addChecksums(
      dist,
      new Map<string, string | Buffer>([
        [bom, bill],
        [spl, archived],
      ]),
    );
  } finally {
    for (const part of [spl, bom, app]) rmSync(`${part}.new`, { recursive: true, force: true });
  }
  return { target, spl, bom, app, files };
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

/**
 * bin/portrisk.js, compiled once for all packages that a process builds: every profile has the same command, and compiling it takes most
 * of a build.
 */
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bundleCommand } from "./bundle.ts";
import { compileKernel } from "./kernel.ts";

/** All that the command is compiled from. */
const SOURCES = [
  "src/scpv2",
  "src/csv",
  "src/risk",
  "src/scorer",
  "src/portrisk",
  "tsconfig.json",
  "tsconfig.command.json",
];

/** Digest of the sources → what they compile to. */
const compiled = new Map<string, Promise<Buffer>>();

/**
 * The compiled command.
 * @param banner its first line
 * @throws Error when it does not compile
 */
export function compileCommand(root: string, banner: string): Promise<Buffer> {
  return once(root, SOURCES, banner, async () => {
    const kernel = await once(root, ["src/scorer"], "", () => compileKernel(root));
    return bundleCommand(root, banner, kernel);
  });
}

/** What `make` gave for these sources when it was called the first time. */
function once(
  root: string,
  sources: readonly string[],
  more: string,
  make: () => Promise<Buffer>,
): Promise<Buffer> {
  const digest = createHash("sha256").update(more);
  for (const path of sources.flatMap((source) => filesBelow(root, source)))
    digest.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  const key = digest.digest("hex");
  const made = compiled.get(key) ?? make();
  compiled.set(key, made);
  return made;
}

/** Paths of all files below one, relative to the repository, in an order of their own; the path itself where it is a file. */
function filesBelow(root: string, path: string): string[] {
  if (!lstatSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesBelow(root, `${path}/${name}`));
}

/** How results get into the output folder: whole or not at all, and with the checksums of what builds of this version wrote. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { APP_ID } from "./contents.ts";
import { suffixOf, type Target } from "./profile.ts";

/** The paths of what a build writes for a target. */
export interface Results {
  readonly spl: string;
  /** The bill of materials, CycloneDX as JSON. */
  readonly bom: string;
  /** The unpacked app's folder, named as the app is. */
  readonly app: string;
}

export function resultsOf(dist: string, version: string, target: Target): Results {
  const suffix = suffixOf(target);
  return {
    spl: join(dist, `${APP_ID}-${version}${suffix}.spl`),
    bom: join(dist, `${APP_ID}-${version}${suffix}.cdx.json`),
    // The portable app is in dist itself; the others need a folder of their own, because all have the app's name.
    app: join(dist, suffix.slice(1), APP_ID),
  };
}

/** The paths of the SPL runner: the program and the licences of the packages in it. */
export function runnerIn(dist: string): { readonly program: string; readonly licences: string } {
  return { program: join(dist, "spl.cjs"), licences: join(dist, "spl.cjs.licenses.txt") };
}

/** Writes a file beside its place and moves it there, so that nobody finds it half-written. */
export function replaceFile(path: string, content: string | Buffer): void {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

/**
 * Removes results of earlier builds, so that none is mistaken for a new one when a build fails. SHA256SUMS keeps the other lines whose
 * files are still as a build of this version wrote them.
 * @returns the names of the files that it lists no longer although they were not to be removed
 */
export function removeResults(dist: string, version: string, paths: readonly string[]): readonly string[] {
  for (const path of paths) rmSync(path, { recursive: true, force: true });
  const listed = readSums(dist);
  const removed = new Set(paths.map((path) => basename(path)));
  const current = isOf(version, listed);
  const kept = new Map([...listed].filter(([name, sum]) => current && has(dist, name, sum)));
  writeSums(dist, kept);
  return [...listed.keys()].filter((name) => !kept.has(name) && !removed.has(name));
}

/** Adds files to SHA256SUMS, with the sums of what was written: other files in the folder are not listed. */
export function addChecksums(dist: string, written: ReadonlyMap<string, string | Buffer>): void {
  const sums = readSums(dist);
  for (const [path, content] of written) sums.set(basename(path), sha256(content));
  writeSums(dist, sums);
}

/** Whether all packages of a list have this version. If not, its SPL runner is of another version too. */
function isOf(version: string, listed: ReadonlyMap<string, string>): boolean {
  const ours = new RegExp(`^${APP_ID}-${version.replaceAll(".", "\\.")}(?:-[a-z-]+)?\\.(?:spl|cdx\\.json)$`);
  return [...listed.keys()].every((name) => !name.startsWith(`${APP_ID}-`) || ours.test(name));
}

function has(dist: string, name: string, sum: string): boolean {
  const path = join(dist, name);
  return existsSync(path) && sha256(readFileSync(path)) === sum;
}

/** The lines of SHA256SUMS: file name → sum. */
function readSums(dist: string): Map<string, string> {
  const file = join(dist, "SHA256SUMS");
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  return new Map([...text.matchAll(/^([0-9a-f]{64}) {2}([^/\n]+)$/gm)].map(([, sum, name]) => [name!, sum!]));
}

/** Writes them as `sha256sum --check` reads them. */
function writeSums(dist: string, sums: ReadonlyMap<string, string>): void {
  const file = join(dist, "SHA256SUMS");
  const lines = [...sums.keys()].sort().map((name) => `${sums.get(name)}  ${name}\n`);
  if (lines.length === 0) rmSync(file, { force: true });
  else replaceFile(file, lines.join(""));
}

const sha256 = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

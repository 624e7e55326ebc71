/**
 * Fetches archives from the npm registry with npm itself, so that the user's registry, proxy, certificates and cache are used. npm checks them
 * against the registry's checksums; ours are checked by the caller.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { PackageError } from "./contents.ts";

/** Fetches the archive (.tgz) of each package, "name@version", in the same order. */
export type FetchArchives = (packages: readonly string[]) => Promise<readonly Buffer[]>;

/** @throws PackageError when npm cannot fetch one */
export const fetchArchives: FetchArchives = async (packages) => {
  const folder = mkdtempSync(join(tmpdir(), "suspicious-ports-fetch-"));
  try {
    const args = ["pack", "--json", "--loglevel=error", "--prefer-offline", "--pack-destination", folder];
    const { stdout } = await promisify(execFile)("npm", [...args, ...packages]);
    const packed = JSON.parse(stdout) as readonly { id: string; filename: string }[];
    return packages.map((id) =>
      readFileSync(join(folder, packed.find((archive) => archive.id === id)!.filename)),
    );
  } catch (error) {
    const { stdout = "", stderr = "", message = "" } = error as Partial<Record<string, string>>;
    const code = /\bE[A-Z]{3,}[0-9]*\b/.exec(`${stderr} ${stdout} ${message}`)?.[0] ?? "no code";
    throw new PackageError(
      `${packages.join(", ")} cannot be fetched from the npm registry (${code}). Check the connection and the registry with "npm ping", then try again.`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

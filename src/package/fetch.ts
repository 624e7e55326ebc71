/**
 * Fetches archives from the npm registry, with npm itself: so the user's registry, proxy and certificates count. Archives are
 * kept in node_modules/.cache, which `npm ci` removes; they are checked each time they are used, not when they arrive.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PackageError } from "./contents.ts";

/**
 * The archive (.tgz) of a package at an exact version, from the cache or else from the registry.
 * @param root the repository
 * @returns its path; nothing is known of its content yet
 * @throws PackageError when npm cannot fetch it
 */
export function fetchArchive(root: string, name: string, version: string): string {
  const cache = join(root, "node_modules", ".cache", "suspicious-ports");
  const archive = join(cache, `${name}-${version}.tgz`);
  if (existsSync(archive)) return archive;
  mkdirSync(cache, { recursive: true });
  // Packed in a folder of its own and moved, so that an interrupted download is never taken for an archive.
  const folder = mkdtempSync(join(cache, "fetch-"));
  try {
    execFileSync("npm", ["pack", "--loglevel=error", "--pack-destination", folder, `${name}@${version}`], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [packed] = readdirSync(folder);
    if (packed === undefined) throw new Error("npm packed nothing");
    renameSync(join(folder, packed), archive);
  } catch (error) {
    const code = /\b(?:E[A-Z]{3,}[0-9]*)\b/.exec(npmError(error))?.[0] ?? "no code";
    throw new PackageError(
      `${name}@${version} cannot be fetched from the npm registry (${code}). Check the connection and the registry with "npm ping", then build again.`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return archive;
}

/**
 * The bytes of an archive whose sha512 is as expected.
 * @param integrity "sha512-" and the digest in base64, as npm writes it
 * @throws PackageError when it is another; the archive is removed from the cache then, so that the next build fetches it anew
 */
export function verifiedArchive(archive: string, integrity: string): Buffer {
  const bytes = readFileSync(archive);
  const found = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  if (found !== integrity) {
    rmSync(archive);
    throw new PackageError(
      `${archive.split(/[\\/]/).at(-1)} has the wrong checksum: ${found}, but profiles/runtimes.json wants ${integrity}. It was removed; build again to fetch it anew, and do not ship if it happens again.`,
    );
  }
  return bytes;
}

/** All that npm said; the error's code stands in it. */
function npmError(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  return `${stderr ?? ""} ${message ?? ""}`;
}

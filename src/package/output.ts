/** How results get into the output folder: whole or not at all, and with checksums of what is there. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What is passed on to users: packages, their bills of materials, the SPL runner and its licences. */
const PASSED_ON = /\.(?:spl|cdx\.json)$|^spl\.cjs(?:\.licenses\.txt)?$/;

/** Writes a file beside its place and moves it there, so that nobody finds it half-written. */
export function replaceFile(path: string, content: string | Buffer): void {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

/** SHA256SUMS, as `sha256sum --check` reads it, of all files in the folder that are passed on. */
export function writeChecksums(dist: string): void {
  if (!existsSync(dist)) return;
  const sums = join(dist, "SHA256SUMS");
  const lines = readdirSync(dist)
    .filter((name) => PASSED_ON.test(name))
    .sort()
    .map((name) => `${sha256(readFileSync(join(dist, name)))}  ${name}\n`);
  if (lines.length === 0) rmSync(sums, { force: true });
  else replaceFile(sums, lines.join(""));
}

const sha256 = (content: Buffer): string => createHash("sha256").update(content).digest("hex");

/** What a build needs of the repository, in a folder where it can be spoilt. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import type { CompileCommand } from "../../src/package/index.ts";

const PARTS = [
  "app",
  "default",
  "detections",
  "metadata",
  "profiles",
  "catalogue",
  "src",
  "package.json",
  "LICENSE",
  "tsconfig.json",
  "tsconfig.command.json",
];

/** The command as it was compiled for all tests, for builds whose subject is something else. */
export const shippedCommand: CompileCommand = async () =>
  readFileSync(join(inject("app"), "bin", "portrisk.js"));

/** A copy below `folder`. The packages are links; the cache of downloads is empty. */
export function copyOfRepository(root: string, folder: string): string {
  const copy = mkdtempSync(join(folder, "repository-"));
  for (const part of PARTS)
    if (existsSync(join(root, part))) cpSync(join(root, part), join(copy, part), { recursive: true });
  mkdirSync(join(copy, "node_modules"));
  for (const name of readdirSync(join(root, "node_modules")))
    if (name !== ".cache") symlinkSync(join(root, "node_modules", name), join(copy, "node_modules", name));
  return copy;
}

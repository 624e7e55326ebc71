/**
 * Builds the package once for all tests and unpacks the .spl, so that what is tested is what ships. Where BUILT_PACKAGE names an .spl
 * (npm run test:matrix, which runs the tests ten times), that is taken.
 */
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { type Unpacked, unpack } from "../../src/demo/index.ts";
import { build, compileScorer } from "../../src/package/index.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The unpacked app's folder. */
    app: string;
    /** The archive. */
    spl: string;
    /** The compiled byte engine, as base64. */
    scorer: string;
    /** The repository. */
    root: string;
  }
}

let unpacked: Unpacked | undefined;

export async function setup(project: TestProject): Promise<void> {
  const root = join(import.meta.dirname, "..", "..");
  const spl = process.env.BUILT_PACKAGE ?? (await build(root, join(root, "dist"))).spl;
  unpacked = await unpack(spl);
  project.provide("app", unpacked.app);
  project.provide("spl", spl);
  project.provide("scorer", (await compileScorer(root)).module.toString("base64"));
  project.provide("root", root);
}

export function teardown(): void {
  unpacked?.remove();
}

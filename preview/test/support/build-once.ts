/** The built app for all tests: the package that BUILT_PACKAGE names, as in .ci/run, or a new one. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { ROOT } from "../../../src/cli/program.ts";
import { type Unpacked, unpack } from "../../../src/demo/index.ts";
import { build } from "../../../src/package/index.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The unpacked app's folder. */
    app: string;
  }
}

const dist = mkdtempSync(join(tmpdir(), "preview-build-"));
let unpacked: Unpacked | undefined;

export async function setup(project: TestProject): Promise<void> {
  unpacked = await unpack(process.env.BUILT_PACKAGE ?? (await build(ROOT, dist)).spl);
  project.provide("app", unpacked.app);
}

export function teardown(): void {
  unpacked?.remove();
  rmSync(dist, { recursive: true });
}

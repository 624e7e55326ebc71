/** The built package, for command lines that use it as an administrator would. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unpack } from "../demo/index.ts";
import { build } from "../package/index.ts";
import { ROOT } from "./program.ts";

/**
 * Builds the package in a temporary folder, unpacks it and removes both behind `use`. Where BUILT_PACKAGE names an .spl, as tests and .ci/run
 * do, that is taken.
 * @param use gets the unpacked app's folder
 * @param given an .spl to take in place of all
 */
export async function withPackage<Result>(
  use: (app: string) => Promise<Result>,
  given = process.env.BUILT_PACKAGE,
): Promise<Result> {
  const dist = mkdtempSync(join(tmpdir(), "suspicious-ports-build-"));
  try {
    const { app, remove } = await unpack(given ?? (await build(ROOT, dist)).spl);
    try {
      return await use(app);
    } finally {
      remove();
    }
  } finally {
    rmSync(dist, { recursive: true });
  }
}

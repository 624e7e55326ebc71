/** The built package, for command lines that use it as an administrator would. */
import { accessSync, constants, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Command } from "commander";
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

/** Throws CommanderError for an option's file that is not there. */
export function assertFile(program: Command, option: string, path: string | undefined): void {
  if (path !== undefined && !existsSync(path))
    program.error(`error: ${path} (${option}) is not a file that can be read`);
}

/** Before anything is done whose result would be lost. Throws CommanderError for an option's file that cannot be written. */
export function assertWritable(program: Command, option: string, path: string | undefined): void {
  if (path === undefined) return;
  try {
    accessSync(existsSync(path) ? path : dirname(path), constants.W_OK);
  } catch {
    program.error(`error: ${path} (${option}) cannot be written`);
  }
}

/** The same for a file whose folders are made when it is written. */
export function assertCreatable(program: Command, option: string, path: string): void {
  const above = dirname(path);
  if (!existsSync(above) && above !== path) assertCreatable(program, option, above);
  else if (!statSync(above).isDirectory()) program.error(`error: ${above} (${option}) is not a folder`);
  else assertWritable(program, option, path);
}

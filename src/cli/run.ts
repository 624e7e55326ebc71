/** What every script needs: to fail in one line, and to know whether it was started or imported. */
import { pathToFileURL } from "node:url";

/** Runs a script's body; a failure is one line on stderr and exit code 1, never a stack trace. */
export async function run(body: () => void | Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

/** Whether a module is the program that was started, and not imported by another. */
export function isMain(url: string): boolean {
  return process.argv[1] !== undefined && pathToFileURL(process.argv[1]).href === url;
}

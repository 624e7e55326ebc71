/** For programs outside src/cli: they fail with one line. */
/** Runs a script's body; a failure is one line on stderr and exit code 1, never a stack trace. */
export async function run(body: () => void | Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

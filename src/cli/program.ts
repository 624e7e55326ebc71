/** What every command line of this repository shares: its name, --help, exit codes, and errors in one line. */
import { join } from "node:path";
import { Command, CommanderError, InvalidArgumentError } from "commander";

/** The repository: all scripts read and write below it, wherever they are started. */
export const ROOT: string = join(import.meta.dirname, "..", "..");

/**
 * A command line.
 * @param script its name in package.json
 */
export function newProgram(script: string, description: string): Command {
  return new Command(`npm run ${script} --`).description(description).exitOverride();
}

/**
 * Runs it, and sets the exit code: 0 when it did what it should, 1 when it failed, 2 for wrong usage. A failure is one line on stderr,
 * never a stack trace.
 * @param args what follows the script's name
 */
export async function main(program: Command, args: readonly string[] = process.argv.slice(2)): Promise<void> {
  // Whoever reads the output may stop early, as head does: that is no failure.
  for (const stream of [process.stdout, process.stderr])
    stream.off("error", endOnClosedPipe).on("error", endOnClosedPipe);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      // commander has printed what is wrong, or the help.
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

function endOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit();
}

/** A reader of an option's value: a whole number from `minimum` to `maximum`. */
export function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const number = /^(?:0|[1-9][0-9]*)$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= minimum && number <= maximum))
      throw new InvalidArgumentError(`It must be a whole number from ${minimum} to ${maximum}.`);
    return number;
  };
}

/** "1 event", "2 events" */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** `npm run docs -w spl-runner [-- --check]`: writes docs/spl.md from the tables of the runner, or checks that it is up to date. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { splDocumentation } from "../src/documents/reference.ts";

const file = join(import.meta.dirname, "..", "docs", "spl.md");
const program = new Command("npm run docs -w spl-runner --")
  .description("Write docs/spl.md from the tables of commands and functions.")
  .option("--check", "write nothing; exit code 1 if the file is out of date", false)
  .exitOverride();

try {
  const { check } = program.parse().opts<{ check: boolean }>();
  const text = splDocumentation();
  if (!check) writeFileSync(file, text);
  else if (readFileSync(file, "utf8") !== text) {
    process.stderr.write("docs/spl.md is out of date: run npm run docs -w spl-runner\n");
    process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}

/** Where the tests' data lies, wherever they are started from. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const CASES = join(import.meta.dirname, "..", "cases");

/** The folder of an app of test/fixtures. */
export function fixture(name: string): string {
  return join(import.meta.dirname, "..", "fixtures", name);
}

/** Names of the case files, sorted. */
export function caseFiles(): string[] {
  return readdirSync(CASES)
    .filter((file) => file.endsWith(".jsonl"))
    .sort();
}

/** The lines of a case file, each a JSON object; blank ones too, so that their index is the line's number less one. */
export function caseLines(file: string): string[] {
  return readFileSync(join(CASES, file), "utf8").split("\n");
}

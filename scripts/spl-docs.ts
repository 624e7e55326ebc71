/** Writes spl/docs/spl.md; with --check it only says whether the file is up to date (exit code 1 if not). */
import { readFileSync, writeFileSync } from "node:fs";
import { splDocumentation } from "spl-runner/docs";

const file = "spl/docs/spl.md";
const text = splDocumentation();
if (!process.argv.includes("--check")) writeFileSync(file, text);
else if (readFileSync(file, "utf8") !== text) {
  process.stderr.write(`${file} is out of date; run npx tsx scripts/spl-docs.ts\n`);
  process.exitCode = 1;
}

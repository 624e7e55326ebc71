/** `npm run docs`: the documents that are printed from the model's own tables. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { withFieldTables } from "../documents/fields.ts";
import { scoringDocs } from "../documents/scoring.ts";
import { newProgram, ROOT } from "./program.ts";

/** Path → what belongs there, from what is there. */
const DOCUMENTS: { readonly [path: string]: (text: string) => string } = {
  "docs/scoring.md": scoringDocs,
  "app/README.md": withFieldTables,
};

export function docsProgram(): Command {
  return newProgram("docs", `Write ${Object.keys(DOCUMENTS).join(" and ")} from the model's own tables.`)
    .option("--check", "write nothing; fail where a file is out of date", false)
    .action(({ check }: { readonly check: boolean }) => {
      const printed = Object.entries(DOCUMENTS).map(([path, print]) => {
        const text = readFileSync(join(ROOT, path), "utf8");
        return { path, text, now: print(text) };
      });
      const changed = printed.filter(({ text, now }) => now !== text);
      if (check && changed.length > 0)
        throw new Error(`${changed.map(({ path }) => path).join(", ")} out of date: run npm run docs.`);
      for (const { path, now } of changed) {
        writeFileSync(join(ROOT, path), now);
        console.log(`${path}  written`);
      }
      if (changed.length === 0) console.log("Every document is up to date.");
    });
}

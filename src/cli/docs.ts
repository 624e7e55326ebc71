/** `npm run docs`: the documents that are printed from the model's own tables. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { scoringDocs } from "../documents/scoring.ts";
import { newProgram, ROOT } from "./program.ts";

/** Path → what belongs there. */
const DOCUMENTS: { readonly [path: string]: () => string } = { "docs/scoring.md": scoringDocs };

export function docsProgram(): Command {
  return newProgram("docs", `Write ${Object.keys(DOCUMENTS).join(" and ")} from the model's own tables.`)
    .option("--check", "write nothing; fail where a file is out of date", false)
    .action(({ check }: { readonly check: boolean }) => {
      const changed = Object.entries(DOCUMENTS).filter(
        ([path, print]) => readFileSync(join(ROOT, path), "utf8") !== print(),
      );
      if (check && changed.length > 0)
        throw new Error(`${changed.map(([path]) => path).join(", ")} out of date: run npm run docs.`);
      for (const [path, print] of changed) {
        writeFileSync(join(ROOT, path), print());
        console.log(`${path}  written`);
      }
      if (changed.length === 0) console.log("Every document is up to date.");
    });
}

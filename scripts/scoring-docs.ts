/** Writes docs/scoring.md from the model. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { scoringDocs } from "../src/documents/scoring.ts";
import { run } from "./lib/run.ts";

await run(() => writeFileSync(join(import.meta.dirname, "..", "docs", "scoring.md"), scoringDocs()));

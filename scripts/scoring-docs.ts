/** Writes docs/scoring.md from the model. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./lib/run.ts";
import { scoringDocs } from "./scoring-docs-text.ts";

await run(() => writeFileSync(join(import.meta.dirname, "..", "docs", "scoring.md"), scoringDocs()));

/** Writes docs/scoring.md from the model. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../src/cli/run.ts";
import { scoringDocs } from "../src/documents/scoring.ts";

await run(() => writeFileSync(join(import.meta.dirname, "..", "docs", "scoring.md"), scoringDocs()));

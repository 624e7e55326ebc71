/**
 * `npm run corpus`: how much SPL of others the runner takes. Checks the sibling detections (published for the same
 * firewall) against the shipped app and prints which run, and for each of the others the exact reason.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runSearch, SearchApps, SearchError, type Table } from "spl-runner";
import { isMain, run } from "../src/cli/run.ts";
import { type App, readApp } from "../src/conf/index.ts";
import { readEventsFile } from "../src/demo/index.ts";
import { build } from "../src/package/index.ts";

const root = join(import.meta.dirname, "..");

export interface Outcome {
  readonly name: string;
  /** "runs", "rejected", or "no text": the notes hold no whole search. */
  readonly result: "runs" | "rejected" | "no text";
  /** Rows for a search that runs, the reason for any other. */
  readonly detail: string;
}

/** What the detections take from ESCU: macros, and a row or two of each lookup. */
const ESCU = join(root, "spl/test/fixtures/escu");

/** Run every sibling detection over these events, beside what ESCU would bring. */
export async function runCorpus(shipped: App, events: Table): Promise<readonly Outcome[]> {
  const notes = JSON.parse(
    readFileSync(join(root, "test/fixtures/detection/sibling_detections.json"), "utf8"),
  ) as readonly { readonly name: string; readonly spl?: string; readonly read: string }[];
  const app = new SearchApps([shipped, readApp(ESCU)]);
  const outcomes: Outcome[] = [];
  for (const { name, spl, read } of notes) outcomes.push(await outcomeOf(name, spl ?? read, app, events));
  return outcomes;
}

async function outcomeOf(name: string, noted: string, app: SearchApps, events: Table): Promise<Outcome> {
  const search = completed(noted);
  if (search === null) return { name, result: "no text", detail: noted };
  try {
    const { table } = await runSearch({ search, app, events });
    return { name, result: "runs", detail: `${table.rows.length} rows` };
  } catch (error) {
    if (!(error instanceof SearchError)) throw error;
    return {
      name,
      result: "rejected",
      detail: error.errors.map(({ code, message }) => `${code}: ${message}`).join(" | "),
    };
  }
}

/**
 * The notes write `ctime x2` and `filter` for the macros that end every detection, and "..." for aggregates or columns that
 * they leave out; what can stand without them runs without them. Null where the rest is no search.
 */
function completed(noted: string): string | null {
  if (!noted.startsWith("`")) return null;
  const search = noted
    .replaceAll("ctime x2", "`security_content_ctime(firstTime)` | `security_content_ctime(lastTime)`")
    .replaceAll("| filter", "| search *")
    .replaceAll("table ...", "table *")
    .replace(/stats \.\.\. by/gi, "stats count min(_time) as firstTime max(_time) as lastTime by")
    .replace(/(stats [^|]*?),? \.\.\.( by)/gi, "$1 min(_time) as firstTime max(_time) as lastTime$2");
  return search.includes("...") ? null : search;
}

if (isMain(import.meta.url)) {
  await run(async () => {
    const { events: rows } = await readEventsFile(join(root, "examples/estreamer_json_real.log"));
    const events = { fields: [...new Set(rows.flatMap((row) => [...row.keys()]))], rows };
    const dist = mkdtempSync(join(tmpdir(), "suspicious-ports-corpus-"));
    const { app } = await build(root, dist);
    const outcomes = await runCorpus(readApp(app), events);
    rmSync(dist, { recursive: true });
    for (const { name, result, detail } of outcomes)
      console.log(`${result.padEnd(8)} ${name}\n           ${detail}`);
    const count = (wanted: Outcome["result"]) => outcomes.filter(({ result }) => result === wanted).length;
    console.log(
      `\n${outcomes.length} detections: ${count("runs")} run, ${count("rejected")} are rejected, ${count("no text")} are not noted down as a search.`,
    );
  });
}

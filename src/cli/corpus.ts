/**
 * `npm run corpus`: which SPL of others the runner supports. Runs the sibling detections (published for the same firewall) against the
 * shipped app, and gives the exact reason for each one that is rejected.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { runSearch, SearchApps, SearchError, type Table } from "spl-runner";
import { type App, readApp } from "../conf/index.ts";
import { readEventsFile } from "../demo/index.ts";
import { build } from "../package/index.ts";
import { newProgram, ROOT } from "./program.ts";
import { Progress } from "./terminal.ts";

export interface Outcome {
  readonly name: string;
  /** "runs", "rejected", or "no text": the notes hold no whole search. */
  readonly result: "runs" | "rejected" | "no text";
  /** Rows for a search that runs, the reason for any other. */
  readonly detail: string;
}

/** What the detections take from ESCU: macros, and a row or two of each lookup. */
const ESCU = join(ROOT, "test/fixtures/detection/escu");

/** Run every sibling detection over these events, beside what ESCU has. */
export async function runCorpus(
  shipped: App,
  events: Table,
  onDetection: (name: string) => void = () => {},
): Promise<readonly Outcome[]> {
  const notes = JSON.parse(
    readFileSync(join(ROOT, "test/fixtures/detection/sibling_detections.json"), "utf8"),
  ) as readonly { readonly name: string; readonly spl?: string; readonly read: string }[];
  const app = new SearchApps([shipped, readApp(ESCU)]);
  const outcomes: Outcome[] = [];
  for (const { name, spl, read } of notes) {
    onDetection(name);
    outcomes.push(await outcomeOf(name, spl ?? read, app, events));
  }
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
 * they leave out; what can stand without them runs without them. Null where the rest is not a search.
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

/** Build the app and run the detections over the sample events. */
async function outcomesOfSamples(progress: Progress): Promise<readonly Outcome[]> {
  const { events: rows } = await readEventsFile(join(ROOT, "examples/estreamer_json_real.log"));
  const events = { fields: [...new Set(rows.flatMap((row) => [...row.keys()]))], rows };
  const dist = mkdtempSync(join(tmpdir(), "suspicious-ports-corpus-"));
  try {
    progress.step("building the package");
    const { app } = await build(ROOT, dist);
    return await runCorpus(readApp(app), events, (name) => progress.step(`running ${name}`));
  } finally {
    progress.clear();
    rmSync(dist, { recursive: true });
  }
}

function textReport(outcomes: readonly Outcome[]): string {
  const count = (wanted: Outcome["result"]) => outcomes.filter(({ result }) => result === wanted).length;
  const lines = outcomes.map(
    ({ name, result, detail }) => `${result.padEnd(8)} ${name}\n           ${detail}`,
  );
  return [
    `${outcomes.length} detections: ${count("runs")} run, ${count("rejected")} are rejected, ${count("no text")} are not noted down as a search.\n`,
    ...lines,
  ].join("\n");
}

export function corpusProgram(): Command {
  return newProgram(
    "corpus",
    "Run the other detections for the same firewall, and say which are rejected and why.",
  )
    .addOption(new Option("--format <format>", "of the result").choices(["text", "json"]).default("text"))
    .action(async ({ format }: { format: "text" | "json" }) => {
      const outcomes = await outcomesOfSamples(new Progress());
      console.log(format === "json" ? JSON.stringify(outcomes, null, 2) : textReport(outcomes));
    });
}

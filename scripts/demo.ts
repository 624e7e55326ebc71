/**
 * `npm run demo [-- FILE]`: builds the package, unpacks it, and runs what it ships as Splunk would: `portrisk` through its
 * launcher, and both detections, on the sample events or on any file of eStreamer JSON lines.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { type Row, runSearch, SearchApps, type Table } from "spl-runner";
import { run } from "../src/cli/run.ts";
import { type App, readApp } from "../src/conf/index.ts";
import {
  COMPARED,
  compare,
  measureSpeed,
  readEventsFile,
  SCORED_EVENT,
  score,
  textTable,
  unpack,
} from "../src/demo/index.ts";
import { build } from "../src/package/index.ts";

const root = join(import.meta.dirname, "..");
const SAMPLES = ["estreamer_json_real.log", "scenarios.jsonl"].map((name) => join(root, "examples", name));
const PUBLISHED = "Suspicious Ports - Cisco Secure Firewall - Communication Over Suspicious Ports - Rule";
const SCORED = "Suspicious Ports - Cisco Secure Firewall - Scored Communication Over Suspicious Ports - Rule";

const program = new Command("demo")
  .description("Score events with the built package, as Splunk would, and run both detections on them.")
  .argument("[file]", "a file of eStreamer events, one JSON object a line", SAMPLES)
  .option("--rows <number>", "how many rows of each table to show", wholeNumber, 12)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse();
const [files] = program.processedArgs as [string | string[]];
const { rows: most } = program.opts<{ rows: number }>();
// COLUMNS, where it is set, speaks for an output that is no terminal.
const width = process.stdout.columns ?? (Number(process.env.COLUMNS) || 170);

await run(async () => {
  const dist = mkdtempSync(join(tmpdir(), "suspicious-ports-build-"));
  const unpacked = await unpack((await build(root, dist)).spl);
  try {
    const events = await readAll([files].flat());
    await show(readApp(unpacked.app), join(unpacked.app, "bin", "portrisk"), events);
  } finally {
    unpacked.remove();
    rmSync(dist, { recursive: true });
  }
});

async function readAll(paths: readonly string[]): Promise<Table> {
  const rows: Row[] = [];
  for (const path of paths) {
    const { events, complaints } = await readEventsFile(path);
    rows.push(...events);
    for (const complaint of complaints) console.error(complaint);
  }
  if (rows.length === 0) throw new Error("There is no event to score.");
  return { fields: [...new Set(rows.flatMap((row) => [...row.keys()]))], rows };
}

async function show(app: App, launcher: string, events: Table): Promise<void> {
  const search = async (text: string) => {
    const { table, messages } = await runSearch({ search: text, app, events });
    for (const { severity, text } of messages) console.error(`${severity} ${text}`);
    return table.rows;
  };
  const apps = new SearchApps([app]);
  const all = [...(await search("* | `portrisk`"))].sort((a, b) => score(b) - score(a));
  const usable = all.filter((row) => score(row) >= 0).length;
  console.log("Every event through | portrisk, highest score first:\n");
  console.log(textTable(SCORED_EVENT, all.slice(0, most), width));
  console.log(`${count(all.length, "event")}, ${usable} with a usable port; ${shown(all.length)}.`);

  const published = await search(apps.savedSearch(PUBLISHED).search);
  const scored = await search(apps.savedSearch(SCORED).search);
  const { rows, both, onlyPublished, onlyScored } = compare(published, scored, all);
  console.log("\nThe detection as Splunk publishes it (version 6), and the scored one beside it:\n");
  console.log(textTable(COMPARED, rows.slice(0, most), width));
  console.log(`${count(rows.length, "row")}; ${shown(rows.length)}.`);
  console.log(
    `Version 6 reports ${published.length}, each worth 20. The scored detection reports ${scored.length}.`,
  );
  console.log(
    `What the score changed: ${both} stay, ${onlyPublished} fall below the threshold, ${onlyScored} are new.`,
  );

  const speed = await measureSpeed(launcher, events);
  console.log(
    `\n${Math.round(speed / 1000) * 1000} events a second (these events over and over, ${count(events.fields.length, "field")} each, chunks of 50,000).`,
  );
}

function shown(total: number): string {
  return total > most ? `the first ${most} are shown (--rows shows more)` : "all are shown";
}

function wholeNumber(text: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(text))
    throw new InvalidArgumentError("It must be a whole number of at least 1.");
  return Number(text);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

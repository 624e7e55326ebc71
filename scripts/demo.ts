/**
 * `npm run demo [-- FILE]`: builds the package, unpacks it, and speaks to its launcher as splunkd does, with the sample
 * events or any file of eStreamer JSON lines.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { highestFirst, measureSpeed, readEventsFile, scoreTable, unpack } from "../src/demo/index.ts";
import { build } from "../src/package/index.ts";
import { type Event, runCommand } from "../src/splunkd/index.ts";
import { run } from "./lib/run.ts";

const root = join(import.meta.dirname, "..");
const SAMPLES = ["estreamer_json_real.log", "scenarios.jsonl"].map((name) => join(root, "examples", name));

const program = new Command("demo")
  .description("Score events with the built package, as splunkd would, and show them as a table.")
  .argument("[file]", "a file of eStreamer events, one JSON object a line", SAMPLES)
  .option("--rows <number>", "how many of the highest scores to show", wholeNumber, 20)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse();
const [files] = program.processedArgs as [string | string[]];
const { rows } = program.opts<{ rows: number }>();

await run(async () => {
  const dist = mkdtempSync(join(tmpdir(), "suspicious-ports-build-"));
  const unpacked = await unpack((await build(root, dist)).spl);
  try {
    const launcher = join(unpacked.app, "bin", "portrisk");
    const events: Event[] = [];
    for (const file of [files].flat()) {
      const read = await readEventsFile(file);
      events.push(...read.events);
      for (const complaint of read.complaints) console.error(complaint);
    }
    if (events.length === 0) throw new Error("There is no event to score.");
    const fields = [...new Set(events.flatMap((event) => [...event.keys()]))];
    const search = "| portrisk";
    const result = await runCommand(
      { program: launcher, command: "portrisk", args: [], rawArgs: [], search },
      fields,
      events,
    );
    for (const [severity, text] of result.messages) console.error(`${severity} ${text}`);
    console.log(scoreTable(highestFirst(result.events).slice(0, rows), process.stdout.columns ?? 170));
    const scored = result.events.filter((event) => event.has("portrisk_score")).length;
    console.log(
      `${count(events.length, "event")}, ${scored} with a usable port; the highest scores are shown (--rows ${rows}).`,
    );
    const speed = await measureSpeed(launcher, fields, events);
    console.log(
      `${Math.round(speed / 1000) * 1000} events a second (these events over and over, ${count(fields.length, "field")} each, chunks of 50,000).`,
    );
  } finally {
    unpacked.remove();
    rmSync(dist, { recursive: true });
  }
});

function wholeNumber(text: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(text))
    throw new InvalidArgumentError("It must be a whole number of at least 1.");
  return Number(text);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

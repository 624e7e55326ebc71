/** `npm run demo [-- FILE]`: what the built app says of the sample events, or of any file of eStreamer JSON lines. */
import { join } from "node:path";
import { type Command, Option } from "commander";
import type { Row, Table } from "spl-runner";
import { readApp } from "../conf/index.ts";
import { jsonReport, measureSpeed, type Paint, readEventsFile, runDemo, textReport } from "../demo/index.ts";
import { withPackage } from "./package.ts";
import { newProgram, ROOT, wholeNumber } from "./program.ts";
import { type Colours, coloursOf, Progress, widthOf } from "./terminal.ts";

const SAMPLES = ["estreamer_json_real.log", "scenarios.jsonl"].map((name) => join(ROOT, "examples", name));

interface Options {
  readonly rows: number;
  readonly format: "text" | "json";
  readonly speed: boolean;
}

export function demoProgram(): Command {
  return newProgram(
    "demo",
    "Build the package, unpack it, and run what it ships as Splunk would: portrisk through its launcher, and both detections.",
  )
    .argument(
      "[file]",
      "a file of eStreamer events, one JSON object a line (default: the files in examples/)",
    )
    .option("--rows <number>", "how many rows of each table to show", wholeNumber(1, 999_999), 12)
    .addOption(new Option("--format <format>", "what to print").choices(["text", "json"]).default("text"))
    .option("--no-speed", "do not measure how many events a second are scored")
    .action((file: string | undefined, options: Options) =>
      demo(file === undefined ? SAMPLES : [file], options),
    );
}

async function demo(files: readonly string[], { rows, format, speed }: Options): Promise<void> {
  const progress = new Progress();
  const events = await readAll(files);
  progress.step("building the package");
  await withPackage(async (app) => {
    const result = await runDemo(readApp(app), events, (text) => progress.step(text));
    if (speed) progress.step("measuring the speed");
    const perSecond = speed ? await measureSpeed(join(app, "bin", "portrisk"), events) : null;
    progress.clear();
    for (const message of result.messages) console.error(message);
    const layout = { rows, width: widthOf(), paint: painter(coloursOf()) };
    console.log(format === "json" ? jsonReport(result, perSecond) : textReport(result, perSecond, layout));
  });
}

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

/** The colours of the levels, most urgent first: as dashboards have them. */
function painter(colours: Colours): Paint {
  const of: { readonly [level: string]: (text: string) => string } = {
    critical: (text) => colours.bold(colours.red(text)),
    high: colours.red,
    medium: colours.yellow,
    low: colours.cyan,
    informational: colours.dim,
  };
  return (level, text) => of[level]?.(text) ?? text;
}

/** `npm run smoke -- --host HOST`: whether the app works on a Splunk, each line with what was seen and what to do. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { type App, readApp } from "../conf/index.ts";
import { readEventsFile } from "../demo/index.ts";
import { fieldsRead, READINGS } from "../risk/schema/index.ts";
import {
  CHECKS,
  type CheckResult,
  countOf,
  jsonReport,
  junitReport,
  makeFirstEvents,
  type Paint,
  runChecks,
  type SampleEvent,
  textReport,
  unreachable,
} from "../smoke/index.ts";
import { Secrets, Splunk, SplunkError } from "../splunk/index.ts";
import { type ComparisonOptions, runComparison } from "./comparison.ts";
import { addServerOptions, explained, httpSettings, type ServerOptions } from "./connection.ts";
import { assertFile, assertWritable, withPackage } from "./package.ts";
import { count, newProgram, ROOT, wholeNumber } from "./program.ts";
import { readCredentials } from "./secrets.ts";
import { coloursOf, Progress } from "./terminal.ts";

interface Options extends ServerOptions, ComparisonOptions {
  readonly compare: boolean;
  readonly package?: string;
  readonly check: readonly string[];
  readonly junit?: string;
  readonly searchTimeout: number;
}

export function smokeProgram(): Command {
  const program = newProgram(
    "smoke",
    "Check the app on a Splunk, over its management port: installed, enabled, the command and its Node.js, macros, lookups, data, searches, dashboards, search peers. Nothing is changed there; searches are run.",
  );
  return addServerOptions(program)
    .option("--package <file>", "the .spl that was installed (default: it is built)")
    .addOption(
      new Option("--check <names...>", "only these checks, and those that they need")
        .choices(CHECKS.map(({ name }) => name))
        .default([], "all"),
    )
    .addOption(new Option("--format <format>", "of the result").choices(["text", "json"]).default("text"))
    .addOption(new Option("--json", "the same as --format json").implies({ format: "json" }))
    .option("--junit <file>", "also write JUnit's XML")
    .option("--search-timeout <seconds>", "how long one search may take", wholeNumber(1, 86_400), 300)
    .option(
      "--compare",
      "in place of the checks: run the SPL runner's cases there and here, and print each difference",
      false,
    )
    .option("--cases <text>", "of --compare: only cases with this in their name, such as stats.jsonl", "")
    .option("--jobs <number>", "of --compare: searches at once", wholeNumber(1, 16), 2)
    .option("--report <file>", "of --compare: also write a file that can be sent to the project")
    .option(
      "--timezone <name>",
      "of --compare: the server's time zone, where the account has none and it is not UTC",
    )
    .addHelpText(
      "after",
      `\nChecks:\n${CHECKS.map(({ name, about }) => `  ${name.padEnd(11)} ${about}`).join("\n")}`,
    )
    .action((options: Options) => smoke(program, options));
}

/** Options that do nothing with --compare, and those that do nothing without. */
const OF_CHECKS = ["check", "junit", "searchTimeout"] as const;
const OF_COMPARISON = ["cases", "jobs", "report", "timezone"] as const;

async function smoke(program: Command, options: Options): Promise<void> {
  for (const name of options.compare ? OF_CHECKS : OF_COMPARISON)
    if (program.getOptionValueSource(name) === "cli") {
      const flag = program.options.find((option) => option.attributeName() === name)!.long;
      program.error(`error: ${flag} does nothing ${options.compare ? "with" : "without"} --compare`);
    }
  assertFile(program, "--package", options.package);
  assertWritable(program, "--junit", options.junit);
  assertWritable(program, "--report", options.report);
  const secrets = new Secrets();
  const http = httpSettings(program, options, secrets);
  const credentials = await readCredentials(program, options.user);
  const progress = new Progress();
  try {
    progress.step("reading the package");
    await withPackage(async (folder) => {
      const app = readApp(folder);
      const { host, port } = options;
      progress.step(`connecting to ${host}`);
      let splunk: Splunk;
      try {
        splunk = await Splunk.connect({ ...http, host, port, credentials, app: app.name });
      } catch (error) {
        if (error instanceof SplunkError && !options.compare) {
          const results = unreachable(error, options.check);
          if (options.format === "json") print(app, results, options);
          writeJunit(app, results, options);
        }
        return await explained(() => Promise.reject(error));
      }
      try {
        await withServer(splunk, app, options, progress);
      } finally {
        await splunk.close();
      }
    }, options.package);
  } finally {
    progress.clear();
  }
}

async function withServer(splunk: Splunk, app: App, options: Options, progress: Progress): Promise<void> {
  const events = await sampleEvents();
  if (options.compare) {
    const step = (text: string) => (text === "" ? progress.clear() : progress.step(text));
    return await explained(() => runComparison(splunk, app, events, options, step));
  }
  const context = {
    splunk,
    app,
    searchTimeout: options.searchTimeout * 1000,
    sample: makeFirstEvents(events),
    onProgress: (text: string) => progress.step(text),
  };
  const results = await runChecks(context, options.check, (name) => progress.step(name));
  progress.clear();
  print(app, results, options);
  writeJunit(app, results, options);
  const failures = countOf(results, "failed");
  if (failures > 0)
    throw new Error(`The app does not work here as it should: ${count(failures, "failure")}.`);
}

function print(app: App, results: readonly CheckResult[], { format }: Options): void {
  const version = app.conf("app").value("launcher", "version") ?? "";
  console.log(format === "json" ? jsonReport(app.name, version, results) : textReport(results, painter()));
}

function writeJunit(app: App, results: readonly CheckResult[], { junit }: Options): void {
  if (junit !== undefined) writeFileSync(junit, junitReport(app.name, results));
}

/** The labelled events of examples/, with the fields that the command reads. */
async function sampleEvents(): Promise<SampleEvent[]> {
  const read: ReadonlySet<string> = new Set(READINGS.flatMap(fieldsRead));
  const { events } = await readEventsFile(join(ROOT, "examples", "scenarios.jsonl"));
  return events.map((event) => Object.fromEntries([...event].filter(([field]) => read.has(field))));
}

function painter(): Paint {
  const { green, yellow, red, dim } = coloursOf();
  const of = { ok: green, warning: yellow, failed: red, skipped: dim };
  return (status, text) => of[status](text);
}

/** `npm run smoke -- --host HOST`: whether the app works on a Splunk, each line with what was seen and what to do. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { readApp } from "../conf/index.ts";
import { readEventsFile } from "../demo/index.ts";
import { INPUTS } from "../risk/schema/index.ts";
import {
  CHECKS,
  countOf,
  jsonReport,
  junitReport,
  makeFirstEvents,
  type Paint,
  runChecks,
  type SampleEvent,
  textReport,
} from "../smoke/index.ts";
import { Secrets, Splunk } from "../splunk/index.ts";
import { type ComparisonOptions, runComparison } from "./comparison.ts";
import { addServerOptions, explained, httpSettings, type ServerOptions } from "./connection.ts";
import { withPackage } from "./package.ts";
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
    .option("--json", "print JSON", false)
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

async function smoke(program: Command, options: Options): Promise<void> {
  if (options.package !== undefined && !existsSync(options.package))
    program.error(`error: ${options.package} is not a file that can be read`);
  const secrets = new Secrets();
  const http = httpSettings(program, options, secrets);
  const credentials = await readCredentials(program, options.user);
  const progress = new Progress();
  progress.step("reading the package");
  await withPackage(async (folder) => {
    const app = readApp(folder);
    const { host, port } = options;
    progress.step(`connecting to ${host}`);
    const splunk = await explained(() => Splunk.connect({ ...http, host, port, credentials, app: app.name }));
    try {
      const events = await sampleEvents();
      if (options.compare) {
        const step = (text: string) => (text === "" ? progress.clear() : progress.step(text));
        return await runComparison(splunk, app, events, options, step);
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
      const version = app.conf("app").value("launcher", "version") ?? "";
      console.log(options.json ? jsonReport(app.name, version, results) : textReport(results, painter()));
      if (options.junit !== undefined) writeFileSync(options.junit, junitReport(app.name, results));
      const failures = countOf(results, "failed");
      if (failures > 0)
        throw new Error(`The app does not work here as it should: ${count(failures, "failure")}.`);
    } finally {
      await splunk.close();
    }
  }, options.package);
}

/** The labelled events of examples/, with the fields that the command reads. */
async function sampleEvents(): Promise<SampleEvent[]> {
  const read: ReadonlySet<string> = new Set(Object.values(INPUTS).flatMap(({ fields }) => fields));
  const { events } = await readEventsFile(join(ROOT, "examples", "scenarios.jsonl"));
  return events.map((event) => Object.fromEntries([...event].filter(([field]) => read.has(field))));
}

function painter(): Paint {
  const { green, yellow, red, dim } = coloursOf();
  const of = { ok: green, warning: yellow, failed: red, skipped: dim };
  return (status, text) => of[status](text);
}

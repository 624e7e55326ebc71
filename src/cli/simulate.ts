/**
 * `npm run simulate`: days of traffic of a network of 10,000 hosts, with 20 attacks planted in each, and what the built app finds in them
 * (docs/simulation.md).
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  DEFAULT_SCALE,
  HOURS_A_DAY,
  printReport,
  type SimulateRequest,
  simulate,
} from "../simulate/index.ts";
import { withPackage } from "./package.ts";
import { newProgram, wholeNumber } from "./program.ts";
import { Progress } from "./terminal.ts";

interface Options extends Pick<SimulateRequest, "seed" | "scale" | "view"> {
  readonly days: number;
  readonly hours?: number;
  readonly examples: number;
  readonly events?: string;
  readonly format: "text" | "json";
  readonly app?: string;
}

const MAX_DAYS = 366;

export function simulateProgram(): Command {
  return newProgram(
    "simulate",
    "Make days of traffic of a network with planted attacks, and show what the app finds.",
  )
    .option("--seed <number>", "the same seed gives the same events", wholeNumber(0, 999_999_999), 1)
    .option("--days <number>", "how many days", wholeNumber(1, MAX_DAYS), 1)
    .option(
      "--hours <number>",
      "only so many hours, from the first midnight on",
      wholeNumber(1, MAX_DAYS * HOURS_A_DAY),
    )
    .option(
      "--scale <share>",
      "share of ordinary traffic, above 0, at most 1; what is rare is thinned less or not at all",
      share,
      DEFAULT_SCALE,
    )
    .addOption(
      new Option(
        "--view <what>",
        "command: score every event; searches: run the scheduled searches hour by hour",
      )
        .choices(["command", "searches", "all"])
        .default("all"),
    )
    .option(
      "--examples <number>",
      "of each cause, so many kinds of events that reach 50",
      wholeNumber(0, 999_999),
      0,
    )
    .option("--events <file>", "write the events, one a line, and FILE.truth.csv with the cause of each")
    .addOption(new Option("--format <format>", "what to print").choices(["text", "json"]).default("text"))
    .option("--app <folder>", "a built app (default: built from this checkout)")
    .action(async (options: Options) => {
      const { seed, scale, view, days, hours = days * HOURS_A_DAY, events: file = null } = options;
      const progress = new Progress();
      const run = (app: string) =>
        simulate({ seed, scale, view, hours, file, app, onProgress: (text) => progress.step(text) });
      progress.step("building the package");
      try {
        const report = options.app === undefined ? await withPackage(run) : await run(options.app);
        progress.clear();
        console.log(
          options.format === "json" ? JSON.stringify(report, null, 2) : printReport(report, options.examples),
        );
      } finally {
        progress.clear();
      }
    });
}

function share(text: string): number {
  const value = Number(text);
  if (!/^[0-9.]{1,12}$/.test(text) || !(value > 0 && value <= 1))
    throw new InvalidArgumentError("It must be a number above 0, at most 1.");
  return value;
}

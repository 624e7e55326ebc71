/** The options of the command line: what they are, and what is wrong with them before anything is read. */
import { statSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import {
  ASSUMPTIONS,
  type Assumptions,
  checkedTimezone,
  EVENT_FORMATS,
  parseInstant,
  parseTime,
  readAssumption,
  SplError,
} from "../index.ts";
import type { Output } from "./output.ts";

export interface Options {
  readonly app?: readonly string[];
  readonly events?: string;
  /** A name of EVENT_FORMATS. */
  readonly as?: string;
  /** "Model.Dataset" → file of its rows. */
  readonly datamodel?: ReadonlyMap<string, string>;
  /** What the user decides where documentation leaves it open. */
  readonly assume?: Assumptions;
  /** A CSV file for the command iplocation. */
  readonly iplocation?: string;
  /** A file of replies for the command rest. */
  readonly rest?: string;
  /** The folder that outputlookup and collect write to. */
  readonly state?: string;
  readonly format: "json" | "csv" | "table";
  readonly saved?: string;
  readonly token?: ReadonlyMap<string, string>;
  readonly dispatch?: boolean;
  readonly earliest?: string;
  readonly latest?: string;
  readonly now?: string;
  readonly timezone: string;
  readonly check?: boolean;
  readonly requireEvents?: boolean;
}

const HELP = `
Rows go to standard output, messages and errors to standard error.

Other commands, each with a --help of its own (a search for one of these words is: spl 'search test'):
  spl test   run tests of searches, written as YAML
  spl check  every error of an app's searches, without events

Exit codes:
  0  the search ran (also without rows), or --check found nothing wrong
  1  the search, its app or its events were rejected
  2  wrong usage: an unknown option, a missing value, a file that cannot be read,
     an output that cannot be written
  3  with --require-events: the search had no event to read

Examples:
  spl '| makeresults count=3 | eval n=random()' --check
  spl --events events.jsonl --format table 'action=blocked | stats count by src'
  spl --app my_app --events events.jsonl --saved "My Detection" --dispatch
  spl --app my_app --events events.jsonl --saved "My Baseline" --state state --now 2026-03-10T12:00:00Z
`;

export function commandLine(output: Output): Command {
  return new Command("spl")
    .description("Run SPL against events, without Splunk. What it does not implement exactly is rejected.")
    .argument("[SPL]", "the search; not needed with --saved")
    .option(
      "--app <folder>",
      "an app; searches run in the first one, of others only what they export is seen",
      collect,
    )
    .option("--events <file>", "events, one JSON object a line; - reads standard input")
    .addOption(
      new Option(
        "--as <kind>",
        `what the events are: ${[...EVENT_FORMATS.values()].map(({ name, description }) => `${name}, ${description}`).join("; ")}`,
      ).choices([...EVENT_FORMATS.keys()]),
    )
    .option(
      "--datamodel <model.dataset=file>",
      "rows of a dataset of a data model, one JSON object a line, fields named as in the dataset; may be repeated",
      collectDatamodel,
    )
    .option(
      "--assume <name=value>",
      `decide what documentation leaves open, reported on stderr; may be repeated: ${[...ASSUMPTIONS].map(([name, { values }]) => `${name}=${values.join("|")}`).join(", ")}`,
      collectAssumption,
    )
    .option(
      "--iplocation <file>",
      "what the command iplocation gives: a CSV file with the column network and as many as there are of City, Country, Region, lat, lon, Continent, MetroCode, Timezone",
    )
    .option(
      "--rest <file>",
      "what the command rest gives: a JSON object, endpoint as the search names it → array of rows",
    )
    .option(
      "--state <folder>",
      "what lasts from run to run, and the only place that a search may write to: collections, lookups, collected events",
    )
    .addOption(
      new Option("--format <format>", "of the result").choices(["json", "csv", "table"]).default("json"),
    )
    .option("--saved <name>", "run a saved search of the app")
    .option("--token <name=value>", "value of $name$ in the saved search; may be repeated", collectToken)
    .option(
      "--dispatch",
      "use the time ranges of the saved search (dispatch.earliest_time, .latest_time, .index_earliest, .index_latest)",
    )
    .option(
      "--earliest <time>",
      "time modifier, epoch seconds or ISO 8601; events before it are not searched",
    )
    .option("--latest <time>", "time modifier, epoch seconds or ISO 8601; events from it on are not searched")
    .option("--now <time>", "the time of the search: epoch seconds or ISO 8601")
    .option("--timezone <zone>", "IANA name of the zone in which times are read and shown", "UTC")
    .option(
      "--require-events",
      "exit with 3 where the search has no event to read: an empty file, or none in the time range",
    )
    .option("--check", "only check the search; print it in canonical form")
    .addHelpText("after", HELP)
    .exitOverride()
    .configureOutput({ writeOut: output.out, writeErr: output.err });
}

export function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

export function collectToken(
  value: string,
  previous: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const equals = value.indexOf("=");
  if (equals < 1) throw new InvalidArgumentError("It must be name=value.");
  return new Map([...previous, [value.slice(0, equals), value.slice(equals + 1)]]);
}

function collectAssumption(value: string, previous: Assumptions = new Map()): Assumptions {
  try {
    return new Map([...previous, readAssumption(value)]);
  } catch (error) {
    throw error instanceof SplError ? new InvalidArgumentError(error.message) : error;
  }
}

function collectDatamodel(
  value: string,
  previous: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const [, path, file] = /^([^.=]+\.[^.=]+)=(.+)$/s.exec(value) ?? [];
  if (path === undefined || file === undefined)
    throw new InvalidArgumentError(
      "It must be Model.Dataset=FILE, such as Network_Traffic.All_Traffic=rows.jsonl.",
    );
  return new Map([...previous, [path, file]]);
}

/** What is wrong with the options together; null if nothing is. */
export function usageError(options: Options, text: string | undefined): string | null {
  if ((text === undefined) === (options.saved === undefined)) return "give either a search or --saved NAME";
  if (options.saved !== undefined && options.app === undefined) return "--saved needs --app";
  if (options.saved === undefined && (options.token !== undefined || options.dispatch)) {
    return "--token and --dispatch belong to --saved";
  }
  if (options.as !== undefined && options.events === undefined) return "--as needs --events";
  if (options.now !== undefined && parseInstant(options.now) === null)
    return "--now takes epoch seconds or ISO 8601 with a zone";
  const missing = options.app?.find((folder) => !isFolder(folder));
  if (missing !== undefined) return `--app: there is no folder ${missing}`;
  return badTime(options);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** What is wrong with --timezone, --earliest or --latest by themselves; null if nothing is. */
function badTime({ timezone, earliest, latest, now }: Options): string | null {
  const time = now === undefined ? Date.now() / 1000 : parseInstant(now)!;
  const check = (name: string, read: () => unknown): string | null => {
    try {
      read();
      return null;
    } catch (error) {
      // What is a time but not settled (the 31st of a shorter month) is rejected with the search.
      if (error instanceof SplError && error.code === "invalid_time") return `${name}: ${error.message}`;
      if (error instanceof SplError) return null;
      throw error;
    }
  };
  const checkTime = (name: string, text: string | undefined): string | null =>
    text === undefined ? null : check(name, () => parseInstant(text) ?? parseTime(text, time, timezone));
  return (
    check("--timezone", () => checkedTimezone(timezone)) ??
    checkTime("--earliest", earliest) ??
    checkTime("--latest", latest)
  );
}

/**
 * The command line of the SPL runner: reads arguments, an app and events; prints the rows of a search. Exit codes: 0 done,
 * 1 the search or its data was refused, 2 wrong usage.
 */
import { readFileSync, statSync } from "node:fs";
import { ConfError, readApp } from "@suspicious-ports/conf";
import Table from "cli-table3";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import {
  adaptEstreamer,
  cell,
  checkedTimezone,
  checkSearch,
  formatRefusal,
  parseTime,
  printCsv,
  printJson,
  readEvents,
  runSearch,
  SearchApps,
  type SearchRequest,
  SplError,
  type Table as SplTable,
  shownFields,
  substituteTokens,
} from "../index.ts";

export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

interface Options {
  readonly app?: readonly string[];
  readonly events?: string;
  readonly as?: "estreamer";
  readonly format: "json" | "csv" | "table";
  readonly saved?: string;
  readonly token?: ReadonlyMap<string, string>;
  readonly dispatch?: boolean;
  readonly earliest?: string;
  readonly latest?: string;
  readonly now?: string;
  readonly timezone: string;
  readonly check?: boolean;
}

/** Run the command line with these arguments (without node and script). Gives the exit code; throws nothing. */
export async function runSplCli(argv: readonly string[], output: Output): Promise<number> {
  const program = commandLine(output);
  try {
    program.parse(argv, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
  const options = program.opts<Options>();
  const text = program.args[0];
  const usage = usageError(options, text);
  if (usage !== null) {
    output.err(`error: ${usage}\n`);
    return 2;
  }
  try {
    await search(options, text, output);
    return 0;
  } catch (error) {
    if (error instanceof SplError) output.err(`${formatRefusal(error)}\n`);
    else if (error instanceof ConfError) output.err(`error[damaged_conf]: ${error.message}\n`);
    else if (error instanceof UnreadableFile) {
      output.err(`error: ${error.message}\n`);
      return 2;
    } else throw error;
    return 1;
  }
}

function commandLine(output: Output): Command {
  return new Command("spl")
    .description("Run SPL against events, without Splunk. What is not understood is refused, never guessed.")
    .argument("[SPL]", "the search; not needed with --saved")
    .option(
      "--app <folder>",
      "an app; searches run in the first one, of others only what they export is seen",
      collect,
    )
    .option("--events <file>", "events, one JSON object a line; - reads standard input")
    .addOption(new Option("--as <kind>", "read the events as raw lines of this kind").choices(["estreamer"]))
    .addOption(
      new Option("--format <format>", "of the result").choices(["json", "csv", "table"]).default("json"),
    )
    .option("--saved <name>", "run a saved search of the app")
    .option("--token <name=value>", "value of $name$ in the saved search; may be repeated", collectToken)
    .option("--dispatch", "use the saved search's dispatch.earliest_time and dispatch.latest_time")
    .option(
      "--earliest <time>",
      "time modifier, epoch seconds or ISO 8601; events before it are not searched",
    )
    .option("--latest <time>", "time modifier, epoch seconds or ISO 8601; events from it on are not searched")
    .option("--now <time>", "the time of the search: epoch seconds or ISO 8601")
    .option("--timezone <zone>", "IANA name of the zone in which times are read and shown", "UTC")
    .option("--check", "only check the search; print it in canonical form")
    .exitOverride()
    .configureOutput({ writeOut: output.out, writeErr: output.err });
}

function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

function collectToken(value: string, previous: ReadonlyMap<string, string> = new Map()): Map<string, string> {
  const equals = value.indexOf("=");
  if (equals < 1) throw new InvalidArgumentError("It has to be name=value.");
  return new Map([...previous, [value.slice(0, equals), value.slice(equals + 1)]]);
}

function usageError(options: Options, text: string | undefined): string | null {
  if ((text === undefined) === (options.saved === undefined)) return "give either a search or --saved NAME";
  if (options.saved !== undefined && options.app === undefined) return "--saved needs --app";
  if (options.saved === undefined && (options.token !== undefined || options.dispatch)) {
    return "--token and --dispatch belong to --saved";
  }
  if (options.as !== undefined && options.events === undefined) return "--as needs --events";
  if (options.now !== undefined && parseNow(options.now) === null)
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
  const time = now === undefined ? Date.now() / 1000 : parseNow(now)!;
  const check = (name: string, read: () => unknown): string | null => {
    try {
      read();
      return null;
    } catch (error) {
      // What is a time but not settled (the 31st of a shorter month) is refused with the search.
      if (error instanceof SplError && error.code === "bad_time") return `${name}: ${error.message}`;
      if (error instanceof SplError) return null;
      throw error;
    }
  };
  const checkTime = (name: string, text: string | undefined): string | null =>
    text === undefined ? null : check(name, () => parseNow(text) ?? parseTime(text, time, timezone));
  return (
    check("--timezone", () => checkedTimezone(timezone)) ??
    checkTime("--earliest", earliest) ??
    checkTime("--latest", latest)
  );
}

async function search(options: Options, given: string | undefined, output: Output): Promise<void> {
  const [first, ...others] = (options.app ?? []).map(readApp);
  const apps = first === undefined ? null : new SearchApps([first, ...others]);
  let text = given ?? "";
  let { earliest, latest } = options;
  if (options.saved !== undefined && apps !== null) {
    const saved = apps.savedSearch(options.saved);
    text = substituteTokens(saved.search, options.token ?? new Map());
    if (saved.disabled)
      output.err(`note: ${saved.place}: the saved search is disabled; it is run all the same.\n`);
    if (options.dispatch) {
      earliest ??= saved.earliest ?? undefined;
      latest ??= saved.latest ?? undefined;
    }
  }
  const events = options.events === undefined ? undefined : readEventsFile(options.events, options.as);
  const request: SearchRequest = {
    search: text,
    app: apps,
    timezone: options.timezone,
    onMessage: ({ severity, text: message }) => output.err(`${severity}: ${message}\n`),
    ...(events === undefined ? {} : { events }),
    ...(earliest === undefined ? {} : { earliest: parseNow(earliest) ?? earliest }),
    ...(latest === undefined ? {} : { latest: parseNow(latest) ?? latest }),
    ...(options.now === undefined ? {} : { now: parseNow(options.now)! }),
  };
  if (options.check) {
    output.out(`${checkSearch(request).text}\n`);
    return;
  }
  const { table } = await runSearch(request);
  output.out({ json: printJson, csv: printCsv, table: printTable }[options.format](table));
}

class UnreadableFile extends Error {}

function readEventsFile(file: string, kind: Options["as"]): SplTable {
  let content: Buffer;
  try {
    content = readFileSync(file === "-" ? 0 : file);
  } catch (error) {
    throw new UnreadableFile(
      `cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  try {
    return readEvents(content, kind === "estreamer" ? adaptEstreamer : null);
  } catch (error) {
    if (!(error instanceof SplError)) throw error;
    throw new SplError(error.code, `${file}: ${error.message}`);
  }
}

/** Epoch seconds of "1700000000" or "2026-03-10T12:00:00Z"; null if it is neither. */
function parseNow(text: string): number | null {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.test(text)) return null;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
}

function printTable(table: SplTable): string {
  if (table.rows.length === 0) return "no rows\n";
  const fields = shownFields(table);
  if (fields.length === 0) return `${table.rows.length} rows without fields\n`;
  const view = new Table({ head: fields, style: { head: [], border: [], compact: true } });
  for (const row of table.rows) view.push(fields.map((field) => cell(row, field)));
  return `${view.toString()}\n`;
}

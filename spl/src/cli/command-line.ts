/**
 * The command line of the SPL runner: reads arguments, an app and events; prints the rows of a search. Exit codes: 0 done,
 * 1 the search or its data was rejected, 2 wrong usage.
 */
import { readFileSync } from "node:fs";
import { ConfError, readApp } from "@suspicious-ports/conf";
import { CommanderError } from "commander";
import {
  asLimit,
  type Bytes,
  bytesOf,
  checkSearch,
  type DispatchRange,
  dispatchRange,
  EVENT_FORMATS,
  EventFile,
  type EventSource,
  FolderState,
  formatSearchError,
  NO_ASSUMPTIONS,
  parseInstant,
  printAssumptions,
  printCsv,
  printJson,
  readEvents,
  readLocations,
  readReplies,
  runSearch,
  SearchApps,
  type SearchRequest,
  SplError,
  substituteTokens,
  type Table,
} from "../index.ts";
import { runCheck } from "./check-command.ts";
import { tryOpenFile } from "./event-bytes.ts";
import type { Host } from "./host.ts";
import { commandLine, type Options, usageError } from "./options.ts";
import type { Output } from "./output.ts";
import { printTable } from "./table.ts";
import { runTests } from "./test-command.ts";

/**
 * Run the command line with these arguments (without node and script). Gives the exit code; throws nothing.
 * @param host what the process around it can do; without one, everything runs in this process
 */
export async function runCommandLine(
  argv: readonly string[],
  output: Output,
  host: Host | null = null,
): Promise<number> {
  if (argv[0] === "test") return runTests(argv.slice(1), output, host);
  if (argv[0] === "check") return runCheck(argv.slice(1), output);
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
    return await search(options, text, output);
  } catch (error) {
    if (error instanceof SplError) output.err(`${formatSearchError(error)}\n`);
    else if (error instanceof ConfError) output.err(`error[malformed_conf]: ${error.message}\n`);
    else if (error instanceof UnreadableFile) {
      output.err(`error: ${error.message}\n`);
      return 2;
    } else throw error;
    return 1;
  }
}

/** @returns the exit code of a search that was not rejected */
async function search(options: Options, given: string | undefined, output: Output): Promise<number> {
  const apps = SearchApps.of((options.app ?? []).map(readApp));
  let text = given ?? "";
  let range: DispatchRange = {};
  if (options.saved !== undefined && apps !== null) {
    const saved = apps.savedSearch(options.saved);
    text = substituteTokens(saved.search, options.token ?? new Map());
    if (saved.disabled)
      output.err(`note: ${saved.place}: the saved search is disabled; it is run all the same.\n`);
    if (options.dispatch) range = dispatchRange(saved);
  }
  const { earliest = range.earliest, latest = range.latest } = options;
  const events = options.events === undefined ? undefined : openEvents(options.events, options);
  const request: SearchRequest = {
    search: text,
    app: apps,
    timezone: options.timezone,
    onMessage: ({ severity, text: message }) => output.err(`${severity}: ${message}\n`),
    ...(events === undefined ? {} : { events: events.source }),
    ...(options.datamodel === undefined ? {} : { datasets: readDatasets(options.datamodel) }),
    ...(options.assume === undefined ? {} : { assumptions: options.assume }),
    ...(options.iplocation === undefined ? {} : { locations: readFile(options.iplocation, readLocations) }),
    ...(options.rest === undefined ? {} : { replies: readRepliesFile(options.rest) }),
    ...(options.state === undefined ? {} : { state: openState(options.state) }),
    ...range,
    ...(earliest === undefined ? {} : { earliest: parseInstant(earliest) ?? earliest }),
    ...(latest === undefined ? {} : { latest: parseInstant(latest) ?? latest }),
    ...(options.now === undefined ? {} : { now: parseInstant(options.now)! }),
  };
  for (const assumption of printAssumptions(options.assume ?? NO_ASSUMPTIONS)) {
    output.err(`note: assumed ${assumption}, which documentation leaves open.\n`);
  }
  if (options.check) {
    output.out(`${checkSearch(request).text}\n`);
    return 0;
  }
  const { table, eventsRead } = await runSearch(request).finally(() => events?.close());
  output.out(printed(table, { json: printJson, csv: printCsv, table: printTable }[options.format]));
  if (eventsRead !== 0) return 0;
  // A test of a search over the wrong file would pass in silence.
  output.err(
    `warning: the search had no event to read${events === undefined ? "; give some with --events" : ": the file has none in the time range"}.\n`,
  );
  return options.requireEvents ? 3 : 0;
}

/** @throws SplError "limit" where the rows are too much for one string */
function printed(table: Table, print: (table: Table) => string): string {
  try {
    return print(table);
  } catch (error) {
    throw asLimit(error);
  }
}

class UnreadableFile extends Error {}

interface OpenEvents {
  readonly source: EventSource;
  readonly close: () => void;
}

/** Events of a file, which is read in batches when the search asks for them. Standard input and pipes are kept in memory as they are. */
function openEvents(file: string, { as: kind, assume }: Options): OpenEvents {
  const format = kind === undefined ? null : (EVENT_FORMATS.get(kind) ?? null);
  const opened = file === "-" ? null : readable(file, () => tryOpenFile(file));
  const bytes: Bytes =
    opened === null
      ? bytesOf(readFile(file === "-" ? 0 : file, (content) => content))
      : {
          size: opened.size,
          read: (position, length) => readable(file, () => opened.read(position, length)),
        };
  return {
    source: new EventFile(bytes, { format, assumptions: assume ?? NO_ASSUMPTIONS, name: file }),
    close: () => opened?.close(),
  };
}

function readDatasets(files: ReadonlyMap<string, string>): ReadonlyMap<string, Table> {
  return new Map([...files].map(([path, file]) => [path, readFile(file, (content) => readEvents(content))]));
}

function openState(folder: string): FolderState {
  try {
    return new FolderState(folder);
  } catch (error) {
    if (error instanceof SplError) throw new UnreadableFile(error.message);
    throw error;
  }
}

function readRepliesFile(file: string): ReadonlyMap<string, Table> {
  return readFile(file, (content) => readReplies(content.toString("utf8")));
}

/** @throws UnreadableFile for what the file system says */
function readable<Content>(name: string, read: () => Content): Content {
  try {
    return read();
  } catch (error) {
    throw new UnreadableFile(
      `cannot read ${name}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** @param file a path, or 0 for standard input */
function readFile<Content>(file: string | 0, read: (content: Buffer) => Content): Content {
  const name = file === 0 ? "-" : file;
  const content = readable(name, () => readFileSync(file));
  try {
    return read(content);
  } catch (error) {
    if (!(error instanceof SplError)) throw error;
    throw new SplError(error.code, `${name}: ${error.message}`);
  }
}

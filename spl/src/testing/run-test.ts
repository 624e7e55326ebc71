/** Runs one test: the search over its events, and what came of it beside what the test expects. */
import { readFileSync, statSync } from "node:fs";
import { type App, ConfError, readApp } from "@suspicious-ports/conf";
import {
  dispatchRange,
  EVENT_FORMATS,
  formatSearchError,
  MemoryState,
  readEvents,
  readReplies,
  runSearch,
  SearchApps,
  SearchError,
  type SearchRequest,
  SplError,
  substituteTokens,
  type Table,
} from "../index.ts";
import type { MacroDefinition } from "../macros/definition.ts";
import { printText } from "../text/quoting.ts";
import { FileError, type FilePlace } from "../yaml/file-error.ts";
import {
  compareExcluded,
  compareOrdered,
  compareRows,
  type Failure,
  listed,
  rowCount,
  shownRow,
} from "./compare.ts";
import { ContentRepository, NoApp } from "./content-repository.ts";
import type {
  Expectation,
  ExpectedError,
  MacroOverride,
  TestCase,
  TestedEvents,
  TestedSearch,
} from "./test-case.ts";

/** What came of a test. Plain data: workers send it. */
export interface Outcome {
  readonly status: "passed" | "failed" | "skipped";
  /** Why it was skipped. */
  readonly reason: string | null;
  readonly failures: readonly Failure[];
  /** Warnings and errors of custom commands and of the runner, which a test does not judge. */
  readonly messages: readonly string[];
}

/** Of a test without a time: no event has one. */
const NO_TIME = Date.UTC(2000, 0, 1) / 1000;

/** Never throws for what a test file or an app has wrong: that is a failure of the test. */
export async function runTest(test: TestCase): Promise<Outcome> {
  if (test.skip !== null) return { status: "skipped", reason: test.skip, failures: [], messages: [] };
  const messages: string[] = [];
  const failures = await failuresOf(test, messages);
  return { status: failures.length === 0 ? "passed" : "failed", reason: null, failures, messages };
}

async function failuresOf(test: TestCase, messages: string[]): Promise<Failure[]> {
  let request: SearchRequest;
  try {
    request = await prepared(test, messages);
  } catch (error) {
    return rejected(error, test.place, test.expect.error);
  }
  try {
    const { table } = await runSearch(request);
    return judge(table, test.expect);
  } catch (error) {
    return rejected(error, { ...test.place, line: test.search.line }, test.expect.error);
  }
}

/** What a rejected search is to a test: what it expects, or a failure. */
function rejected(error: unknown, { file, line }: FilePlace, wanted: ExpectedError | null): Failure[] {
  if (error instanceof FileError)
    return error.place.file === file
      ? [failure(error.place.line, error.reason)]
      : [failure(line, error.message)];
  if (error instanceof ConfError) return [failure(line, error.message)];
  if (!(error instanceof SplError)) throw error;
  const shown = formatSearchError(error);
  if (wanted === null) return [failure(line, `The search was rejected.\n${shown}`)];
  const all = error instanceof SearchError ? error.errors : [error];
  const source = error instanceof SearchError ? error.source : null;
  const at = (each: SplError) => {
    if (each.span === undefined || source === null) return "";
    const { span } = source.locate(each.span);
    return source.original.slice(span.start, span.end);
  };
  const fits = all.some(
    (each) =>
      each.code === wanted.code &&
      (wanted.message === null || each.message.includes(wanted.message)) &&
      (wanted.at === null || at(each) === wanted.at),
  );
  if (fits) return [];
  const parts = [
    wanted.code,
    wanted.message === null ? "" : ` with ${JSON.stringify(wanted.message)} in its message`,
    wanted.at === null ? "" : ` at ${JSON.stringify(wanted.at)}`,
  ];
  return [failure(wanted.line, `The search was rejected, but not with ${parts.join("")}.\n${shown}`)];
}

function judge(table: Table, expect: Expectation): Failure[] {
  if (expect.error !== null)
    return [
      failure(
        expect.error.line,
        `The search must end in the error ${expect.error.code}, but it ran and gave ${rowCount(table.rows.length)}.`,
      ),
    ];
  const failures: Failure[] = [];
  const { rows, ordered, contains, excludes, count, columns } = expect;
  if (rows !== null)
    failures.push(
      ...(ordered
        ? compareOrdered(table, rows, expect.line)
        : compareRows(table, rows, { all: true, line: expect.line })),
    );
  failures.push(...compareRows(table, contains, { all: false, line: expect.line }));
  failures.push(...compareExcluded(table, excludes));
  const found = table.rows.length;
  if (count !== null && (found < count.minimum || found > count.maximum)) {
    const came = found === 0 ? "" : `:${listed(table.rows.map((row) => shownRow(row, table.fields)))}`;
    failures.push(
      failure(count.line, `${countText(count)} must come, and ${rowCount(found)} came${came || "."}`),
    );
  }
  if (columns !== null && columns.names.join("\0") !== table.fields.join("\0"))
    failures.push(
      failure(
        columns.line,
        `The columns must be ${columns.names.join(", ")}, and are ${table.fields.join(", ") || "none"}.`,
      ),
    );
  return failures;
}

function countText({ minimum, maximum }: NonNullable<Expectation["count"]>): string {
  if (minimum === maximum) return rowCount(minimum);
  if (maximum === Number.POSITIVE_INFINITY) return `At least ${rowCount(minimum)}`;
  return minimum === 0 ? `At most ${rowCount(maximum)}` : `${minimum} to ${maximum} rows`;
}

function failure(line: number, message: string): Failure {
  return { line, message, differences: [] };
}

/**
 * Fills lookups and runs what is to run before, over a state that the test has for itself. Gives the request of the search that is tested.
 * Throws FileError, SplError and ConfError.
 */
async function prepared(test: TestCase, messages: string[]): Promise<SearchRequest> {
  const request = requestOf(test, messages);
  for (const { name, rows, line } of test.lookups)
    await within(test, line, `The lookup ${name} cannot be filled`, () =>
      // outputlookup has the rules for keys and types of a collection's fields.
      runSearch({
        app: request.app!,
        state: request.state!,
        events: eventsOf(rows, { ...test, as: null }),
        search: `search * | outputlookup ${printText(name)}`,
      }),
    );
  for (const { search, events, now } of test.before)
    await within(test, search.line, "A run before the test was rejected", () =>
      runSearch({
        ...request,
        search: textOf(search, request.app as SearchApps, new Map()),
        ...(events === null ? {} : { events: eventsOf(events, test) }),
        ...(now === null ? {} : { now }),
      }),
    );
  return request;
}

async function within(
  test: TestCase,
  line: number,
  what: string,
  action: () => Promise<unknown>,
): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof SplError)) throw error;
    throw new FileError({ file: test.place.file, line }, `${what}.\n${formatSearchError(error)}`);
  }
}

function textOf(search: TestedSearch, apps: SearchApps, tokens: ReadonlyMap<string, string>): string {
  if (search.kind === "text") return search.text;
  return substituteTokens(apps.savedSearch(search.name).search, tokens);
}

/** Throws FileError, SplError and ConfError. */
function requestOf(test: TestCase, messages: string[]): SearchRequest {
  const apps = appsOf(test);
  const events = joined(test.events.map((each) => eventsOf(each, test)));
  const range =
    test.search.kind === "saved" && test.dispatch ? dispatchRange(apps.savedSearch(test.search.name)) : {};
  const bound = (text: string) => (/^\d+(?:\.\d+)?$/.test(text) ? Number(text) : text);
  return {
    search: textOf(test.search, apps, test.tokens),
    app: apps,
    state: new MemoryState(),
    events,
    now: test.now ?? afterNewest(events),
    timezone: test.timezone,
    onMessage: ({ severity, text }) => messages.push(`${severity}: ${text}`),
    assumptions: test.assumptions,
    datasets: new Map(test.datasets.map(({ name, rows }) => [name, eventsOf(rows, { ...test, as: null })])),
    ...(test.rest === null ? {} : { replies: readReplies(readFileSync(test.rest.path, "utf8")) }),
    ...range,
    ...(test.earliest === null ? {} : { earliest: bound(test.earliest) }),
    ...(test.latest === null ? {} : { latest: bound(test.latest) }),
  };
}

/** What the search of a test sees. Throws FileError, SplError and ConfError. */
export function appsOf(test: TestCase): SearchApps {
  const apps =
    test.content === null
      ? test.apps.map(readApp)
      : [new ContentRepository(test.content.folder, test.content.filter)];
  const [first, ...others] = apps;
  const own = first ?? new NoApp("/");
  const overrides = test.macros.map((macro) => [macro.name, macroOf(macro, own, test)] as const);
  return new SearchApps([own, ...others], new Map(overrides));
}

/** The arguments of an override are its own, or those of the app's macro. */
function macroOf(macro: MacroOverride, app: App, test: TestCase): MacroDefinition {
  const { name, definition, line } = macro;
  const count = Number(/\((\d+)\)$/.exec(name)?.[1] ?? 0);
  const own = app.conf("macros").value(name, "args");
  const parameters =
    macro.parameters ?? (count === 0 ? [] : (own ?? "").split(",").map((each) => each.trim()));
  if (parameters.length !== count || parameters.includes(""))
    throw new FileError(
      { file: test.place.file, line },
      `The app has no macro ${name} whose arguments could be taken: give { args: […], definition: … }.`,
    );
  return {
    name,
    place: `${test.place.file}:${line}`,
    parameters,
    definition,
    isEval: false,
    validation: null,
    errorMessage: null,
  };
}

/** Events of one source; those of the file that was read last are kept, because tests of one file read the same. */
function eventsOf(events: TestedEvents, { as, assumptions, place }: TestCase): Table {
  if (events.kind === "missing") throw new FileError({ file: place.file, line: events.line }, events.reason);
  const format = as === null ? null : (EVENT_FORMATS.get(as) ?? null);
  if (events.kind === "lines") {
    try {
      return readEvents(events.content, format, assumptions);
    } catch (error) {
      throw error instanceof SplError ? inlineError(error, events.lines, place.file) : error;
    }
  }
  const { mtimeMs, size } = statSync(events.path);
  const key = JSON.stringify([events.path, as, [...assumptions], mtimeMs, size, [...events.fields]]);
  if (lastRead?.key === key) return lastRead.table;
  try {
    const table = withFields(readEvents(readFileSync(events.path), format, assumptions), events.fields);
    lastRead = { key, table };
    return table;
  } catch (error) {
    if (!(error instanceof SplError)) throw error;
    throw new FileError({ file: place.file, line: events.line }, `${events.path}: ${error.message}`);
  }
}

let lastRead: { readonly key: string; readonly table: Table } | null = null;

/** "Line 2 is …" of inline events is the line of the test file. */
function inlineError(error: SplError, lines: readonly number[], file: string): FileError {
  const number = Number(/^Line (\d+)/.exec(error.message)?.[1] ?? 1);
  return new FileError(
    { file, line: lines[number - 1] ?? lines[0] ?? 1 },
    error.message.replace(/^Line \d+/, `Event ${number}`),
  );
}

function withFields(table: Table, fields: ReadonlyMap<string, string>): Table {
  if (fields.size === 0) return table;
  const rows = table.rows.map((row) => new Map([...fields, ...row]));
  return { fields: [...new Set([...table.fields, ...fields.keys()])], rows };
}

function joined(tables: readonly Table[]): Table {
  if (tables.length === 1) return tables[0]!;
  return {
    fields: [...new Set(tables.flatMap(({ fields }) => fields))],
    rows: tables.flatMap(({ rows }) => rows),
  };
}

/** The second after the newest event, so that a test gives the same on every day. */
function afterNewest({ rows }: Table): number {
  let newest = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const time = Number(row.get("_time") ?? Number.NaN);
    if (time > newest) newest = time;
  }
  return Number.isFinite(newest) ? Math.floor(newest) + 1 : NO_TIME;
}

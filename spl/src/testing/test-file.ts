/**
 * Reads a file of tests: settings that all of them share, and a list of tests, each with a search, events and what must come. Paths are
 * relative to the file. Rejects unknown names, and tests that could not fail.
 */
import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { nearest } from "../errors/nearest.ts";
import {
  type Assumptions,
  checkedTimezone,
  ERROR_CODES,
  EVENT_FORMATS,
  parseInstant,
  parseTime,
  readAssumption,
  SplError,
} from "../index.ts";
import type { Entry } from "../yaml/entry.ts";
import { readExpectedRow } from "./expected.ts";
import type {
  EarlierRun,
  Expectation,
  ExpectedCount,
  ExpectedError,
  GivenDataset,
  GivenLookup,
  MacroOverride,
  ReadOptions,
  TestCase,
  TestedEvents,
  TestedSearch,
} from "./test-case.ts";

const SHARED = [
  ...[
    "app",
    "saved",
    "search",
    "macros",
    "tokens",
    "lookups",
    "before",
    "events",
    "as",
    "datamodels",
    "rest",
  ],
  ...["assume", "dispatch", "earliest", "latest", "now", "timezone"],
] as const;
type Shared = Partial<Record<(typeof SHARED)[number], Entry>>;

/** Throws FileError. */
export function readTestFile(root: Entry, options: ReadOptions): TestCase[] {
  const { tests, ...shared } = root.record("A file of tests", ["tests", ...SHARED]);
  if (tests === undefined) throw root.error('A file of tests needs "tests", a list of them.');
  const names = new Set<string>();
  const cases = tests.list("tests").map((entry, index) => {
    const { name, skip, expect, ...own } = entry.record("A test", ["name", "skip", "expect", ...SHARED]);
    const title = name?.text("name") ?? `test ${index + 1}`;
    if (names.has(title)) throw (name ?? entry).error(`Two tests have the name "${title}".`);
    names.add(title);
    if (expect === undefined) throw entry.error(`The test "${title}" needs "expect": what must come.`);
    const { line } = name ?? entry;
    const skipped = skip?.text("skip") ?? null;
    return {
      ...readSettings(entry, shared, own, options),
      ...readOwn(expect),
      name: title,
      skip: skipped,
      place: { file: root.file, line },
    };
  });
  if (cases.length === 0) throw tests.error("The list of tests is empty.");
  return cases;
}

function readOwn(expect: Entry): Pick<TestCase, "expect" | "content"> {
  return { expect: readExpectation(expect), content: null };
}

function readSettings(
  entry: Entry,
  shared: Shared,
  own: Shared,
  options: ReadOptions,
): Omit<TestCase, "name" | "place" | "expect" | "skip" | "content"> {
  const folder = dirname(entry.file);
  // A test that has a search of its own does not take the file's saved search beside it.
  const { saved, search, ...rest } = shared;
  const given: Shared = {
    ...rest,
    ...(own.saved !== undefined || own.search !== undefined
      ? {}
      : { ...(saved && { saved }), ...(search && { search }) }),
    ...own,
  };
  const apps = given.app === undefined ? options.apps : readPaths(given.app, folder);
  const tested = readSearch(entry, given);
  const dispatch = given.dispatch?.flag("dispatch") ?? false;
  if (dispatch && tested.kind !== "saved") throw given.dispatch!.error("dispatch needs a saved search.");
  if (tested.kind === "saved" && apps.length === 0)
    throw given.saved!.error("saved needs an app: name one with app, or give --app DIR.");
  if (given.tokens !== undefined && tested.kind !== "saved")
    throw given.tokens.error("tokens need a saved search.");
  const timezone = given.timezone?.text("timezone") ?? "UTC";
  if (given.timezone !== undefined) located(given.timezone, () => checkedTimezone(timezone));
  const needsApp = given.lookups ?? given.before;
  if (needsApp !== undefined && apps.length === 0)
    throw needsApp.error("lookups and before need an app: name one with app, or give --app DIR.");
  const format = given.as?.text("as") ?? null;
  if (format !== null && !EVENT_FORMATS.has(format))
    throw given.as!.error(
      `Unknown format of events "${format}"; there are: ${[...EVENT_FORMATS.keys()].join(", ")}.`,
    );
  return {
    search: tested,
    apps,
    macros: [...readMacros(own.macros), ...readMacros(shared.macros)].filter(
      ({ name }, index, all) => all.findIndex((other) => other.name === name) === index,
    ),
    tokens: readTokens(given.tokens),
    lookups: readLookups(given.lookups),
    before:
      given.before === undefined ? [] : given.before.list("before").map((each) => readEarlier(each, folder)),
    events: given.events === undefined ? [] : [readEventsEntry(given.events, folder)],
    as: format,
    datasets: readDatasets(given.datamodels, folder),
    assumptions: readAssumptions(given.assume),
    rest: given.rest === undefined ? null : readFilePath(given.rest, "rest", folder),
    dispatch,
    earliest: readTime(given.earliest, "earliest", timezone),
    latest: readTime(given.latest, "latest", timezone),
    now: readNow(given.now),
    timezone,
  };
}

function readSearch(entry: Entry, { saved, search }: Shared): TestedSearch {
  if ((saved === undefined) === (search === undefined))
    throw entry.error('A test needs either "saved", the name of a saved search, or "search", its text.');
  if (saved !== undefined) return { kind: "saved", name: saved.text("saved"), line: saved.line };
  return { kind: "text", text: search!.text("search"), line: search!.line };
}

function readNow(entry: Entry | undefined): number | null {
  if (entry === undefined) return null;
  const now = parseInstant(entry.text("now"));
  if (now === null) throw entry.error("now takes epoch seconds or ISO 8601 with a zone.");
  return now;
}

function readEarlier(entry: Entry, folder: string): EarlierRun {
  const given = entry.record("A run before", ["saved", "search", "events", "now"]);
  return {
    search: readSearch(entry, given),
    events: given.events === undefined ? null : readEventsEntry(given.events, folder),
    now: readNow(given.now),
  };
}

function readLookups(entry: Entry | undefined): GivenLookup[] {
  if (entry === undefined) return [];
  return [...entry.map("lookups")].map(([name, value]) => ({
    name,
    rows: readRows(value, `The lookup ${name}`, "A row"),
    line: value.line,
  }));
}

function readDatasets(entry: Entry | undefined, folder: string): GivenDataset[] {
  if (entry === undefined) return [];
  return [...entry.map("datamodels")].map(([name, value]) => {
    if (!/^[^.=]+\.[^.=]+$/.test(name))
      throw value.error(`"${name}" is not a dataset of a data model, such as Network_Traffic.All_Traffic.`);
    return {
      name,
      rows: value.isList
        ? readRows(value, name, "A row")
        : { kind: "file", ...readFilePath(value, name, folder), fields: new Map() },
    };
  });
}

function readAssumptions(entry: Entry | undefined): Assumptions {
  if (entry === undefined) return new Map();
  return new Map(
    [...entry.map("assume")].map(([name, value]) =>
      located(value, () => readAssumption(`${name}=${value.text(name)}`)),
    ),
  );
}

function readPaths(entry: Entry, folder: string): string[] {
  const entries = entry.isList ? entry.list("app") : [entry];
  return entries.map((each) => {
    const path = resolve(folder, each.text("app"));
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true)
      throw each.error(`There is no folder ${each.text("app")} (paths are relative to the test file).`);
    return path;
  });
}

function readFilePath(entry: Entry, what: string, folder: string): { path: string; line: number } {
  const path = resolve(folder, entry.text(what));
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw entry.error(`There is no file ${entry.text(what)} (paths are relative to the test file).`);
  return { path, line: entry.line };
}

function readEventsEntry(entry: Entry, folder: string): TestedEvents {
  if (!entry.isList) return { kind: "file", ...readFilePath(entry, "events", folder), fields: new Map() };
  return readRows(entry, "events", "An event");
}

function readRows(entry: Entry, what: string, one: string): GivenLookup["rows"] {
  const events = entry.list(what);
  for (const event of events)
    if (!event.isMap) throw event.error(`${one} must be a mapping of fields and values.`);
  return {
    kind: "lines",
    content: events.map((event) => `${event.json()}\n`).join(""),
    lines: events.map(({ line }) => line),
  };
}

function readMacros(entry: Entry | undefined): MacroOverride[] {
  if (entry === undefined) return [];
  return [...entry.map("macros")].map(([name, value]) => {
    const [, count] = /^[\w.:-]+(?:\((\d+)\))?$/.exec(name) ?? [name, null];
    if (count === null)
      throw value.error(`"${name}" cannot be the name of a macro, such as filter or filter(2).`);
    if (!value.isMap) return { name, definition: value.text(name), parameters: null, line: value.line };
    const { args, definition } = value.record(`The macro ${name}`, ["args", "definition"]);
    if (definition === undefined) throw value.error(`The macro ${name} needs a definition.`);
    const parameters = args === undefined ? null : args.list("args").map((each) => each.text("args"));
    if (parameters !== null && parameters.length !== Number(count ?? 0))
      throw args!.error(
        `The macro ${name} takes ${Number(count ?? 0)} by its name; args lists ${parameters.length}.`,
      );
    return { name, definition: definition.text("definition"), parameters, line: value.line };
  });
}

function readTokens(entry: Entry | undefined): ReadonlyMap<string, string> {
  if (entry === undefined) return new Map();
  return new Map([...entry.map("tokens")].map(([name, value]) => [name, value.text(`The token ${name}`)]));
}

/** A time modifier, epoch seconds or ISO 8601; the text of epoch seconds is theirs. */
function readTime(entry: Entry | undefined, what: string, timezone: string): string | null {
  if (entry === undefined) return null;
  const text = entry.text(what);
  const instant = parseInstant(text);
  if (instant !== null) return String(instant);
  // Whether it is a time does not depend on which one it is relative to.
  located(entry, () => parseTime(text, 0, timezone));
  return text;
}

function located<Read>(entry: Entry, read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    throw error instanceof SplError ? entry.error(error.message) : error;
  }
}

function readExpectation(entry: Entry): Expectation {
  const names = ["rows", "ordered", "contains", "excludes", "count", "columns", "error"] as const;
  const given = entry.record("expect", names);
  if (Object.keys(given).filter((name) => name !== "ordered").length === 0)
    throw entry.error(`"expect" names nothing, so the test cannot fail. It takes: ${names.join(", ")}.`);
  const rows = (what: "rows" | "contains" | "excludes") => given[what]?.list(what).map(readExpectedRow);
  if (given.ordered !== undefined && given.rows === undefined)
    throw given.ordered.error("ordered belongs to rows.");
  if (given.error !== undefined && Object.keys(given).length > 1)
    throw given.error.error("A search that ends in an error has no rows: expect the error alone.");
  for (const what of ["contains", "excludes"] as const)
    if (given[what]?.list(what).length === 0) throw given[what].error(`${what} is empty, so it cannot fail.`);
  return {
    line: entry.line,
    rows: rows("rows") ?? null,
    ordered: given.ordered?.flag("ordered") ?? false,
    contains: rows("contains") ?? [],
    excludes: rows("excludes") ?? [],
    count: given.count === undefined ? null : readCount(given.count),
    columns:
      given.columns === undefined
        ? null
        : {
            names: given.columns.list("columns").map((name) => name.text("A column")),
            line: given.columns.line,
          },
    error: given.error === undefined ? null : readError(given.error),
  };
}

function readCount(entry: Entry): ExpectedCount {
  const { line } = entry;
  if (!entry.isMap) {
    const count = entry.count("count");
    return { minimum: count, maximum: count, line };
  }
  const { min, max } = entry.record("count", ["min", "max"]);
  if (min === undefined && max === undefined) throw entry.error("count needs a number, or min or max.");
  return {
    minimum: min?.count("min") ?? 0,
    maximum: max?.count("max") ?? Number.POSITIVE_INFINITY,
    line,
  };
}

function readError(entry: Entry): ExpectedError {
  const { line } = entry;
  if (!entry.isMap) return { code: readCode(entry), message: null, at: null, line };
  const { code, message, at } = entry.record("error", ["code", "message", "at"]);
  if (code === undefined) throw entry.error("error needs a code, such as unknown_command.");
  return {
    code: readCode(code),
    message: message?.text("message") ?? null,
    at: at?.text("at") ?? null,
    line,
  };
}

function readCode(entry: Entry): string {
  const code = entry.text("code");
  if (Object.hasOwn(ERROR_CODES, code)) return code;
  const close = nearest(code, Object.keys(ERROR_CODES));
  throw entry.error(
    `Unknown error code "${code}".${close === null ? " docs/spl.md lists them." : ` Did you mean ${close}?`}`,
  );
}

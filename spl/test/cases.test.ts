/**
 * Runs every line of cases/*.jsonl: a search, its events, and the rows or the error that Splunk's documentation
 * makes of them. Rows are compared as a set unless a line says "ordered".
 */

import { readApp } from "@suspicious-ports/conf";
import { describe, expect, test } from "vitest";
import {
  eventsFromObjects,
  MemoryState,
  readReplies,
  rowsAsObjects,
  runSearch,
  SearchApps,
  SearchError,
  type SearchRequest,
  SplError,
  type Table,
} from "../src/index.ts";
import { caseFiles, caseLines, fixture } from "./support/files.ts";
import { PLACELESS, WAY_OUT, withWayOut } from "./support/refusals.ts";

interface Case {
  readonly search: string;
  readonly events?: readonly object[];
  readonly rows?: readonly object[];
  readonly error?: { readonly code: string; readonly at?: string; readonly message?: string };
  readonly page: string;
  readonly ordered?: boolean;
  readonly fields?: readonly string[];
  readonly messages?: readonly string[];
  readonly app?: string | readonly string[];
  readonly now?: number;
  readonly earliest?: string | number;
  readonly latest?: string | number;
  readonly timezone?: string;
  /** What endpoints reply with. */
  readonly replies?: Readonly<Record<string, readonly object[]>>;
  /** Searches that run before, in this order and with the same events, over one state; without it there is no state. */
  readonly before?: readonly string[];
  /** The table of iplocation. */
  readonly locations?: readonly object[];
  /** Rows of datasets of data models. */
  readonly datasets?: Readonly<Record<string, readonly object[]>>;
}

const KEYS = new Set(
  "search events rows error page ordered fields messages app now earliest latest timezone replies before datasets locations".split(
    " ",
  ),
);
for (const file of caseFiles()) {
  describe(file, () => {
    const lines = caseLines(file);
    const seen = new Set<string>();
    lines.forEach((line, index) => {
      if (line.trim() === "") return;
      test(`${index + 1}: ${line.slice(0, 100)}`, async () => {
        const one = JSON.parse(line) as Case;
        check(one);
        expect(seen.has(line), "the line comes twice").toBe(false);
        seen.add(line);
        if (one.error === undefined) await expectRows(one);
        else await expectError(one, one.error);
      });
    });
  });
}

/** A misspelt key would make a case weaker without anybody noticing. */
function check(one: Case): void {
  for (const key of Object.keys(one)) expect(KEYS.has(key), `"${key}" is not a key of a case`).toBe(true);
  expect(one.page, "a case names the page that its expectation is from").toBeTypeOf("string");
  expect((one.rows === undefined) !== (one.error === undefined), "a case has rows or an error").toBe(true);
}

/** Rows are never changed once they are handed on: a subsearch, or another search, reads the same events again. */
async function run(one: Case) {
  const events = eventsFromObjects(one.events ?? []);
  const before = structuredClone(events.rows);
  try {
    return await runOn(one, events);
  } finally {
    expect(events.rows, "the search changed its events").toEqual(before);
  }
}

async function runOn(one: Case, events: Table) {
  const names = one.app === undefined ? [] : typeof one.app === "string" ? [one.app] : one.app;
  const [first, ...others] = names.map((name) => readApp(fixture(name)));
  const request: Omit<SearchRequest, "search"> = {
    app: first === undefined ? null : new SearchApps([first, ...others]),
    events,
    now: one.now ?? 1_700_000_000,
    ...(one.earliest === undefined ? {} : { earliest: one.earliest }),
    ...(one.latest === undefined ? {} : { latest: one.latest }),
    ...(one.timezone === undefined ? {} : { timezone: one.timezone }),
    ...(one.datasets === undefined
      ? {}
      : {
          datasets: new Map(
            Object.entries(one.datasets).map(([path, rows]) => [path, eventsFromObjects(rows)]),
          ),
        }),
    ...(one.locations === undefined ? {} : { locations: eventsFromObjects(one.locations) }),
    ...(one.replies === undefined ? {} : { replies: readReplies(JSON.stringify(one.replies)) }),
    ...(one.before === undefined ? {} : { state: new MemoryState() }),
  };
  for (const search of one.before ?? []) await runSearch({ ...request, search });
  return runSearch({ ...request, search: one.search });
}

async function expectRows(one: Case): Promise<void> {
  const { table, messages } = await run(one);
  const actual = rowsAsObjects(table).map((row) => ({ ...row }));
  const sorted = (rows: readonly object[]) => [...rows].map(canonical).sort();
  if (one.ordered === true) expect(actual).toEqual(one.rows);
  else expect(sorted(actual)).toEqual(sorted(one.rows!));
  if (one.fields !== undefined) expect(table.fields).toEqual(one.fields);
  if (one.messages !== undefined)
    expect(messages.map(({ severity, text }) => `${severity}: ${text}`)).toEqual(one.messages);
  for (const row of table.rows) for (const field of row.keys()) expect(table.fields).toContain(field);
}

/** Objects by their content, without regard to the order of their keys. */
function canonical(row: object): string {
  return JSON.stringify(Object.entries(row).sort(([left], [right]) => (left < right ? -1 : 1)));
}

async function expectError(one: Case, wanted: NonNullable<Case["error"]>): Promise<void> {
  let rejected: unknown = null;
  try {
    await run(one);
  } catch (error) {
    rejected = error;
  }
  if (!(rejected instanceof SplError)) throw rejected ?? new Error("the search was run");
  expect({ code: rejected.code, message: rejected.message }).toEqual({
    code: wanted.code,
    message: wanted.message ?? rejected.message,
  });
  if (!PLACELESS.has(rejected.code)) expect(rejected.span, "a refusal has a place").toBeDefined();
  if (withWayOut(rejected.code)) expect(rejected.message, "a refusal has a way out").toMatch(WAY_OUT);
  if (wanted.at === undefined) return;
  const place =
    rejected instanceof SearchError && rejected.span !== undefined
      ? rejected.source.locate(rejected.span).span
      : null;
  expect(place === null ? null : one.search.slice(place.start, place.end)).toBe(wanted.at);
}

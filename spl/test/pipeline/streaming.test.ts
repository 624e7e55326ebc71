/**
 * A search over a file, read in batches, gives what it gives over all events at once, step after step: the same rows, columns and errors,
 * whatever the order of the file and wherever batches end.
 */

import { readApp } from "@suspicious-ports/conf";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bytesOf,
  checkSearch,
  EventFile,
  eventsFromObjects,
  REGISTRY,
  type Registry,
  readEvents,
  runSearch,
  SearchApps,
  type SearchRequest,
  SplError,
  type Table,
} from "../../src/index.ts";
import type { Row } from "../../src/values/table.ts";
import { caseFiles, caseLines, fixture } from "../support/files.ts";

const NOW = 2000;

/** Cases that need more than events and an app: programs, replies, a state. */
const NOT_COMPARED = ["external.jsonl", "rest.jsonl", "collect.jsonl", "outputlookup.jsonl"];

/** Splunk's commands, of which none works in batches: each gets the whole table of the one before. */
const WHOLE: Registry = {
  ...REGISTRY,
  commands: new Map(
    [...REGISTRY.commands].map(([name, command]) => [
      name,
      {
        ...command,
        compile: (...given) => {
          const { open: _, ...step } = command.compile(...given);
          return step;
        },
      },
    ]),
  ),
};

/** What a search comes to: rows, columns and messages, or the error. */
async function outcomeOf(request: () => SearchRequest): Promise<unknown> {
  try {
    const { table, eventsRead, messages } = await runSearch(request());
    return { fields: table.fields, rows: table.rows.map(contentOf), eventsRead, messages };
  } catch (error) {
    if (!(error instanceof SplError)) throw error;
    return { code: error.code, message: error.message, place: error.span };
  }
}

/** In which order a row got its fields is nothing that a search shows. */
function contentOf(row: Row): unknown {
  return [...row].sort(([left], [right]) => (left < right ? -1 : 1));
}

interface Given extends Omit<SearchRequest, "events" | "registry"> {
  readonly text: string;
  /** Bytes that are read at once: about a line or a few, so that batches are as small. */
  readonly chunk: number;
}

async function bothWays({ text, chunk, ...request }: Given): Promise<readonly [unknown, unknown]> {
  const whole = await outcomeOf(() => {
    // What is wrong with a search comes before what is wrong with its events.
    checkSearch(request);
    return { ...request, events: readEvents(text), registry: WHOLE };
  });
  const bytes = bytesOf(Buffer.from(text));
  const batches = await outcomeOf(() => ({ ...request, events: new EventFile(bytes, { chunk }) }));
  return [placeless(whole), placeless(batches)];
}

/** Whether a file's error shows the search is not compared: reading all events first has no search yet. */
function placeless(outcome: unknown): unknown {
  const isError = typeof outcome === "object" && outcome !== null && "code" in outcome;
  return isError && outcome.code === "malformed_event" ? { ...outcome, place: undefined } : outcome;
}

const value = fc.oneof(
  fc.integer({ min: -3, max: 12 }),
  fc.constantFrom("x", "y", "X y", "10.0.0.1", "10.0.0.9", "2.50", "1e5", "", "k=v", "é", '{"p":{"q":1}}'),
  fc.constantFrom(0.5, 1.25, 10, "10"),
);
const field = fc.oneof(
  { weight: 6, arbitrary: value },
  { weight: 1, arbitrary: fc.array(value, { maxLength: 3 }) },
  { weight: 3, arbitrary: fc.constant(undefined) },
);
const event = fc.record(
  { a: field, b: field, c: field, n: fc.integer({ min: 0, max: 3 }) },
  { requiredKeys: ["n"] },
);

/** Lines of events with times in some order, or none; seldom with one that is malformed. */
const file = fc
  .record({
    events: fc.array(fc.tuple(event, fc.integer({ min: 1000, max: 1012 })), { maxLength: 24 }),
    order: fc.constantFrom("newest", "oldest", "any", "none"),
    flaw: fc.oneof(
      { weight: 12, arbitrary: fc.constant(null) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '{"n":',
          "[]",
          '{"n":1}',
          '{"n":1,"_time":"soon"}',
          '{"_time":1e3,"n":2}',
          "",
          " ",
        ),
      },
    ),
    place: fc.nat(),
    last: fc.constantFrom("", "\n", "\r\n", "\n\n"),
  })
  .map(({ events, order, flaw, place, last }) => {
    const ordered = [...events];
    if (order === "newest") ordered.sort((left, right) => right[1] - left[1]);
    if (order === "oldest") ordered.sort((left, right) => left[1] - right[1]);
    const lines = ordered.map(([fields, time], index) =>
      JSON.stringify({
        ...(index % 2 === 0 ? fields : { ...fields, [`d${index % 3}`]: index }),
        ...(order === "none" ? {} : { _time: time }),
      }),
    );
    if (flaw !== null) lines.splice(place % (lines.length + 1), 0, flaw);
    return lines.join("\n") + last;
  });

const BASE = [
  "*",
  "n>0",
  "a=x* OR b=1",
  "NOT c=*",
  "n IN (1, 2) earliest=1003 latest=1009",
  "[search n=2 | head 3 | fields a]",
];
const STAGES = [
  "where n>1",
  "where a>b",
  'where isnotnull(a) AND a!="x"',
  "search n=1 OR b=x",
  "search a=*",
  "eval s=a.b, n=n+1",
  "eval e=if(n>1, null(), n), f=coalesce(a, b, 0)",
  "eval a=mvindex(a, 0), {n}=1",
  "eval t=tonumber(a)*1.5",
  "fields a b n",
  "fields - b d*",
  "fields *",
  "table n a",
  "table * n",
  "table _time d*",
  "rename a as z",
  "rename n as a",
  "rename d* as e*",
  'rex field=a "(?<first>\\d)(?<rest>.+)"',
  'rex field=b mode=sed "s/1/one/g"',
  'regex a="^[x1]"',
  "head 5",
  "head n<3 keeplast=true null=true",
  "tail 3",
  "reverse",
  "dedup n",
  "dedup 2 n a keepempty=true",
  "dedup n consecutive=true",
  "dedup n sortby -b",
  "uniq",
  "sort n",
  "sort 4 - b",
  "fillnull",
  "fillnull value=none a b",
  "filldown a",
  "filldown",
  "bin span=5 n",
  "bin span=5s _time as t",
  "mvexpand a",
  "makemv a",
  'replace "x*" with "w*" in a b',
  'strcat a "-" b both',
  "accum n as total",
  "delta n as change",
  "addinfo",
  "spath input=c",
  "spath input=c output=q path=p.q",
  "convert ctime(_time) as t num(a)",
  "stats count by n",
  "stats count sum(n) avg(a) dc(b) values(c) list(a) by n",
  "stats first(a) last(b) min(a) max(b) earliest(c) latest(n)",
  "stats sum(*) as *",
  "stats count by a b",
  "stats median(n) mode(a) count(eval(n>1)) as more",
  "eventstats count avg(n) as m by a",
  "streamstats count sum(n) as running by b",
  "streamstats window=2 current=f last(n) as before",
  'streamstats sum(n) as s reset_after="("s>4")"',
  "top a",
  "top 2 n by b showperc=f",
  "rare limit=1 n",
  "chart count by n",
  "chart count over n by b",
  "chart sum(n) over a",
  "timechart span=5s count",
  "timechart span=5s sum(n) by a",
  "append [search n=1 | stats count by a]",
  "appendpipe [stats count]",
  "addtotals n a",
  "addcoltotals n",
];

const search = fc
  .tuple(fc.constantFrom(...BASE), fc.array(fc.constantFrom(...STAGES), { maxLength: 4 }))
  .map(([base, stages]) => [base, ...stages].join(" | "));

function tables(datasets: Readonly<Record<string, readonly object[]>>): ReadonlyMap<string, Table> {
  return new Map(Object.entries(datasets).map(([path, rows]) => [path, eventsFromObjects(rows)]));
}

describe("batches and whole tables", () => {
  test("are the same for random searches over random files", async () => {
    const outcomes = { rows: 0, errors: 0, malformed: 0 };
    await fc.assert(
      fc.asyncProperty(search, file, fc.integer({ min: 1, max: 400 }), async (text, events, chunk) => {
        const [whole, batches] = await bothWays({ search: text, text: events, chunk, now: NOW });
        expect(batches).toEqual(whole);
        const { code, rows } = whole as { code?: string; rows?: readonly unknown[] };
        if (code === "malformed_event") outcomes.malformed++;
        else if (code !== undefined) outcomes.errors++;
        else if (rows!.length > 0) outcomes.rows++;
      }),
      { seed: 19, numRuns: 500 },
    );
    // Each must happen often, or the test tests nothing.
    expect(outcomes.rows).toBeGreaterThan(100);
    expect(outcomes.errors).toBeGreaterThan(50);
    expect(outcomes.malformed).toBeGreaterThan(10);
  }, 120_000);

  test.each(['* | regex x!="q" | mvexpand y', "* | eval p=if(NOT x=2, 1, 0) | eval q=if(NOT y=2, 1, 0)"])(
    "give the error of the first command that has one, however late its row comes: %s",
    async (search) => {
      // The second command rejects the first event, the first one only the last.
      const text = [{ x: 1 }, { x: 1, y: 1 }, { y: 1 }].map((one) => JSON.stringify(one)).join("\n");
      const [whole, batches] = await bothWays({ search, text, chunk: 1, now: NOW });
      expect(whole).toMatchObject({ code: "ambiguous", message: expect.stringContaining("x") });
      expect(batches).toEqual(whole);
    },
  );

  test("name the malformed line, also where an event type has rejected an event before it", async () => {
    const lines = '{"a":1}\n{"a":2}\n{"a":';
    const app = new SearchApps([readApp(fixture("knowledge"))]);
    const [whole, batches] = await bothWays({ search: "eventtype=connection", app, text: lines, chunk: 8 });
    expect(batches).toEqual(whole);
    expect(whole).toMatchObject({ message: "Line 3 is not valid JSON." });
  });

  const demo = new SearchApps([readApp(fixture("demo"))]);
  const others = new Map(
    ["knowledge", "cyclic"].map((name) => [name, new SearchApps([readApp(fixture(name))])]),
  );
  test.each(caseFiles().filter((name) => !NOT_COMPARED.includes(name)))(
    "are the same for all of %s",
    async (name) => {
      for (const line of caseLines(name)) {
        if (line.trim() === "") continue;
        const {
          search: text,
          events,
          app,
          datasets,
          locations,
          ...request
        } = JSON.parse(line) as Omit<SearchRequest, "events" | "app" | "datasets" | "locations"> & {
          readonly events?: readonly object[];
          readonly app?: string | readonly string[];
          readonly datasets?: Readonly<Record<string, readonly object[]>>;
          readonly locations?: readonly object[];
        };
        const lines = (events ?? []).map((one) => JSON.stringify(one)).join("\n");
        const [whole, batches] = await bothWays({
          now: 1_700_000_000,
          ...request,
          ...(app === undefined ? {} : { app: others.get(String(app)) ?? demo }),
          ...(datasets === undefined ? {} : { datasets: tables(datasets) }),
          ...(locations === undefined ? {} : { locations: eventsFromObjects(locations) }),
          search: text,
          text: lines,
          chunk: 80,
        });
        expect(batches, text).toEqual(whole);
      }
    },
  );
});

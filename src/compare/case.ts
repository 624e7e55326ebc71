/** The cases that are compared: lines of spl/test/cases/*.jsonl, and events that the app's own engines score. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type CaseEvent = { readonly [field: string]: unknown };

export interface Case {
  /** Where it is from: "stats.jsonl:12". */
  readonly id: string;
  readonly search: string;
  readonly events: readonly CaseEvent[];
  /** The page of Splunk's documentation that the case is from. */
  readonly page: string;
  /** Whether the order of the rows is part of the case. */
  readonly ordered: boolean;
  /** Whether the order of the columns is. */
  readonly columns: boolean;
  /** Epoch seconds at which it is run. */
  readonly now: number;
  /** What it needs that a search over made-up events has not: an app, a time range, a time zone. */
  readonly needs: readonly string[];
}

const NOW = 1_700_000_000;

/** The cases of a folder. Throws Error with file and line for what is not a case. */
export function readCases(folder: string): Case[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".jsonl"));
  return files.sort().flatMap((file) =>
    readFileSync(join(folder, file), "utf8")
      .split("\n")
      .flatMap((line, index) => (line.trim() === "" ? [] : [caseOf(`${file}:${index + 1}`, line)])),
  );
}

function caseOf(id: string, line: string): Case {
  const value = JSON.parse(line) as {
    readonly search: string;
    readonly events?: readonly CaseEvent[];
    readonly page: string;
    readonly ordered?: boolean;
    readonly fields?: readonly string[];
    readonly now?: number;
    readonly app?: unknown;
    readonly earliest?: unknown;
    readonly latest?: unknown;
    readonly timezone?: string;
    readonly replies?: unknown;
    readonly before?: unknown;
  };
  if (typeof value.search !== "string") throw new Error(`${id} is not a case: it has no search.`);
  const needs = [
    ...(value.app === undefined ? [] : ["an app of the tests"]),
    ...(value.earliest === undefined && value.latest === undefined ? [] : ["a time range"]),
    ...(value.timezone === undefined ? [] : ["another time zone"]),
    ...(value.replies === undefined ? [] : ["a server's replies of the tests"]),
    ...(value.before === undefined ? [] : ["a state that it may write"]),
  ];
  return {
    id,
    search: value.search,
    events: value.events ?? [],
    page: value.page,
    ordered: value.ordered === true,
    columns: value.fields !== undefined,
    now: value.now ?? NOW,
    needs,
  };
}

/** Cases that score events, with the command and with the macros, some events a search. */
export function scoringCases(events: readonly CaseEvent[], columns: readonly string[]): Case[] {
  const perSearch = 10;
  const cases: Case[] = [];
  for (const engine of ["portrisk", "`portrisk_eval`"])
    for (let from = 0; from < events.length; from += perSearch)
      cases.push({
        id: `${engine.replaceAll("`", "")}:${from + 1}`,
        search: `* | ${engine} | table ${columns.join(" ")}`,
        events: events.slice(from, from + perSearch),
        page: "the app's README, The command",
        ordered: true,
        columns: true,
        now: NOW,
        needs: [],
      });
  return cases;
}

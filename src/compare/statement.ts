/**
 * A case as a search that needs no index: its events stand in the search itself (Search Reference, makeresults, format=json), and its base
 * search becomes the command search behind them. Both sides run the same text.
 */
import { commandsIn, makeEvents, type SampleEvent, SIDE_EFFECTS } from "../smoke/index.ts";
import type { Case, CaseEvent } from "./case.ts";

export type Statement = { readonly search: string } | { readonly unfit: string };

/** Fields with these names are splunkd's own: they travel under others. */
const CARRIED = /^_/;
const PREFIX = "carried";
/** Between the values of a multivalue field, which is made by split(): how lists in the data are read is not documented. */
const DELIMITER = "@;@";

/** "[search …", "[* …", "[field=…" */
const SUBSEARCH_OF_EVENTS = /\[\s*(?:search\b|\*|[a-z_]+\s*=)/i;

export function statementOf(one: Case): Statement {
  const [need] = one.needs;
  if (need !== undefined) return { unfit: `It needs ${need}.` };
  const { base, rest } = splitSearch(one.search);
  if (commandsIn(one.search).some((command) => SIDE_EFFECTS.has(command.toLowerCase())))
    return { unfit: "It writes." };
  if (SUBSEARCH_OF_EVENTS.test(one.search)) return { unfit: "A subsearch reads events of an index." };
  if (/\b(?:earliest|latest|index_earliest|index_latest)\s*=/i.test(base))
    return { unfit: "It needs a time range." };
  if (base === "") return { search: one.search };
  const events = makeCaseEvents(one.events);
  if (events === null)
    return { unfit: "Its events are too long for one search, or hold what JSON data cannot." };
  const filter = base === "*" ? "" : ` | search ${base}`;
  return { search: `${events}${filter}${rest === "" ? "" : ` ${rest}`}` };
}

/** The base search, without the word search, and the rest from its first pipe on; one in a bracket does no harm, since the parts are joined again. A base of "" is a search that makes its own rows. */
function splitSearch(search: string): { readonly base: string; readonly rest: string } {
  let quote = "";
  for (let at = 0; at < search.length; at++) {
    const character = search[at]!;
    if (quote !== "") {
      if (character === "\\") at++;
      else if (character === quote) quote = "";
    } else if (character === '"' || character === "`") quote = character;
    else if (character === "|") {
      const base = search.slice(0, at).trim();
      return { base: base.replace(/^search\s+/i, ""), rest: search.slice(at) };
    }
  }
  return { base: search.trim().replace(/^search\s+/i, ""), rest: "" };
}

function makeCaseEvents(events: readonly CaseEvent[]): string | null {
  if (events.length === 0) return "| makeresults count=0 | fields - _time";
  const lists = new Set<string>();
  const carried = new Set<string>();
  const rows: SampleEvent[] = [];
  // As an index gives them: newest first.
  const times = events.map((event) => event._time);
  const sorted = times.every((time) => typeof time === "number")
    ? [...events].sort((left, right) => Number(right._time) - Number(left._time))
    : events;
  for (const event of sorted) {
    const row: { [field: string]: string | number } = {};
    for (const [field, value] of Object.entries(event)) {
      const name = CARRIED.test(field) ? PREFIX + field : field;
      if (CARRIED.test(field)) carried.add(field);
      if (value === null) continue;
      if (Array.isArray(value)) {
        if (value.length === 0) continue;
        if (value.some((each) => typeof each === "object" || String(each).includes(DELIMITER))) return null;
        lists.add(name);
        row[name] = value.join(DELIMITER);
      } else if (typeof value === "string" || typeof value === "number") row[name] = value;
      else if (typeof value === "boolean") row[name] = String(value);
      else return null;
    }
    rows.push(row);
  }
  if (rows.every((row) => Object.keys(row).length === 0))
    return `| makeresults count=${rows.length} | fields - _time`;
  const made = makeEvents(rows);
  if (made === null) return null;
  const quoted = (field: string) => `"${field.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  const steps = [
    made,
    "fields - _time _raw",
    ...[...lists].map(
      (field) =>
        `eval ${quoted(field)}=split('${field.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}',"${DELIMITER}")`,
    ),
    ...[...carried].flatMap((field) => [`eval ${field}=${PREFIX}${field}`, `fields - ${PREFIX}${field}`]),
  ];
  return steps.join(" | ");
}

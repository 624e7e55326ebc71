/**
 * `portrisk_history`: how rows get what the site remembers, as fields that the model reads, and what was counted gets into words.
 * docs/history.md explains the memory from the user's side.
 */
import { HISTORY_BOUNDS } from "../../risk/index.ts";
import { BY_PAIR, KEPT, unpackAssignments } from "../pairs.ts";
import { evalText } from "../steps.ts";
import { literal } from "../text.ts";
import { BASELINE, ON_WEB_PORT, remembered, SERVICES } from "./baseline.ts";
import { PAIRS } from "./day.ts";

/** Fewer hosts than this are no spread. */
const MIN_SPREAD_SOURCES = 10;

/** Columns of a row that come from the memory. */
export const HISTORY_FIELDS = [
  "history_connections",
  "history_regularity",
  "history_same_size",
  "history_interval",
  "history_jitter",
  "history_failed",
  "history_sources",
  "history_destinations",
  "history_attempts",
  "history_days",
  "history_spread",
] as const;

/** The steps that give rows what the site remembers and what it says of itself. */
export function historySteps(): readonly string[] {
  const sums = ["count", "blocked", "bytes_sent", "bytes_received"];
  return [
    `inputlookup append=true ${PAIRS}`,
    "addinfo",
    'where isnull(history_connections) OR (lastTime>=info_min_time AND (info_max_time="+Infinity" OR firstTime<info_max_time))',
    `stats ${[
      ...KEPT,
      ...sums.map((field) => `max(${field}) as ${field}`),
      ...HISTORY_FIELDS.filter((field) => field !== "history_days" && field !== "history_spread").map(
        (field) => `max(${field}) as ${field}`,
      ),
    ].join("\n    ")}\n    ${BY_PAIR}`,
    evalText(unpackAssignments()),
    "eventstats dc(src) as row_sources by dest, dest_port, transport",
    "eval sources=max(row_sources,coalesce(history_sources,0))",
    `lookup ${SERVICES} dest, dest_port, transport OUTPUT days AS history_days, sources AS usual_sources, last_seen AS service_seen`,
    `eval baseline=${literal(BASELINE)}`,
    `lookup ${SERVICES} dest AS baseline OUTPUT days AS baseline_days, last_seen AS baseline_seen`,
    evalText([
      {
        field: "history_days",
        // Of web servers that few hosts use the baseline has hardly any, so it cannot say that one is new.
        value: `case(${remembered("tonumber(service_seen)")},history_days,${remembered("tonumber(baseline_seen)")} AND tonumber(baseline_days)>=${HISTORY_BOUNDS.establishedDays} AND NOT ${ON_WEB_PORT},0)`,
      },
      {
        field: "history_spread",
        value: `if(sources>=${MIN_SPREAD_SOURCES} AND ${remembered("tonumber(service_seen)")} AND tonumber(usual_sources)>=1,floor(exact(sources/usual_sources)),null())`,
      },
    ]),
    "`portrisk_site`",
    "fields - pair_parts, pair_best, baseline, baseline_days, baseline_seen, service_seen, usual_sources, sources, row_sources",
  ];
}

/** What was counted, as sentences behind the reason; for eval. */
export function countedText(): string {
  const every = (field: string) =>
    `case(${field}>=7200,round(${field}/3600,1)." hours",${field}>=120,round(${field}/60)." minutes",true(),${field}." seconds")`;
  const sentence = (when: string, ...parts: readonly string[]) => `if(${when},${parts.join(".")},"")`;
  const applied = (factor: string) => `isnotnull(mvfind(portrisk_factors,"^${factor}="))`;
  return [
    sentence(
      applied("regular_connections"),
      '" It was called "',
      "history_connections",
      '" times in 24 hours, every "',
      every("history_interval"),
      `if(isnull(history_jitter)," or twice that",", half of the time within ".${every("history_jitter")})`,
      '"."',
    ),
    sentence(
      applied("repeated_failure"),
      '" It was tried "',
      "history_connections",
      '" times in 24 hours, "',
      "history_failed",
      '" % without an answer."',
    ),
    sentence(
      applied("fan_out"),
      '" In its busiest hour the host tried "',
      "history_destinations",
      '" hosts."',
    ),
    sentence(
      applied("password_guessing"),
      '" In the busiest hour there were "',
      "history_attempts",
      '" sessions."',
    ),
  ].join(".");
}

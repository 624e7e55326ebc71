/** What to look at now: the rows that the scored detection reports, highest first, and the day around them. */
import { columnOf } from "../risk/index.ts";
import { toInvestigate } from "./links.ts";
import {
  byLevel,
  chain,
  counted,
  inOrderOfLevels,
  LEVEL_NAMES,
  markBlocked,
  orElse,
  REPORTED,
  SCORED,
  seenBetween,
  shortNames,
  steps,
  sumOfLevels,
} from "./spl.ts";
import type { Column, View } from "./view.ts";

const COLUMNS: readonly Column[] = [
  { field: "score", width: 60, align: "right" },
  { field: "level", width: 90, scale: "level" },
  { field: "src", width: 110 },
  { field: "dest", width: 110 },
  { field: "dest_port", width: 80, align: "right" },
  { field: "reason" },
  { field: "factors", width: 170 },
  { field: "connections", width: 90 },
  { field: "seen", width: 140 },
];
const SHOWN = COLUMNS.map(({ field }) => field).join(", ");

const rows = (none: string, ...before: readonly string[]) =>
  chain(
    ...before,
    `sort 0 - ${columnOf("score")}, - lastTime`,
    counted,
    seenBetween("firstTime", "lastTime"),
    shortNames("score", "level", "reason", "factors"),
    orElse("reason", none),
    `table ${SHOWN}`,
  );

const NOTHING =
  "Nothing reached the threshold in this time range. If that is a surprise, open Health: it says whether events arrive and are scored.";

/** The rows of the view as one search. */
export const RISKIEST_PAIRS = `${REPORTED}\n${rows(NOTHING)}`;

export const TRIAGE: View = {
  name: "triage",
  label: "Triage",
  description: "Connections worth a look now, highest score first. A click on a row opens Investigate.",
  inputs: [
    { kind: "time", token: "time", title: "Time range", default: { earliest: "-24h@h", latest: "now" } },
  ],
  searches: [
    { id: "reported", name: "Rows at or above the threshold", query: REPORTED },
    {
      id: "rows",
      name: "Rows, highest first",
      extends: "reported",
      query: rows(NOTHING),
    },
    {
      id: "summary",
      name: "Counts of the rows",
      extends: "reported",
      query: chain(
        byLevel("1"),
        `stats count as rows ${sumOfLevels} dc(src) as sources sum(count) as connections sum(blocked) as blocked`,
        `fillnull value=0 ${LEVEL_NAMES.join(", ")}, connections, blocked`,
        "eval passed=connections-blocked",
      ),
    },
    {
      id: "levels",
      name: "Scored connections by hour, level and outcome",
      query: steps(
        SCORED,
        `where isnotnull(${columnOf("score")})`,
        markBlocked,
        "bin _time span=1h",
        `stats count sum(blocked) as blocked by _time, ${columnOf("level")}`,
      ),
    },
    {
      id: "levels_over_time",
      name: "Levels over time",
      extends: "levels",
      query: chain(byLevel("count"), `timechart span=1h ${sumOfLevels}`),
    },
    {
      id: "outcomes",
      name: "Blocked against allowed, by level",
      extends: "levels",
      query: chain(
        `stats sum(count) as count sum(blocked) as blocked by ${columnOf("level")}`,
        "eval allowed=count-blocked",
        shortNames("level"),
        ...inOrderOfLevels("level"),
        "table level, allowed, blocked",
      ),
    },
    {
      id: "week",
      name: "Rows of seven days",
      query: REPORTED,
      range: { earliest: "-7d@d", latest: "now" },
    },
    {
      id: "new_today",
      name: "Rows whose first event is of today",
      extends: "week",
      query: rows(
        "Every row of today was there in the last seven days already, or there is none.",
        'where firstTime >= relative_time(now(), "@d")',
      ),
    },
  ],
  tabs: [
    {
      id: "now",
      label: "Now",
      rows: [
        {
          height: 110,
          panels: [
            {
              kind: "number",
              id: "number_rows",
              title: "Rows worth a look",
              search: "summary",
              field: "rows",
            },
            {
              kind: "number",
              id: "number_critical",
              title: "Critical",
              search: "summary",
              field: "critical",
            },
            { kind: "number", id: "number_sources", title: "Sources", search: "summary", field: "sources" },
            {
              kind: "number",
              id: "number_passed",
              title: "Connections let through",
              search: "summary",
              field: "passed",
            },
            {
              kind: "number",
              id: "number_blocked",
              title: "Connections blocked",
              search: "summary",
              field: "blocked",
            },
          ],
        },
        {
          height: 560,
          panels: [
            {
              kind: "table",
              id: "table_rows",
              title: "Rows worth a look",
              description:
                "One row for each source, destination, port and transport that reaches the threshold. The columns are those of its highest event; the factors add up to the score.",
              search: "rows",
              columns: COLUMNS,
              rows: 10,
              links: [toInvestigate()],
            },
          ],
        },
        {
          height: 280,
          panels: [
            {
              kind: "columns",
              id: "chart_levels",
              title: "Levels over time",
              description:
                "Connections that the detection reads, by hour; informational ones, which are most, are left out.",
              search: "levels_over_time",
              x: "_time",
              y: LEVEL_NAMES.slice(0, -1),
              axis: "connections",
              scale: "level",
            },
            {
              kind: "bars",
              id: "chart_outcomes",
              title: "Blocked against allowed",
              description: "Share of the connections of each level.",
              search: "outcomes",
              x: "level",
              y: ["allowed", "blocked"],
              axis: "per cent",
              scale: "outcome",
              share: true,
            },
          ],
          shares: [2, 1],
        },
      ],
    },
    {
      id: "today",
      label: "New today",
      rows: [
        {
          height: 640,
          panels: [
            {
              kind: "table",
              id: "table_new",
              title: "New today",
              description:
                "Rows of the last seven days whose first event is of today. This reads seven days of events, whatever the time range above says.",
              search: "new_today",
              columns: COLUMNS,
              rows: 20,
              links: [toInvestigate()],
            },
          ],
        },
      ],
    },
  ],
};

/** One host, pair or port: why it scored as it did, and everything around it. Rows of other views and of Enterprise Security lead here. */
import { MANY_DESTINATIONS, MANY_PORTS } from "../macros/index.ts";
import { columnOf } from "../risk/index.ts";
import { toPorts } from "./links.ts";
import {
  byLevel,
  CATALOGUE,
  chain,
  counted,
  EVENTS,
  LEVEL_NAMES,
  markBlocked,
  orElse,
  orNoConnection,
  SCORE,
  seenBetween,
  shortNames,
  steps,
  sumOfLevels,
  timeText,
} from "./spl.ts";
import type { TextInput, View } from "./view.ts";

const ANY = "*";
const HOST = "host";
/** The fields that an input of the same name chooses. */
const FIELDS = ["src", "dest", "dest_port"] as const;

const input = (token: string, title: string): TextInput => ({ kind: "text", token, title, default: ANY });

/** Splunk quotes the token's value (the filter s), so that no value ends the text that it stands in. */
const given = (token: string) => `$${token}|s$`;

/**
 * The condition that the inputs make, from a subsearch: without a row it matches nothing, so that an empty page reads no events. A row of
 * Triage that stands for a sweep says "many destinations" in the place of an address; that asks for any.
 */
function chosen(fields: readonly string[]): string {
  // A destination alone is asked for by those who want everybody that talked to it; else a host may be at either end.
  const inputs = fields.length > 1 ? [...fields, HOST] : fields;
  const value = (token: string) =>
    `if(in(${given(token)},"","${ANY}","${MANY_DESTINATIONS}","${MANY_PORTS}"),"${ANY}",${given(token)})`;
  const eitherEnd = [
    // One row for each end, which the subsearch joins by OR.
    'eval end=split("src,dest",",")',
    "mvexpand end",
    `eval src=if(end="src" AND ${HOST}!="${ANY}",${HOST},src), dest=if(end="dest" AND ${HOST}!="${ANY}",${HOST},dest)`,
    `dedup ${fields.join(" ")}`,
  ];
  return `[ ${chain(
    "makeresults",
    `eval ${inputs.map((token) => `${token}=${value(token)}`).join(", ")}`,
    `where NOT (${inputs.map((token) => `${token}="${ANY}"`).join(" AND ")})`,
    ...(inputs.includes(HOST) ? eitherEnd : []),
    `table ${fields.join(", ")}`,
  )} ]`;
}

const scored = (fields: readonly string[]) =>
  steps(`${EVENTS} ${chosen(fields)}`, SCORE, `where isnotnull(${columnOf("score")})`);

const NOTHING_CHOSEN =
  "No event. Enter a host, a source, a destination or a port above, or click a row of Triage; a longer time range may help.";

const SEE_ABOVE = "No event; the first table says what to do.";

export const INVESTIGATE: View = {
  name: "investigate",
  label: "Investigate",
  description:
    "One host, pair or port: the factors of its score, when it was seen, its ports, and who else talked to that destination.",
  inputs: [
    { kind: "time", token: "time", title: "Time range", default: { earliest: "-24h@h", latest: "now" } },
    input(HOST, "Host (either end)"),
    input("src", "Source"),
    input("dest", "Destination"),
    input("dest_port", "Destination port"),
  ],
  searches: [
    {
      id: "scored",
      name: "Connections by hour, pair and answer",
      query: steps(
        scored(FIELDS),
        markBlocked,
        "eval at=_time",
        "bin _time span=1h",
        `eval factors=coalesce(mvjoin(${columnOf("factors")}," "),"none"), transport=coalesce(transport,"unknown"), score=tonumber(${columnOf("score")})`,
        shortNames("level", "reason"),
        "stats count sum(blocked) as blocked min(at) as from max(at) as to by _time, src, dest, dest_port, transport, score, level, factors, reason",
      ),
    },
    {
      id: "highest",
      name: "The highest answers",
      extends: "scored",
      query: chain(
        "stats sum(count) as count sum(blocked) as blocked min(from) as from max(to) as to by src, dest, dest_port, transport, score, level, reason",
        "sort 0 - score, - to",
        counted,
        seenBetween("from", "to"),
        orElse("reason", NOTHING_CHOSEN),
        "table score, level, src, dest, dest_port, reason, connections, seen",
      ),
    },
    {
      id: "factors",
      name: "Factors",
      extends: "scored",
      query: chain(
        "eventstats max(score) as highest",
        'eval part=split(factors," ")',
        "mvexpand part",
        'rex field=part "^(?<factor>[^=]+)=[+]?(?<points>-?[0-9]+)$"',
        "where isnotnull(factor)",
        "eval at_highest=if(score=highest,count,0)",
        "stats sum(count) as connections sum(at_highest) as at_highest by factor, points",
        "sort 0 - at_highest, - points",
        orElse("factor", SEE_ABOVE),
        "table factor, points, connections, at_highest",
      ),
    },
    {
      id: "timeline",
      name: "Timeline",
      extends: "scored",
      query: chain(
        `rename level as ${columnOf("level")}`,
        orNoConnection,
        byLevel("count"),
        `timechart span=1h ${sumOfLevels}`,
      ),
    },
    {
      id: "ports",
      name: "Ports",
      extends: "scored",
      query: chain(
        "stats sum(count) as count sum(blocked) as blocked max(score) as score dc(src) as sources dc(dest) as destinations max(to) as to by dest_port, transport",
        `lookup ${CATALOGUE} port AS dest_port, transport OUTPUT service`,
        "sort 0 - score, - count",
        counted,
        orElse("service", SEE_ABOVE),
        "table dest_port, transport, service, score, connections, sources, destinations",
      ),
    },
    {
      id: "others_scored",
      name: "Everybody's connections to the destination",
      query: steps(
        scored(["dest"]),
        markBlocked,
        `stats count sum(blocked) as blocked max(_time) as to max(${columnOf("score")}) as score values(dest_port) as dest_port by src, dest`,
      ),
    },
    {
      id: "others",
      name: "Who else talked to that destination",
      extends: "others_scored",
      query: chain(
        "sort 0 - score, - count",
        counted,
        `eval last=${timeText("to")}`,
        orElse("src", "No event, or no destination is chosen: enter one above, or click a row of the table."),
        "table src, dest, dest_port, score, connections, last",
      ),
    },
    {
      id: "month",
      name: "Thirty days by level",
      query: steps(scored(FIELDS), "bin _time span=1d", `stats count by _time, ${columnOf("level")}`),
      range: { earliest: "-30d@d", latest: "now" },
    },
    {
      id: "history",
      name: "History",
      extends: "month",
      query: chain(orNoConnection, byLevel("count"), `timechart span=1d ${sumOfLevels}`),
    },
    {
      id: "events",
      name: "Events with scores",
      query: steps(
        scored(FIELDS),
        "head 500",
        `eval time=${timeText("_time")}, raw=_raw`,
        shortNames("score", "level", "reason"),
        orElse("reason", NOTHING_CHOSEN),
        "table time, score, level, src, dest, dest_port, action, reason, raw",
      ),
    },
  ],
  tabs: [
    {
      id: "overview",
      label: "Overview",
      rows: [
        {
          height: 330,
          panels: [
            {
              kind: "table",
              id: "table_highest",
              title: "What was seen, highest score first",
              description: "A click sets the source and the destination above.",
              search: "highest",
              columns: [
                { field: "score", width: 60, align: "right" },
                { field: "level", width: 90, scale: "level" },
                { field: "src", width: 120 },
                { field: "dest", width: 120 },
                { field: "dest_port", width: 80, align: "right" },
                { field: "reason" },
                { field: "connections", width: 90 },
                { field: "seen", width: 140 },
              ],
              rows: 5,
              sets: { src: "src", dest: "dest" },
            },
          ],
        },
        {
          height: 320,
          panels: [
            {
              kind: "table",
              id: "table_factors",
              title: "Factors",
              description: "How many connections have each, and how many of those with the highest score.",
              search: "factors",
              columns: [
                { field: "factor" },
                { field: "points", width: 70, align: "right" },
                { field: "connections", width: 100, align: "right" },
                { field: "at_highest", width: 100, align: "right" },
              ],
              rows: 10,
            },
            {
              kind: "columns",
              id: "chart_timeline",
              title: "Timeline",
              description: "Connections by hour.",
              search: "timeline",
              x: "_time",
              y: LEVEL_NAMES,
              axis: "connections",
              scale: "level",
            },
          ],
        },
        {
          height: 260,
          panels: [
            {
              kind: "table",
              id: "table_ports",
              title: "Its ports",
              description: "A click opens the port in the catalogue.",
              search: "ports",
              columns: [
                { field: "dest_port", width: 80, align: "right" },
                { field: "transport", width: 80 },
                { field: "service" },
                { field: "score", width: 60, align: "right" },
                { field: "connections", width: 90 },
                { field: "sources", width: 75, align: "right" },
                { field: "destinations", width: 95, align: "right" },
              ],
              rows: 10,
              links: [toPorts("dest_port")],
            },
          ],
        },
        {
          height: 260,
          panels: [
            {
              kind: "table",
              id: "table_others",
              title: "Who else talked to that destination",
              description: "All sources, whatever is chosen above beside the destination.",
              search: "others",
              columns: [
                { field: "src" },
                { field: "dest" },
                { field: "dest_port", width: 80, align: "right" },
                { field: "score", width: 60, align: "right" },
                { field: "connections", width: 90 },
                { field: "last", width: 70 },
              ],
              rows: 10,
              sets: { src: "src", dest: "dest" },
            },
          ],
        },
      ],
    },
    {
      id: "history_tab",
      label: "History",
      rows: [
        {
          height: 360,
          panels: [
            {
              kind: "columns",
              id: "chart_history",
              title: "Thirty days",
              description:
                "Connections by day. This reads thirty days of events, whatever the time range above says.",
              search: "history",
              x: "_time",
              y: LEVEL_NAMES,
              axis: "connections",
              scale: "level",
            },
          ],
        },
      ],
    },
    {
      id: "events_tab",
      label: "Events",
      rows: [
        {
          height: 700,
          panels: [
            {
              kind: "table",
              id: "table_events",
              title: "Events with scores",
              description: "The newest 500.",
              search: "events",
              columns: [
                { field: "time", width: 125 },
                { field: "score", width: 60, align: "right" },
                { field: "level", width: 90, scale: "level" },
                { field: "src", width: 110 },
                { field: "dest", width: 110 },
                { field: "dest_port", width: 80, align: "right" },
                { field: "action", width: 70 },
                { field: "reason" },
                { field: "raw" },
              ],
              rows: 10,
            },
          ],
        },
      ],
    },
  ],
};

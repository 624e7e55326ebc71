/** What fires and why, what the site's exceptions do, and what another one would have removed. For whoever keeps the detection quiet. */
import { REPORTED_ROWS } from "../macros/index.ts";
import { columnOf } from "../risk/index.ts";
import { toInvestigate, toInvestigatePort } from "./links.ts";
import {
  CATALOGUE,
  chain,
  counted,
  OVERRIDES,
  orElse,
  SCORED,
  seenBetween,
  shortNames,
  steps,
} from "./spl.ts";
import type { Column, TextInput, View } from "./view.ts";

const FILTER = "`suspicious_ports_scored_filter`";
const ANY = "*";

const input = (token: string, title: string): TextInput => ({ kind: "text", token, title, default: ANY });

/** The exception that the inputs describe: field → token. */
const EXCEPTION = [
  ["src", "$except_src|s$"],
  ["dest", "$except_dest|s$"],
  ["dest_port", "$except_port|s$"],
] as const;

/** Rows that the exception removes; none where it asks for nothing. */
const removed: readonly string[] = [
  `search ${EXCEPTION.map(([field, token]) => `${field}=${token}`).join(" ")}`,
  `where NOT (${EXCEPTION.map(([, token]) => `${token}="${ANY}"`).join(" AND ")})`,
];

const marked = [`eval reported=if(${columnOf("score")} >= \`portrisk_threshold\`,1,0)`];

const ROW_COLUMNS: readonly Column[] = [
  { field: "score", width: 60, align: "right" },
  { field: "level", width: 90, scale: "level" },
  { field: "src", width: 130 },
  { field: "dest", width: 130 },
  { field: "dest_port", width: 80, align: "right" },
  { field: "reason" },
  { field: "connections", width: 90 },
  { field: "seen", width: 140 },
];

const pairRows = (none: string, ...before: readonly string[]) =>
  chain(
    ...before,
    shortNames("score", "level", "reason"),
    "sort 0 -score, -lastTime",
    counted,
    seenBetween("firstTime", "lastTime"),
    orElse("reason", none),
    `table ${ROW_COLUMNS.map(({ field }) => field).join(", ")}`,
  );

export const TUNE: View = {
  name: "tune",
  label: "Tune",
  description:
    "What fires and why, by port, factor and exception, and what another exception would have removed.",
  inputs: [
    { kind: "time", token: "time", title: "Time range", default: { earliest: "-24h@h", latest: "now" } },
    input("except_src", "Exception: source"),
    input("except_dest", "Exception: destination"),
    input("except_port", "Exception: port"),
  ],
  searches: [
    {
      id: "fires",
      name: "What fires, by port, direction and level",
      query: steps(
        SCORED,
        `where isnotnull(${columnOf("score")})`,
        ...marked,
        `fillnull value="unknown" transport, ${columnOf("service")}`,
        `stats count as events sum(reported) as reported dc(src) as sources dc(dest) as destinations max(${columnOf("score")}) as highest values(${columnOf("factors")}) as factors by dest_port, transport, ${["service", "direction", "level"].map((name) => columnOf(name as "service")).join(", ")}`,
      ),
    },
    {
      id: "by_port",
      name: "By port",
      extends: "fires",
      query: chain(
        shortNames("service", "direction", "level"),
        "sort 0 -reported, -events, +num(dest_port)",
        orElse(
          "service",
          "No event in this time range can reach the threshold. Health says whether events arrive.",
        ),
        "table dest_port, transport, service, direction, level, events, reported, sources, destinations, highest, factors",
      ),
    },
    {
      id: "scored_factors",
      name: "Connections by factor",
      query: steps(
        SCORED,
        `where isnotnull(${columnOf("score")})`,
        ...marked,
        `stats count as events sum(reported) as reported dc(src) as sources dc(dest_port) as ports by ${columnOf("factors")}`,
      ),
    },
    {
      id: "by_factor",
      name: "By factor",
      extends: "scored_factors",
      query: chain(
        `rex field=${columnOf("factors")} "^(?<factor>[^=]+)=[+]?(?<points>-?[0-9]+)$"`,
        "sort 0 -reported, -events",
        orElse(
          "factor",
          "No event in this time range can reach the threshold; the table above says what to do.",
        ),
        "table factor, points, events, reported, sources, ports",
      ),
    },
    {
      id: "pairs",
      name: "Rows at or above the threshold, before the site's filter",
      query: `${SCORED}\n${REPORTED_ROWS}`,
    },
    {
      id: "counts",
      name: "Rows, and how many exceptions remove",
      extends: "pairs",
      query: chain(
        'eval step="all"',
        `appendpipe [ ${steps('search step="all"', FILTER, 'eval step="kept"')} ]`,
        `appendpipe [ ${steps('search step="kept"', ...removed, 'eval step="removed"')} ]`,
        'eval all=if(step="all",1,0), kept=if(step="kept",1,0), removed=if(step="removed",1,0)',
        "stats sum(all) as rows sum(kept) as kept sum(removed) as would_remove",
        "fillnull value=0 rows, kept, would_remove",
        "eval filtered=rows-kept, left=kept-would_remove",
        "table rows, filtered, would_remove, left",
      ),
    },
    {
      id: "would_remove",
      name: "What the exception would have removed",
      extends: "pairs",
      query: pairRows(
        "Nothing: no row fits, or the fields above all say *. Set a source, a destination or a port; networks (10.0.0.0/8) and * work.",
        FILTER,
        ...removed,
      ),
    },
    {
      id: "line",
      name: "The exception as a filter",
      extends: "pairs",
      query: chain(
        "stats count",
        `eval terms=mvappend(${EXCEPTION.map(([field, token]) => `if(${token}="${ANY}",null(),"${field}=\\"".replace(${token},"\\"","")."\\"")`).join(",")})`,
        'eval line=if(isnull(terms),"Set a source, a destination or a port above.","search NOT (".mvjoin(terms," ").")")',
        "table line",
      ),
    },
    {
      id: "filtered",
      name: "Rows that the site's filter drops",
      extends: "pairs",
      query: pairRows(
        "The filter macro suspicious_ports_scored_filter dropped no row in this time range.",
        'eval step="all"',
        `appendpipe [ ${steps(FILTER, 'eval step="kept"')} ]`,
        `eventstats count as both__ by src, dest, dest_port, transport`,
        'where step="all" AND both__=1',
      ),
    },
    {
      id: "overrides",
      name: "The site's own rows of the catalogue, and what they meet",
      extends: "fires",
      query: chain(
        "stats sum(events) as events sum(reported) as reported by dest_port, transport",
        "rename dest_port as port",
        `append [ ${chain(
          `inputlookup strict=f ${OVERRIDES}`,
          `lookup ${CATALOGUE} port, transport OUTPUT service AS shipped_service, points AS shipped_points`,
          'eval own="yes"',
          "table port, transport, service, points, legitimate_use, shipped_service, shipped_points, own",
        )} ]`,
        `stats max(events) as events max(reported) as reported ${["service", "points", "legitimate_use", "shipped_service", "shipped_points", "own"].map((name) => `values(${name}) as ${name}`).join(" ")} by port, transport`,
        'where own="yes"',
        "fillnull value=0 events, reported",
        "sort 0 -events, +num(port)",
        orElse(
          "service",
          "There is no file portrisk_overrides.csv, or it has no rows: the shipped catalogue alone counts.",
        ),
        "table port, transport, service, points, legitimate_use, shipped_service, shipped_points, events, reported",
      ),
    },
  ],
  tabs: [
    {
      id: "fires_tab",
      label: "What fires",
      rows: [
        {
          height: 420,
          panels: [
            {
              kind: "table",
              id: "table_by_port",
              title: "By port",
              description:
                "Connections that the detection reads; reported are those at or above the threshold. Many sources with ordinary reasons are candidates for an exception. A click opens the port in Investigate.",
              search: "by_port",
              columns: [
                { field: "dest_port", width: 80, align: "right" },
                { field: "transport", width: 80 },
                { field: "service" },
                { field: "direction", width: 85 },
                { field: "level", width: 85, scale: "level" },
                { field: "events", width: 70, align: "right" },
                { field: "reported", width: 75, align: "right" },
                { field: "sources", width: 75, align: "right" },
                { field: "destinations", width: 95, align: "right" },
                { field: "highest", width: 70, align: "right" },
                { field: "factors", width: 180 },
              ],
              rows: 10,
              links: [toInvestigatePort("dest_port")],
            },
          ],
        },
        {
          height: 360,
          panels: [
            {
              kind: "table",
              id: "table_by_factor",
              title: "By factor",
              description: "A connection counts at each of its factors.",
              search: "by_factor",
              columns: [
                { field: "factor" },
                { field: "points", width: 80, align: "right" },
                { field: "events", width: 100, align: "right" },
                { field: "reported", width: 100, align: "right" },
                { field: "sources", width: 100, align: "right" },
                { field: "ports", width: 100, align: "right" },
              ],
              rows: 10,
            },
            {
              kind: "text",
              id: "text_how",
              markdown: `### Where to tune
- **A known false positive of some hosts**: an exception in the macro **suspicious_ports_scored_filter** ([Search macros](/manager/suspicious_ports/admin/macros)). The tab *Exceptions* writes its line and says what it would have removed.
- **A port that is ordinary here**, or one that the catalogue lacks: a row in **portrisk_overrides.csv** ([Lookup table files](/manager/suspicious_ports/data/lookup-table-files)). The README of the app describes its columns.
- **A higher or lower bar**: the macros **portrisk_threshold** and **portrisk_severity**.`,
            },
          ],
          shares: [3, 2],
        },
      ],
    },
    {
      id: "exceptions_tab",
      label: "Exceptions",
      rows: [
        {
          height: 110,
          panels: [
            {
              kind: "number",
              id: "number_rows",
              title: "Rows at or above the threshold",
              search: "counts",
              field: "rows",
            },
            {
              kind: "number",
              id: "number_filtered",
              title: "Dropped by the site's filter",
              search: "counts",
              field: "filtered",
            },
            {
              kind: "number",
              id: "number_would",
              title: "The exception would remove",
              search: "counts",
              field: "would_remove",
            },
            { kind: "number", id: "number_left", title: "Left after both", search: "counts", field: "left" },
          ],
        },
        {
          height: 120,
          panels: [
            {
              kind: "table",
              id: "table_line",
              title: "The exception as a line for the macro suspicious_ports_scored_filter",
              description: "From the three fields above. Join several with a pipe.",
              search: "line",
              columns: [{ field: "line" }],
              rows: 1,
            },
          ],
        },
        {
          height: 340,
          panels: [
            {
              kind: "table",
              id: "table_would",
              title: "What it would have removed",
              search: "would_remove",
              columns: ROW_COLUMNS,
              rows: 10,
              links: [toInvestigate()],
            },
          ],
        },
        {
          height: 320,
          panels: [
            {
              kind: "table",
              id: "table_filtered",
              title: "What the site's filter drops today",
              search: "filtered",
              columns: ROW_COLUMNS,
              rows: 10,
              links: [toInvestigate()],
            },
          ],
        },
        {
          height: 320,
          panels: [
            {
              kind: "table",
              id: "table_overrides",
              title: "The site's own ports",
              description:
                "Rows of portrisk_overrides.csv beside the shipped ones, and the connections that they meet.",
              search: "overrides",
              columns: [
                { field: "port", width: 60, align: "right" },
                { field: "transport", width: 80 },
                { field: "service" },
                { field: "points", width: 60, align: "right" },
                { field: "legitimate_use" },
                { field: "shipped_service" },
                { field: "shipped_points", width: 110, align: "right" },
                { field: "events", width: 70, align: "right" },
                { field: "reported", width: 75, align: "right" },
              ],
              rows: 10,
            },
          ],
        },
      ],
    },
  ],
};

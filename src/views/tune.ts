/** What fires and why, what the site's exceptions do, and what another one would have removed. For whoever keeps the detection quiet. */
import { CANDIDATE_ROWS, EXCEPTIONS, FITTING_EXCEPTIONS, NETWORKS, REPORTED_ROWS } from "../macros/index.ts";
import { columnOf } from "../risk/index.ts";
import { toInvestigate, toInvestigatePort } from "./links.ts";
import { chain, counted, orElse, SCORED, seenBetween, shortNames, steps } from "./spl.ts";
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

/** What a row of the exceptions has, besides its state. */
const EXCEPTION_FIELDS = "src dest dest_port transport app kind points owner reason starts expires".split(
  " ",
);

/** An address or a network of the inputs, as a network; null for anything else. @param any the network of all addresses */
const networkOf = (token: string, any: string): string =>
  `case(${token}="${ANY}",${any},match(${token},"^[0-9A-Fa-f:.]+/[0-9]{1,3}$"),${token},match(${token},"^[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*$"),${token}."/128",match(${token},"^[0-9]+([.][0-9]+){3}$"),${token}."/32")`;

/** The exception that the inputs describe, as a search that adds it; or what is missing. */
const exceptionLine: readonly string[] = [
  `eval any=if(match(${EXCEPTION[0][1]}.${EXCEPTION[1][1]},":"),"::/0","0.0.0.0/0"), port=${EXCEPTION[2][1]}`,
  `eval src=${networkOf(EXCEPTION[0][1], "any")}, dest=${networkOf(EXCEPTION[1][1], "any")}`,
  `eval until=strftime(relative_time(now(),"+30d"),"%Y-%m-%d")`,
  `eval line=case(${[
    `${EXCEPTION.map(([, token]) => `${token}="${ANY}"`).join(" AND ")},"Set a source, a destination or a port above."`,
    'isnull(src) OR isnull(dest),"Set addresses or networks such as 10.1.2.0/24 above: an exception has no names and no part of an address."',
    'NOT match(port,"^([0-9]{1,5}|[*])$"),"Set a port above, or *."',
    `true(),"| makeresults | eval ${[
      ...["src", "dest"].map((field) => `${field}=\\"".${field}."\\"`),
      'dest_port=\\"".port."\\"',
      'transport=\\"*\\", app=\\"*\\", kind=\\"service\\", points=\\"drop\\", owner=\\"YOUR NAME\\", reason=\\"WHY\\"',
      'expires=\\"".until."\\"',
    ].join(
      ", ",
    )} | table ${EXCEPTION_FIELDS.filter((field) => field !== "starts").join(", ")} | outputlookup append=true ${EXCEPTIONS}"`,
  ].join(",")})`,
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
      name: "Rows at or above the threshold, with the site's exceptions, before its filter",
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
      name: "The exception as a search",
      extends: "pairs",
      query: chain("stats count", ...exceptionLine, "table line"),
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
      id: "exceptions",
      name: "The site's exceptions, their state, and the rows that they fit",
      query: steps(
        `${SCORED}\n${CANDIDATE_ROWS}`,
        ...FITTING_EXCEPTIONS,
        "where isnotnull(exception_id)",
        "mvexpand exception_id",
        "stats count as rows by exception_id",
        `inputlookup append=true ${EXCEPTIONS}`,
        "eval exception_id=coalesce(exception_id,_key)",
        `stats max(rows) as rows ${EXCEPTION_FIELDS.map((field) => `values(${field}) as ${field}`).join(" ")} by exception_id`,
        "`portrisk_exception_report`",
        "fillnull value=0 rows",
        'eval order=case(match(state,"^invalid"),0,state="expired",1,state="expires soon",2,state="active",3,true(),4)',
        "sort 0 order, +expires",
        orElse("reason", "The site has no exception. The tab says below how to add one."),
        "table state, src, dest, dest_port, transport, app, effect, rows, owner, reason, starts, expires",
      ),
    },
    {
      id: "networks",
      name: "The site's own networks",
      query: steps(
        `| inputlookup ${NETWORKS}`,
        "`portrisk_network_report`",
        "sort 0 zone, network",
        orElse(
          "note",
          "The site has named none of its networks. The README of the app says when that helps.",
        ),
        "table state, network, zone, note",
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
- **A known false positive**, or a port that is ordinary here: an exception, with who, why and until when. The tab *Exceptions* writes its line and says what it would have removed.
- **A port, network or application that deserves more**: an exception with points above 0.
- **Public addresses or IPv6 inside**: the site's networks, on the tab *Exceptions*.
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
          height: 300,
          panels: [
            {
              kind: "table",
              id: "table_exceptions",
              title: "The site's exceptions",
              description:
                "With the rows of the time range that each fits, before points and threshold. Expired and invalid ones do not apply.",
              search: "exceptions",
              columns: [
                { field: "state", width: 130 },
                { field: "src", width: 120 },
                { field: "dest", width: 120 },
                { field: "dest_port", width: 75, align: "right" },
                { field: "transport", width: 75 },
                { field: "app", width: 70 },
                { field: "effect", width: 60, align: "right" },
                { field: "rows", width: 55, align: "right" },
                { field: "owner", width: 100 },
                { field: "reason" },
                { field: "starts", width: 85 },
                { field: "expires", width: 85 },
              ],
              rows: 10,
            },
          ],
        },
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
              title: "Dropped by the filter macro",
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
              title: "The exception as a search that adds it",
              description:
                "From the three fields above; it drops what fits for 30 days. Write your name and the reason into it before you run it.",
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
          height: 300,
          panels: [
            {
              kind: "table",
              id: "table_networks",
              title: "The site's own networks",
              description: "A zone counts for the addresses of its network, before the firewall's zone.",
              search: "networks",
              columns: [
                { field: "state", width: 150 },
                { field: "network", width: 180 },
                { field: "zone", width: 120 },
                { field: "note" },
              ],
              rows: 10,
            },
            {
              kind: "text",
              id: "text_edit",
              markdown: `### Where to edit
Both are collections of the KV store, **${EXCEPTIONS}** and **${NETWORKS}**: no upgrade touches them. To change or remove rows, open them in the *Splunk App for Lookup File Editing* (Splunkbase 1724). To add one, run the line above with your name and reason.
- **effect**: points from -50 to 50 in steps of 10, or *drop*; none: scanner drops, backup -40, service -20.
- **expires**: the last day. Without it an exception does not apply.
- **network**: should overlap no other; where two do, one of their zones counts, and nothing says which.`,
            },
          ],
          shares: [1, 1],
        },
      ],
    },
  ],
};

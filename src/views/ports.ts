/** The catalogue: what each port is known for, by which sources, what else lives there, and what the site uses. */
import { toInvestigatePort } from "./links.ts";
import { CATALOGUE, chain, EVENTS, markBlocked, orElse, steps } from "./spl.ts";
import type { View } from "./view.ts";

/** The ids of a row's sources → the documents. */
const SOURCES = "portrisk_sources";

/** Rows of the catalogue that the input asks for: a port, or words of any column. */
const matching = (columns: readonly string[]): readonly string[] => [
  `eval asked=lower(trim($port|s$)), words=lower(${columns.map((column) => `coalesce(${column},"")`).join('." ".')})`,
  'where asked="" OR asked="*" OR port=asked OR like(words,"%".asked."%")',
  "fields - asked, words",
];

export const PORTS: View = {
  name: "ports",
  label: "Ports",
  description:
    "What a port is known for, who says so, what else lives there, and what this site uses. Search for 4444, tunnel, AsyncRAT or T1572.",
  inputs: [
    { kind: "text", token: "port", title: "Port or words", default: "*" },
    {
      kind: "time",
      token: "time",
      title: "Time range",
      default: { earliest: "-24h@h", latest: "now" },
    },
  ],
  searches: [
    {
      id: "catalogue",
      name: "Rows of the catalogue",
      query: steps(
        `| inputlookup ${CATALOGUE}`,
        ...matching(["service", "category", "legitimate_use", "mitre", "sources"]),
        "sort 0 -num(points), +num(port), +transport",
      ),
    },
    {
      id: "rows",
      name: "The catalogue",
      extends: "catalogue",
      query: chain(
        orElse(
          "service",
          "The catalogue has no such port. Clear the field above to see all of it; exceptions with points above 0 rate a port of your own.",
        ),
        "table port, transport, service, category, points, legitimate_use, legitimate_points, prevalence, mitre, sources",
      ),
    },
    {
      id: "sources",
      name: "The documents behind these rows",
      extends: "catalogue",
      query: chain(
        'eval id=split(sources," ")',
        "mvexpand id",
        "stats count as rows by id",
        `lookup ${SOURCES} id OUTPUT project, document, revision, licence, url`,
        "sort 0 -rows, +id",
        orElse("id", "The table above has no row, so there is no source to show."),
        "table id, rows, project, document, revision, licence, url",
      ),
    },
    {
      id: "used",
      name: "Connections by port",
      query: steps(
        EVENTS,
        "search dest_port=*",
        markBlocked,
        'eval transport=coalesce(transport,"unknown")',
        "stats count sum(blocked) as blocked dc(src) as sources dc(dest) as destinations values(app) as apps by dest_port, transport",
      ),
    },
    {
      id: "site",
      name: "What the site uses",
      extends: "used",
      query: chain(
        `lookup ${CATALOGUE} port AS dest_port, transport OUTPUT service, category, points, legitimate_use`,
        "rename dest_port as port",
        'eval apps=if(mvcount(apps)>5,mvindex(apps,0,4),apps), app_words=mvjoin(apps," ")',
        ...matching(["service", "category", "legitimate_use", "app_words"]),
        "fillnull value=0 points",
        "sort 0 -num(points), -count",
        orElse(
          "service",
          "No connection in this time range to such a port. Health says whether events arrive.",
        ),
        "table port, transport, service, points, legitimate_use, count, blocked, sources, destinations, apps",
      ),
    },
  ],
  tabs: [
    {
      id: "catalogue_tab",
      label: "Catalogue",
      rows: [
        {
          height: 480,
          panels: [
            {
              kind: "table",
              id: "table_catalogue",
              title: "What ports are known for",
              description:
                "Points are what a connection to the port says by itself; what else lives there takes some of them away. A port alone never reaches the threshold.",
              search: "rows",
              columns: [
                { field: "port", width: 60, align: "right" },
                { field: "transport", width: 80 },
                { field: "service" },
                { field: "category", width: 140 },
                { field: "points", width: 60, align: "right" },
                { field: "legitimate_use" },
                { field: "legitimate_points", width: 120, align: "right" },
                { field: "prevalence", width: 90 },
                { field: "mitre", width: 100 },
                { field: "sources", width: 150 },
              ],
              rows: 15,
              links: [toInvestigatePort("port")],
            },
          ],
        },
        {
          height: 320,
          panels: [
            {
              kind: "table",
              id: "table_sources",
              title: "Sources of these rows",
              description: "The documents in which the facts were read, and their licences.",
              search: "sources",
              columns: [
                { field: "id", width: 150 },
                { field: "rows", width: 60, align: "right" },
                { field: "project", width: 150 },
                { field: "document" },
                { field: "revision", width: 130 },
                { field: "licence", width: 130 },
                { field: "url" },
              ],
              rows: 10,
            },
          ],
        },
      ],
    },
    {
      id: "site_tab",
      label: "What this site uses",
      rows: [
        {
          height: 640,
          panels: [
            {
              kind: "table",
              id: "table_site",
              title: "Connections by port",
              description:
                "All events of the firewall, not only those that the detection reads. A click opens the port in Investigate.",
              search: "site",
              columns: [
                { field: "port", width: 60, align: "right" },
                { field: "transport", width: 80 },
                { field: "service" },
                { field: "points", width: 60, align: "right" },
                { field: "legitimate_use" },
                { field: "count", width: 80, align: "right" },
                { field: "blocked", width: 80, align: "right" },
                { field: "sources", width: 80, align: "right" },
                { field: "destinations", width: 95, align: "right" },
                { field: "apps", width: 140 },
              ],
              rows: 20,
              links: [toInvestigatePort("port")],
            },
          ],
        },
      ],
    },
  ],
};

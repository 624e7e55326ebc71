/** Whether the app works: each line says OK, WARN or FAIL, what was seen, and what to do. */
import { DATA, DATA_LINES, FIELD_LINES, LINES } from "./health-lines.ts";
import { chain, timeText } from "./spl.ts";
import type { Column, Panel, View } from "./view.ts";

const COLUMNS: readonly Column[] = [
  { field: "check", width: 190 },
  { field: "status", width: 70, scale: "status" },
  { field: "seen" },
  { field: "remedy" },
];
const DAY = { earliest: "-24h", latest: "now" };

const lines = (id: string, title: string, description: string, search: string): Panel => ({
  kind: "table",
  id,
  title,
  description,
  search,
  columns: COLUMNS,
  rows: 15,
});

export const HEALTH: View = {
  name: "health",
  label: "Health",
  description: "Whether the app works: what was seen, and what to do about it.",
  inputs: [],
  searches: [
    { id: "engines", name: "Engines", query: LINES.engines, range: DAY },
    { id: "lookups", name: "Lookups", query: LINES.lookups, range: DAY },
    { id: "searches", name: "Saved searches and macros", query: LINES.searches, range: DAY },
    { id: "scheduler", name: "Scheduled searches", query: LINES.scheduler, range: DAY },
    { id: "data", name: "Events of the last day", query: DATA, range: DAY },
    { id: "data_lines", name: "Events", extends: "data", query: chain(...DATA_LINES) },
    { id: "field_lines", name: "Fields", extends: "data", query: chain(...FIELD_LINES) },
    {
      id: "source_types",
      name: "Source types",
      extends: "data",
      query: chain(
        "sort 0 -events",
        `eval newest=${timeText("newest")}, lag=round(lag), allowed=events-blocked`,
        "table sourcetype, events, blocked, allowed, newest, lag",
      ),
    },
  ],
  tabs: [
    {
      id: "app",
      label: "App and data",
      rows: [
        {
          height: 200,
          panels: [
            lines(
              "table_engines",
              "Scoring",
              "Four made-up connections are scored. An error in place of these lines is a FAIL: the engine does not run. Install Node.js on the search head, or set the macro portrisk to portrisk_eval.",
              "engines",
            ),
          ],
        },
        {
          height: 240,
          panels: [
            lines(
              "table_data",
              "Events of the last day",
              "Read where the macro portrisk_data looks.",
              "data_lines",
            ),
          ],
        },
        {
          height: 240,
          panels: [
            lines(
              "table_lookups",
              "Ports and the site",
              "The catalogue, exceptions and networks.",
              "lookups",
            ),
          ],
        },
        {
          height: 240,
          panels: [
            lines(
              "table_searches",
              "Detections",
              "An error in place of these lines: this account may not read saved searches over REST.",
              "searches",
            ),
          ],
        },
        {
          height: 160,
          panels: [
            lines(
              "table_scheduler",
              "Scheduled searches of the last day",
              "Read in the index _internal, which needs a right of its own.",
              "scheduler",
            ),
          ],
        },
      ],
    },
    {
      id: "fields",
      label: "Fields and source types",
      rows: [
        {
          height: 220,
          panels: [
            {
              kind: "table",
              id: "table_source_types",
              title: "Source types",
              description:
                "Events of the last day; lag is in seconds from the end of a connection to the index.",
              search: "source_types",
              columns: [
                { field: "sourcetype" },
                { field: "events", width: 120, align: "right" },
                { field: "blocked", width: 120, align: "right" },
                { field: "allowed", width: 120, align: "right" },
                { field: "newest", width: 150 },
                { field: "lag", width: 80, align: "right" },
              ],
              rows: 5,
            },
          ],
        },
        {
          height: 560,
          panels: [
            lines(
              "table_fields",
              "Fields that the score reads",
              "The share of the last day's events that have them. The first five are needed; the others are evidence.",
              "field_lines",
            ),
          ],
        },
      ],
    },
  ],
};

/** The checks of views and of what leads to them: each objects to a view that is broken on purpose. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { readApp } from "../../src/conf/index.ts";
import {
  CHECKS,
  FIRST_PAINT_SEARCHES,
  firstPaint,
  formatFinding,
  studioViews,
} from "../../src/vetting/index.ts";

const scratch = mkdtempSync(join(tmpdir(), "views-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** What one check says of the built app's default folder with a part of one file replaced, which must be there. */
function objections(check: string, file: string, part: string | RegExp, by: string): string[] {
  const app = join(mkdtempSync(join(scratch, "app-")), "suspicious_ports");
  cpSync(join(inject("app"), "default"), join(app, "default"), { recursive: true });
  const path = join(app, "default", file);
  const text = readFileSync(path, "utf8");
  const changed = text.replace(part, () => by);
  expect(changed).not.toBe(text);
  writeFileSync(path, changed);
  return CHECKS[check]!(readApp(app)).map(formatFinding);
}

const TRIAGE = "data/ui/views/triage.xml";
const INVESTIGATE = "data/ui/views/investigate.xml";

describe("the checks of views", () => {
  it.each<[string, string, string | RegExp, string, RegExp]>([
    [
      "a panel whose search is not there",
      TRIAGE,
      '"primary": "rows"',
      '"primary": "rowz"',
      /^view data: .*triage\.xml:\d+: table_rows: missing search rowz$/,
    ],
    [
      "a search that no panel shows",
      TRIAGE,
      '"primary": "rows"',
      '"primary": "summary"',
      /^view data: .*rows: no panel shows it$/,
    ],
    [
      "a panel without a search",
      TRIAGE,
      '"primary": "rows"',
      "",
      /^view data: .*table_rows: it has no search$/,
    ],
    [
      "a chain of a search that is not there",
      TRIAGE,
      '"extend": "levels"',
      '"extend": "level"',
      /^view data: .*levels_over_time: it extends the missing search level$/,
    ],
    [
      "a chain without a pipe",
      TRIAGE,
      '"query": "| sort',
      '"query": "sort',
      /^view data: .*rows: the query of a chain begins with a pipe$/,
    ],
    [
      "an empty query",
      TRIAGE,
      /"query": "\| timechart[^\n]*|"query": "\| eval critical[^\n]*timechart[^\n]*/,
      '"query": " "',
      /^view data: .*levels_over_time: it has no query$/,
    ],
    [
      "a panel in the layout that is not there",
      TRIAGE,
      '"item": "table_rows"',
      '"item": "table_row"',
      /^view layout: .*now: missing panel table_row$/,
    ],
    [
      "a panel that stands nowhere",
      TRIAGE,
      '"item": "table_rows"',
      '"item": "table_row"',
      /^view layout: .*table_rows: it stands 0 times on the page$/,
    ],
    [
      "a panel that stands twice",
      TRIAGE,
      '"item": "chart_outcomes"',
      '"item": "chart_levels"',
      /^view layout: .*chart_levels: it stands 2 times on the page$/,
    ],
    [
      "panels that overlap",
      TRIAGE,
      '"y": 110,',
      '"y": 100,',
      /^view layout: .*now: table_rows overlaps number_rows$/,
    ],
    [
      "a panel outside of the page",
      TRIAGE,
      '"w": 1200,',
      '"w": 1300,',
      /^view layout: .*table_rows stands outside of the page$/,
    ],
    [
      "a panel without a place",
      TRIAGE,
      /"position": \{\s*"x": 0,\s*"y": 110,[^}]*\}/,
      '"side": "left"',
      /^view layout: .*table_rows has no place$/,
    ],
    [
      "a tab without a layout",
      TRIAGE,
      '"layoutId": "today"',
      '"layoutId": "tomorrow"',
      /^view layout: .*tomorrow: missing layout of a tab$/,
    ],
    [
      "a layout without a tab",
      TRIAGE,
      '"layoutId": "today"',
      '"layoutId": "tomorrow"',
      /^view layout: .*today: no tab shows it$/,
    ],
    [
      "an input that stands nowhere",
      TRIAGE,
      /"globalInputs": \[\s*"input_time"\s*\]/,
      '"globalInputs": []',
      /^view layout: .*input_time: the input stands nowhere$/,
    ],
    [
      "an input in the layout that is not there",
      TRIAGE,
      /"globalInputs": \[\s*"input_time"/,
      '"globalInputs": ["input_time", "input_x"',
      /^view layout: .*input_x: missing input$/,
    ],
    [
      "a token that no input sets",
      INVESTIGATE,
      "$src|s$",
      "$source|s$",
      /^view tokens: .*scored: no input sets \$source\$$/,
    ],
    [
      "a default that no input sets",
      TRIAGE,
      '"$time.latest$"',
      '"$times.latest$"',
      /^view tokens: .*defaults: no input sets \$times\.latest\$$/,
    ],
    [
      "a token that ends the text it stands in",
      INVESTIGATE,
      "$src|s$",
      "$src$",
      /^view tokens: .*scored: \$src\$ is not quoted: write \$src\|s\$$/,
    ],
    [
      "a value that is not encoded in a link",
      TRIAGE,
      "$row.src.value|u$",
      "$row.src.value$",
      /^view tokens: .*table_rows: \$row\.src\.value\$ is not encoded/,
    ],
    [
      "an input that nothing uses",
      INVESTIGATE,
      '"token": "host"',
      '"token": "hosts"',
      /^view tokens: .*inputs: nothing uses \$hosts\$$/,
    ],
    [
      "a colour scale that is not there",
      TRIAGE,
      "matchValue(levelColours)",
      "matchValue(levelColors)",
      /^view tokens: .*table_rows: its context has no levelColors$/,
    ],
    [
      "a link to a view that is not there",
      TRIAGE,
      "/app/suspicious_ports/investigate?",
      "/app/suspicious_ports/investigation?",
      /^view links: .*a link leads to the missing view investigation$/,
    ],
    [
      "a link that sets an input that is not there",
      TRIAGE,
      "form.dest_port=",
      "form.port=",
      /^view links: .*the view investigate has no input for form\.port$/,
    ],
    [
      "a link that sets no input",
      TRIAGE,
      "form.dest_port=",
      "dest_port=",
      /^view links: .*the view investigate has no input for dest_port$/,
    ],
    [
      "a click that takes no column",
      TRIAGE,
      "$row.dest.value|u$",
      "$row.destination.value|u$",
      /^view links: .*a click takes destination, which is not a column$/,
    ],
    [
      "a click that sets no input",
      INVESTIGATE,
      '"token": "src",\n        "key"',
      '"token": "source",\n        "key"',
      /^view links: .*a click sets \$source\$, which no input has$/,
    ],
    [
      "a handler that nobody knows",
      TRIAGE,
      "drilldown.customUrl",
      "drilldown.customUri",
      /^view links: .*unknown handler drilldown\.customUri$/,
    ],
    [
      "an action that leads to a view that is not there",
      "workflow_actions.conf",
      "/app/suspicious_ports/ports?",
      "/app/suspicious_ports/port?",
      /^workflow actions: .*\[portrisk_explain_port\] a link leads to the missing view port$/,
    ],
    [
      "an action that sets no input",
      "workflow_actions.conf",
      "form.host=",
      "form.hosts=",
      /^workflow actions: .*the view investigate has no input for form\.hosts$/,
    ],
    [
      "an action that uses a field it does not ask for",
      "workflow_actions.conf",
      "fields = dest_port\n",
      "fields = dest\n",
      /^workflow actions: .*\[portrisk_explain_port\] \$dest_port\$ is not among its fields$/,
    ],
    [
      "a look-up elsewhere that is on",
      "workflow_actions.conf",
      "disabled = true",
      "disabled = false",
      /^workflow actions: .*\[portrisk_greynoise_src\] it sends a value to another server/,
    ],
    [
      "a link without an address",
      "workflow_actions.conf",
      /link\.uri = .*\n/,
      "",
      /^workflow actions: .*\[portrisk_explain_port\] it has no link\.uri$/,
    ],
    [
      "a search without a search",
      "workflow_actions.conf",
      /search\.search_string = .*\n/,
      "",
      /^workflow actions: .*\[portrisk_score_pair\] it has no search\.search_string$/,
    ],
    [
      "a macro in an action that is not there",
      "workflow_actions.conf",
      "`portrisk`",
      "`portrisks`",
      /^macro references: default\/workflow_actions\.conf:\d+: undefined macro portrisks$/,
    ],
    [
      "a tag of an event type that is not there",
      "tags.conf",
      "eventtype=suspicious_ports_connection_syslog",
      "eventtype=x",
      /^tag references: .*missing event type x$/,
    ],
    [
      "a tool of a search that is not there",
      "tools.conf",
      "Riskiest Pairs Now",
      "Riskiest Pairs",
      /^tool references: .*missing saved search Suspicious Ports - Riskiest Pairs$/,
    ],
    [
      "a tool that asks for a token",
      "savedsearches.conf",
      "search = `portrisk_data` `portrisk_prefilter` \\\n| `portrisk` \\\n| where isnotnull",
      "search = `portrisk_data` src=$src$ \\\n| `portrisk` \\\n| where isnotnull",
      /^tool references: .*Suspicious Ports - What Fires and Why needs \$src\$$/,
    ],
  ])("object to %s", (_, file, part, by, message) => {
    const [, check, rest] = /^\^([a-z ]+): (.*)$/.exec(message.source)!;
    expect(objections(check!, file, part, by)).toContainEqual(expect.stringMatching(new RegExp(rest!)));
  });
});

describe("first paint", () => {
  const views = studioViews(readApp(inject("app")));

  it.each(views.map(({ name, definition }) => [name, definition] as const))(
    `of %s needs at most ${FIRST_PAINT_SEARCHES} searches`,
    (_, definition) => {
      const { size } = firstPaint(definition);
      expect(size).toBeGreaterThan(0);
      expect(size).toBeLessThanOrEqual(FIRST_PAINT_SEARCHES);
    },
  );

  it("counts the searches behind chains once, and those of other tabs not at all", () => {
    const triage = views.find(({ name }) => name === "triage")!.definition;
    expect([...firstPaint(triage)].sort()).toEqual(["levels", "reported"]);
  });

  it("of a view with seven searches is too much", () => {
    const sources = Object.fromEntries(
      Array.from({ length: 7 }, (_, at) => [
        `s${at}`,
        { type: "ds.search", options: { query: `| makeresults count=${at}` } },
      ]),
    );
    const panels = Object.fromEntries(
      Object.keys(sources).map((id) => [`p_${id}`, { type: "splunk.table", dataSources: { primary: id } }]),
    );
    const structure = Object.keys(panels).map((item, at) => ({
      item,
      type: "block",
      position: { x: 0, y: at * 10, w: 1200, h: 10 },
    }));
    const view = {
      dataSources: sources,
      visualizations: panels,
      layout: {
        tabs: { items: [{ layoutId: "a" }] },
        layoutDefinitions: { a: { type: "grid", options: { width: 1200 }, structure } },
      },
    };
    expect(
      objections("first paint", TRIAGE, /<!\[CDATA\[[\s\S]*\]\]>/, `<![CDATA[${JSON.stringify(view)}]]>`),
    ).toContainEqual(expect.stringMatching(/the first tab needs 7 searches; at most 6 are allowed$/));
  });
});

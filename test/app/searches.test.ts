/**
 * Every search that the app ships is run: saved searches, macros and the examples of the search help, on the unpacked
 * package, with `portrisk` started through its launcher. What does not run does not ship.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { eventsFromObjects, rowsAsObjects, runSearch, SearchApps, type Table } from "spl-runner";
import { describe, expect, inject, it } from "vitest";
import { runCorpus } from "../../src/cli/corpus.ts";
import { readApp } from "../../src/conf/index.ts";
import { readEventsFile } from "../../src/demo/index.ts";

const app = readApp(inject("app"));
const apps = new SearchApps([app]);
const PUBLISHED = "Suspicious Ports - Cisco Secure Firewall - Communication Over Suspicious Ports - Rule";
const SCORED = "Suspicious Ports - Cisco Secure Firewall - Scored Communication Over Suspicious Ports - Rule";

const CURRENT =
  "Suspicious Ports - Cisco Secure Firewall - Communication Over Suspicious Ports (version 9) - Rule";
const REPORT = "Suspicious Ports - What Fires and Why";
const RISKIEST = "Suspicious Ports - Riskiest Pairs Now";
const HEALTH = "Suspicious Ports - App Health";

async function samples(...names: string[]): Promise<Table> {
  const rows = (
    await Promise.all(names.map((name) => readEventsFile(join(inject("root"), "examples", name))))
  ).flatMap(({ events }) => events);
  return { fields: [...new Set(rows.flatMap((row) => [...row.keys()]))], rows };
}

const run = async (search: string, events?: Table) =>
  rowsAsObjects(
    (await runSearch({ search, app: apps, earliest: 1, ...(events === undefined ? {} : { events }) })).table,
  ) as Record<string, unknown>[];

describe("the saved searches", () => {
  it("are these", () => {
    expect(apps.savedSearchNames()).toEqual([
      HEALTH,
      "Suspicious Ports - Memory - Hourly Summary",
      "Suspicious Ports - Memory - Pairs of a Day",
      "Suspicious Ports - Memory - Baseline of Services",
      "Suspicious Ports - Memory - Forgotten Services",
      "Suspicious Ports - Migrate Overrides",
      "Suspicious Ports - Exceptions That Need Attention",
      PUBLISHED,
      CURRENT,
      RISKIEST,
      SCORED,
      REPORT,
    ]);
  });

  it("find in the samples what they are for: the published one its ten ports, whatever they mean", async () => {
    const events = await samples("estreamer_json_real.log", "scenarios.jsonl");
    const found = await run(apps.savedSearch(PUBLISHED).search, events);
    const ten = new Set(["888", "999", "2200", "2222", "4000", "4444", "6789", "8531", "50501", "51820"]);
    // As published: an event without one of the by-fields is not counted.
    const expected = new Set(
      events.rows
        .filter((row) => row.get("EventType") === "ConnectionEvent" && ten.has(String(row.get("dest_port"))))
        .filter((row) => ["src", "dest", "transport", "action"].every((field) => row.has(field)))
        .map((row) =>
          ["src", "dest", "dest_port", "transport", "action"].map((field) => String(row.get(field))).join(),
        ),
    );
    expect(expected.size).toBeGreaterThan(8);
    expect(
      new Set(
        found.map((row) => [row.src, row.dest, row.dest_port, row.transport, row.action].map(String).join()),
      ),
    ).toEqual(expected);
    for (const row of found) expect(row.firstTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  });

  it("the scored one reports what reaches the threshold, with reasons, and nothing else", async () => {
    const events = await samples("estreamer_json_real.log", "scenarios.jsonl");
    const found = await run(apps.savedSearch(SCORED).search, events);
    expect(found.length).toBeGreaterThan(10);
    for (const row of found) {
      expect(Number(row.portrisk_score)).toBeGreaterThanOrEqual(50);
      expect(["high", "critical"]).toContain(row.portrisk_level);
      expect(row.severity).toBe(Number(row.portrisk_score) >= 70 ? "critical" : "high");
      expect(row.portrisk_reason).toMatch(
        /^Port \d+.* (?:is (?:known for|on|an ordinary port of|not in the catalogue)).*\.$/,
      );
    }
    const all = await run(
      "`portrisk_data` `portrisk_prefilter` | `portrisk` | search portrisk_score>=50",
      events,
    );
    expect(found.map((row) => Number(row.count)).reduce((a, b) => a + b, 0)).toBe(all.length);
  });
});

describe("the searches that go with the scored one", () => {
  it("gives one row a pair with the columns of its highest event, and risk to our end", async () => {
    const pair = { src: "10.0.0.1", dest: "8.8.8.8", dest_port: 4444, transport: "tcp" };
    const quiet = {
      bytes_sent: undefined,
      InitiatorBytes: 9000,
      ResponderBytes: 9000,
      ConnectionDuration: 4000,
    };
    const event = (more: object, at: number) => ({
      _time: at,
      sourcetype: "cisco:sfw:estreamer",
      EventType: "ConnectionEvent",
      ...pair,
      ...more,
    });
    const inbound = { src: "8.8.4.4", dest: "10.0.0.9", dest_port: 3389, app: "RDP" };
    const rows = await run(
      apps.savedSearch(SCORED).search,
      eventsFromObjects([
        event({ InitiatorBytes: 9000, ResponderBytes: 9000 }, 10),
        event({ ...quiet, action: "Allow" }, 20),
        event({ action: "Block" }, 30),
        event({ ...inbound, InitiatorBytes: 90_000, ResponderBytes: 90_000 }, 40),
        ...Array.from({ length: 25 }, (_, i) =>
          event(
            { src: "10.0.0.7", dest: `8.8.8.${i + 1}`, InitiatorBytes: 9000, ResponderBytes: 9000 },
            50 + i,
          ),
        ),
      ]),
    );
    expect(rows.length).toBe(3);
    const [first, sweep, exposed] = ["10.0.0.1", "10.0.0.7", "8.8.4.4"].map(
      (src) => rows.find((row) => row.src === src)!,
    );
    expect(first).toMatchObject({
      ...pair,
      // The blocked one, which stays below the threshold, is among them: it is above portrisk_candidate.
      count: 3,
      blocked: 1,
      firstTime: 10,
      duration: 4000,
    });
    const points = [first!.portrisk_factors]
      .flat()
      .map((factor) => Number(/=([+-]\d+)$/.exec(String(factor))![1]));
    expect(
      Math.min(
        100,
        points.reduce((sum, each) => sum + each, 0),
      ),
    ).toBe(Number(first!.portrisk_score));
    expect(first).toMatchObject({
      risk_object: "10.0.0.1",
      threat_object: "8.8.8.8",
      portrisk_level: "critical",
    });
    expect(sweep).toMatchObject({
      dest: "many destinations",
      dest_port: 4444,
      transport: "any",
      count: 25,
      destinations: 25,
      ports: 1,
      top_dest_port: "4444",
    });
    expect([sweep!.threat_object].flat()).toContain(sweep!.top_dest);
    expect([sweep!.threat_object].flat().length).toBe(10);
    expect(exposed).toMatchObject({
      risk_object: "10.0.0.9",
      threat_object: "8.8.4.4",
      portrisk_direction: "inbound",
    });
    expect(exposed!.risk_message).toBe(exposed!.portrisk_reason);
  });

  it("reads syslog's names like eStreamer's", async () => {
    const syslog = eventsFromObjects([
      {
        _time: 1,
        SrcIP: "10.0.0.1",
        DstIP: "8.8.8.8",
        DstPort: 3389,
        Protocol: "tcp",
        AccessControlRuleAction: "Allow",
        ApplicationProtocol: "RDP",
        Client: "RDP",
      },
    ]);
    const estreamer = eventsFromObjects([
      {
        _time: 1,
        InitiatorIP: "10.0.0.1",
        ResponderIP: "8.8.8.8",
        ResponderPort: 3389,
        Protocol: "tcp",
        AC_RuleAction: "Allow",
        Application: "RDP",
        ClientApplication: "RDP",
      },
    ]);
    const search = "* | `portrisk` | `portrisk_pairs` | `portrisk` | `portrisk_rows`";
    const [row] = await run(search, syslog);
    expect(row).toMatchObject({ src: "10.0.0.1", dest: "8.8.8.8", portrisk_score: 60 });
    expect(await run(search, estreamer)).toEqual([{ ...row, app: row!.app }]);
  });

  it("the report counts every watched event once, the reported ones among them", async () => {
    const events = await samples("scenarios.jsonl");
    const found = await run(apps.savedSearch(REPORT).search, events);
    const sum = (name: string) => found.reduce((total, row) => total + Number(row[name]), 0);
    const watched = await run("`portrisk_data` `portrisk_prefilter` | `portrisk`", events);
    expect(sum("events")).toBe(watched.length);
    expect(sum("reported")).toBe(watched.filter((row) => Number(row.portrisk_score) >= 50).length);
    expect(found[0]!.factors).toBeDefined();
  });

  it("give the same results with the engine that needs no Node.js", async () => {
    const events = await samples("estreamer_json_real.log", "scenarios.jsonl");
    for (const name of [SCORED, REPORT]) {
      const { search } = apps.savedSearch(name);
      const other = await run(search.replaceAll("`portrisk`", "`portrisk_eval`"), events);
      // A command's numbers arrive as texts; to stats and to people both are the same.
      const asTexts = (rows: object[]) =>
        rows.map((row) =>
          JSON.stringify(row, (_, value) => (typeof value === "number" ? String(value) : value)),
        );
      expect(asTexts(other)).toEqual(asTexts(await run(search, events)));
    }
  });
});

describe("the macros", () => {
  const event = eventsFromObjects([
    {
      _time: 1,
      sourcetype: "cisco:sfw:estreamer",
      EventType: "ConnectionEvent",
      src: "10.0.0.1",
      dest: "8.8.8.8",
      dest_port: 4444,
      transport: "tcp",
    },
  ]);
  /** A search around each macro, and what the one event above gives. */
  const uses: Record<string, readonly [search: string, result: object[]]> = {
    cisco_secure_firewall: ["`cisco_secure_firewall` | table dest_port", [{ dest_port: 4444 }]],
    "security_content_ctime(1)": [
      "* | table _time | eval first=_time | `security_content_ctime(first)` | table first",
      [{ first: "1970-01-01T00:00:01" }],
    ],
    cisco_secure_firewall___communication_over_suspicious_ports_filter: [
      "* | `cisco_secure_firewall___communication_over_suspicious_ports_filter` | table dest_port",
      [{ dest_port: 4444 }],
    ],
    suspicious_ports_scored_filter: [
      "* | `suspicious_ports_scored_filter` | table dest_port",
      [{ dest_port: 4444 }],
    ],
    portrisk: ["* | `portrisk` | table portrisk_score", [{ portrisk_score: "49" }]],
    portrisk_eval: ["* | `portrisk_eval` | table portrisk_score", [{ portrisk_score: 49 }]],
    portrisk_severity: [
      "* | eval portrisk_score=70 | `portrisk_severity` | table severity",
      [{ severity: "critical" }],
    ],
    portrisk_threshold: [
      "* | where 49 < `portrisk_threshold` AND 50 >= `portrisk_threshold` | table dest_port",
      [{ dest_port: 4444 }],
    ],
    portrisk_prefilter: ["`portrisk_prefilter` | table dest_port", [{ dest_port: 4444 }]],
    portrisk_prefilter_model: ["`portrisk_prefilter_model` | table dest_port", [{ dest_port: 4444 }]],
    portrisk_prefilter_site: ["`portrisk_prefilter_site` | table dest_port", []],
    portrisk_pairs: ["* | `portrisk` | `portrisk_pairs` | table count", [{ count: 1 }]],
    portrisk_rows: [
      "* | `portrisk` | `portrisk_pairs` | `portrisk` | `portrisk_rows` | table destinations",
      [{ destinations: 1 }],
    ],
    portrisk_candidate: ["* | where 30=`portrisk_candidate` | table dest_port", [{ dest_port: 4444 }]],
    portrisk_networks: [
      '* | eval site_src_zone="users" | `portrisk_networks` | table site_src_zone, dest_port',
      [{ dest_port: 4444 }],
    ],
    portrisk_history: [
      "* | `portrisk` | `portrisk_pairs` | `portrisk_history` | table dest_port, count",
      [{ dest_port: 4444, count: 1 }],
    ],
    portrisk_site: ["* | `portrisk_site` | table dest_port", [{ dest_port: 4444 }]],
    portrisk_exception_state: [
      '* | eval expires="2020-01-31", kind="scanner", exception_src="10.0.0.1" | `portrisk_exception_state` | table effect, state',
      [{ effect: "drop", state: "invalid: src is not a network" }],
    ],
    portrisk_hour: ["* | `portrisk_hour` | table connections, failed", [{ connections: 1, failed: 0 }]],
    portrisk_day: ["* | `portrisk_hour` | `portrisk_day` | table count", []],
    // The event is from 1970, and what was not used for 30 days is forgotten.
    portrisk_baseline: ["* | `portrisk_hour` | `portrisk_baseline` | table days", []],
    portrisk_forget: [
      "* | eval last_seen=now(), records=1 | `portrisk_forget` | table dest_port",
      [{ dest_port: 4444 }],
    ],
    portrisk_network_report: [
      '* | eval network="10.0.0.0/8", zone="users" | `portrisk_network_report` | table state',
      [{ state: "active" }],
    ],
    portrisk_exception_report: [
      '* | eval src="10.0.0.1/32", dest="0.0.0.0/0", dest_port="*", app="*", expires="2020-01-31", kind="scanner" | `portrisk_exception_report` | table effect, state',
      [{ effect: "drop", state: "expired" }],
    ],
    portrisk_migration: [
      '* | eval port=dest_port, points=0, legitimate_use="builds" | `portrisk_migration` | table result, points, src, reason',
      ["0.0.0.0/0", "::/0"].map((src) => ({
        result: "taken over",
        points: "-40",
        src,
        reason: "portrisk_overrides.csv: builds",
      })),
    ],
    portrisk_sweep: ["* | where 20=`portrisk_sweep` | table dest_port", [{ dest_port: 4444 }]],
    portrisk_data: ["`portrisk_data` | table dest_port", [{ dest_port: 4444 }]],
    portrisk_data_estreamer: ["`portrisk_data_estreamer` | table dest_port", [{ dest_port: 4444 }]],
    portrisk_data_syslog: ["`portrisk_data_syslog` | table dest_port", []],
    portrisk_send_risk: ["* | `portrisk_send_risk` | table dest_port", [{ dest_port: 4444 }]],
  };

  it("are all tried here", () => {
    // The steps of portrisk_eval are tried with it, what writes in test/app/history.test.ts.
    const elsewhere = /^portrisk_(?:eval_.*|collect|summary)$/;
    const names = [...app.conf("macros").stanzas.keys()].filter((name) => !elsewhere.test(name));
    expect(names.sort()).toEqual(Object.keys(uses).sort());
  });

  it.each(Object.entries(uses))("%s", async (_, [search, result]) => {
    expect(await run(search, event)).toEqual(result);
  });
});

describe("the examples of the search help", () => {
  const stanza = app.conf("searchbnf").stanzas.get("portrisk-command")!;
  const examples = [...stanza.settings.entries()]
    .filter(([key]) => /^example\d+$/.test(key))
    .map(([key, setting]) => [key, setting.value] as const);

  it("are there", () => {
    expect(examples.length).toBeGreaterThanOrEqual(4);
  });

  it.each(examples)("%s runs as it stands and shows something", async (_, search) => {
    const rows = await run(search);
    expect(rows.length).toBeGreaterThan(0);
    if (search.includes("| portrisk"))
      expect(JSON.stringify(rows[0])).toMatch(/(portrisk|pr)_(score|reason)/);
  });
});

describe("the searches in the documentation", () => {
  it("run: the one of the README that needs no data", async () => {
    const [row] = await run(
      '| makeresults | eval src="fd00::10", dest="2001:db8::7", dest_port=4444, transport="tcp", action="Allow", InitiatorBytes=9000, ResponderBytes=24000, ConnectionDuration=4000 | portrisk',
    );
    expect(row).toMatchObject({ portrisk_score: "100", portrisk_level: "critical" });
    for (const file of ["app/README.md", "docs/install.md"])
      expect(readFileSync(join(inject("root"), file), "utf8")).toContain(
        `portrisk_score=${row!.portrisk_score}`,
      );
  });
});

describe("searches of others", () => {
  it("version 9 of the detection, verbatim, matches its 29 digit patterns among all ports", async () => {
    const search = readFileSync(join(inject("root"), "test/fixtures/detection/v9.spl"), "utf8");
    const event = {
      _time: 1,
      sourcetype: "cisco:sfw:estreamer",
      EventType: "ConnectionEvent",
      src: "10.0.0.1",
      dest: "8.8.8.8",
      transport: "tcp",
      action: "Allow",
    };
    const events = eventsFromObjects(
      Array.from({ length: 65535 }, (_, index) => ({ ...event, dest_port: index + 1 })),
    );
    const found = await run(search, events);
    const digits = "123456789";
    const patterns = [
      ...digits.split("").map((digit) => digit.repeat(4)),
      ...digits.split("").map((digit) => digit.repeat(5)),
      ...[0, 1, 2, 3, 4, 5].flatMap((at) => [
        digits.slice(at, at + 4),
        digits
          .slice(at, at + 4)
          .split("")
          .reverse()
          .join(""),
      ]),
      ...[0, 1, 2, 3, 4].map((at) => digits.slice(at, at + 5)),
    ].filter((port) => Number(port) > 1024 && Number(port) < 49151);
    // 1234 to 6789 rising; falling only from 4321 to 9876.
    const expected = new Set(patterns.filter((port) => port !== "3210"));
    expect(new Set(found.map(({ dest_port }) => String(dest_port)))).toEqual(expected);
    expect(found).toHaveLength(29);
  });

  it("run, or are rejected for a reason that is known", async () => {
    const outcomes = await runCorpus(app, await samples("estreamer_json_real.log"));
    const names = (wanted: string) =>
      outcomes.filter(({ result }) => result === wanted).map(({ name }) => name);
    expect(outcomes).toHaveLength(34);
    expect(names("rejected")).toEqual([
      "Connection to File Sharing Domain",
      "High Priority Intrusion Classification",
    ]);
    expect(names("runs").length).toBe(18);
  });
});

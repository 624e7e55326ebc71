/** The checks against the stand-in: all well on a good one, and the right line, with a remedy, for each thing that is wrong. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, inject, it, vi } from "vitest";
import { smokeProgram } from "../../src/cli/smoke.ts";
import { readApp } from "../../src/conf/index.ts";
import { CHECKS, type CheckResult, junitReport, runChecks, textReport } from "../../src/smoke/index.ts";
import { Splunk, type SplunkSettings } from "../../src/splunk/index.ts";
import { runProgram } from "../support/run-program.ts";
import type { SeenRequest } from "../support/splunkd/faults.ts";
import type { SplunkdOptions } from "../support/splunkd/options.ts";
import {
  APP,
  certificates,
  PASSWORD,
  sampleEvents,
  serverArguments,
  settingsFor,
  startSplunkd,
  TOKEN,
} from "../support/splunkd/sample.ts";
import type { Splunkd } from "../support/splunkd/server.ts";
import { acl } from "../support/splunkd/store.ts";

const folder = mkdtempSync(join(tmpdir(), "smoke-"));
const closing: (() => Promise<unknown>)[] = [() => Promise.resolve(rmSync(folder, { recursive: true }))];
afterEach(async () => {
  for (const close of closing.splice(1).reverse()) await close();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function started(options: Partial<SplunkdOptions> = {}): Promise<Splunkd> {
  const splunkd = await startSplunkd(options);
  closing.push(() => splunkd.stop());
  return splunkd;
}

/** Gives a stand-in a search peer. */
const withPeer =
  (status: "Up" | "Down", disabled: boolean | string = false) =>
  (splunkd: Splunkd): void => {
    splunkd.store.of("search/distributed/peers").push({
      name: "idx1:8089",
      acl: acl("system", "system"),
      content: { peerName: "idx1", status, version: "9.4.1", disabled },
    });
  };

/** A saved search of the stand-in. */
const searchOf = (splunkd: Splunkd, title: string) =>
  splunkd.store.of("saved/searches").find(({ name }) => name.endsWith(title))!;

const CATALOGUE = readFileSync(join(inject("app"), "lookups/portrisk_ports.csv"), "utf8");

/** When the newest event of examples/ was. */
const LAST = Math.max(...(await sampleEvents()).rows.map((row) => Number(row.get("_time"))));

const SAMPLE =
  '| makeresults format=json data="[{\\"src\\":\\"10.1.2.3\\",\\"dest\\":\\"203.0.113.7\\",\\"dest_port\\":4444,\\"transport\\":\\"tcp\\"},{\\"dest_port\\":8531}]"';

/** Runs the checks, or only these and what they need. */
async function check(
  splunkd: Splunkd,
  only: readonly string[] = [],
  changed: Partial<SplunkSettings> = {},
): Promise<CheckResult[]> {
  const splunk = await Splunk.connect(await settingsFor(splunkd, changed));
  closing.push(() => splunk.close());
  return runChecks({ splunk, app: readApp(inject("app")), searchTimeout: 1000, sample: SAMPLE }, only);
}

/** "check: STATUS object: seen" of everything that is not well. */
function complaints(results: readonly CheckResult[]): string[] {
  return results.flatMap(({ check: name, findings }) =>
    findings
      .filter(({ status }) => status !== "ok")
      .map(({ status, object, seen, remedy }) => {
        if (status !== "skipped")
          expect([seen, remedy]).toEqual([seen, expect.stringMatching(/^[A-Z].{10,}\.$/s)]);
        return `${name}: ${status} ${object === undefined ? "" : `${object}: `}${seen}`;
      }),
  );
}

/** A copy of the app with these files besides, or in the place of its own. */
function changedApp(files: { readonly [path: string]: string }): string {
  const copy = join(mkdtempSync(join(folder, "app-")), APP);
  cpSync(inject("app"), copy, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(copy, path, ".."), { recursive: true });
    writeFileSync(join(copy, path), text);
  }
  return copy;
}

const on =
  (path: RegExp, fault: NonNullable<ReturnType<NonNullable<SplunkdOptions["fault"]>>>) =>
  (request: SeenRequest) =>
    path.test(request.path) ? fault : null;

describe("the checks", () => {
  it("find a good server well, and change nothing there", async () => {
    const splunkd = await started();
    // What a site has in the app, or another app exports, is not the package's: it is neither judged nor run.
    for (const [app, sharing] of [
      [APP, "app"],
      ["other", "global"],
    ] as const)
      splunkd.store.of("saved/searches").push({
        name: `Theirs of ${app}`,
        acl: acl(app, sharing),
        content: { search: "search index=theirs | nosuchcommand" },
      });
    const results = await check(splunkd);
    // Only searches that write are left out.
    expect(complaints(results).filter((line) => !line.includes(": It is not run, because it has "))).toEqual(
      [],
    );
    expect(results.map((result) => result.check)).toEqual(CHECKS.map(({ name }) => name));
    const text = textReport(results);
    for (const line of [
      /^OK +server +Splunk 9\.4\.1 \(enterprise\) on Linux x86_64; roles: indexer, license_manager, kv_store\.$/m,
      /^OK +runtime +portrisk scored 2 events, with 8 columns\.$/m,
      /^OK +engines +Both give equal columns for 2 events\.$/m,
      /^OK +lookups +portrisk_ports: \d{3,} rows, as packaged\.$/m,
      /^OK +parser +\d{2} saved searches and macros are accepted\.$/m,
      /^OK +detections +Suspicious Ports - .* Scored .* - Rule: [1-9]\d* rows, 103 events scanned, 0\.25 s\.$/m,
      /\n\d+ OK, 0 WARNING, 0 FAILED, \d+ SKIPPED$/,
    ])
      expect(text).toMatch(line);
    const written = splunkd.requests.filter(
      ({ method, path }) =>
        method !== "GET" && !/\/(?:auth\/login|search\/v2\/(?:parser|jobs(?:\/.*)?))$/.test(path),
    );
    expect(written).toEqual([]);
    // What is only parsed (q) may have commands that write.
    for (const { parameters } of splunkd.requests) {
      expect(String(parameters.get("search"))).not.toMatch(
        /\| *(?:outputlookup|collect|sendalert|delete)|theirs/,
      );
      expect(String(parameters.get("q"))).not.toMatch(/theirs/);
    }
    expect(splunkd.jobs.all.size).toBe(0);
    const ranges = splunkd.requests
      .filter(({ method, path }) => method === "POST" && path.endsWith("/jobs"))
      .map(({ parameters }) =>
        ["earliest_time", "latest_time", "index_earliest", "index_latest"].map((name) =>
          parameters.get(name),
        ),
      );
    expect(ranges).toContainEqual(["-24h@h", "now", "-70m@m", "-10m@m"]);
    expect(ranges).toContainEqual(["-70m@m", "-10m@m", null, null]);
  });

  it("look for each dashboard of the package", async () => {
    const packaged = changedApp({
      "default/data/ui/views/ports.xml": "<dashboard/>",
      "default/data/ui/views/triage.xml": "<dashboard/>",
    });
    const splunkd = await started({ apps: [packaged] });
    const [view] = splunkd.store.of("data/ui/views").filter(({ name }) => name === "triage");
    splunkd.store.remove("data/ui/views", view!);
    const splunk = await Splunk.connect(await settingsFor(splunkd));
    closing.push(() => splunk.close());
    const context = { splunk, app: readApp(packaged), searchTimeout: 1000, sample: SAMPLE };
    const { findings } = (await runChecks(context, ["dashboards"])).at(-1)!;
    const shown = findings.map(({ status, object, seen }) => `${status} ${object}: ${seen}`);
    expect(shown).toContain("ok ports: Present.");
    expect(shown).toContain("failed triage: Missing.");
  });

  it("say how far a long search is", async () => {
    const splunk = await Splunk.connect(await settingsFor(await started()));
    closing.push(() => splunk.close());
    const seen: string[] = [];
    const context = { splunk, app: readApp(inject("app")), searchTimeout: 1000, sample: SAMPLE };
    await runChecks({ ...context, onProgress: (text) => seen.push(text) }, ["detections"]);
    expect(seen.at(-1)).toMatch(/^Suspicious Ports - .*: 100 %, \d+ events scanned$/);
  });

  it("need nothing that stands behind them", () => {
    CHECKS.forEach(({ needs }, index) => {
      for (const name of needs) expect(CHECKS.slice(0, index).map((each) => each.name)).toContain(name);
    });
  });

  it.each([
    [
      "the app is missing",
      {},
      (splunkd: Splunkd) => {
        splunkd.store.of("apps/local").pop();
      },
      [
        "app: failed suspicious_ports is not installed.",
        "command: skipped It needs the check app.",
        "runtime: skipped It needs the check command.",
      ],
    ],
    [
      "the app is disabled",
      {},
      (splunkd: Splunkd) => {
        splunkd.store.of("apps/local").at(-1)!.content.disabled = true;
      },
      ["app: failed Version 1.0.0 is installed but disabled."],
    ],
    [
      "another version is installed",
      {},
      (splunkd: Splunkd) => {
        splunkd.store.of("apps/local").at(-1)!.content.version = "0.9.0";
      },
      ["version: failed Version 0.9.0 is installed, and the package is 1.0.0."],
    ],
    [
      "the server is one of an indexer cluster",
      { roles: ["indexer", "cluster_peer", "kv_store"] },
      () => {},
      ["server: warning Splunk 9.4.1"],
    ],
    [
      "the catalogue is of another version",
      {
        apps: () => [
          changedApp({ "lookups/portrisk_ports.csv": `${CATALOGUE.split("\n").slice(0, -3).join("\n")}\n` }),
        ],
      },
      () => {},
      ["lookups: failed portrisk_ports: "],
    ],
    [
      "one row of the catalogue is changed",
      { apps: () => [changedApp({ "lookups/portrisk_ports.csv": CATALOGUE.replace(/,tcp,/, ",udp,") })] },
      () => {},
      ["lookups: failed portrisk_ports: 1 of "],
    ],
    [
      "the newest event is of two days ago",
      { now: LAST + 2 * 86_400 },
      () => {},
      ["data: warning No event in the last 24 hours."],
    ],
    [
      "the account may not search",
      { capabilities: ["rest_apps_view"] },
      () => {},
      ["user: failed admin has the roles admin. None has the capability search."],
    ],
    ["the server is old", { version: "8.2.6" }, () => {}, ["server: warning Splunk 8.2.6"]],
    [
      "the command is not exported",
      { apps: () => [changedApp({ "metadata/local.meta": "[commands]\nexport = none\n" })] },
      () => {},
      [
        'command: failed The app search does not see the command: The server replied 400 to search/v2/parser: Unknown command "portrisk"',
      ],
    ],
    [
      "the command is of version 1 in local/",
      { apps: () => [changedApp({ "local/commands.conf": "[portrisk]\nchunked = false\n" })] },
      () => {},
      ["command: failed commands.conf has chunked = false for portrisk."],
    ],
    [
      "a macro of the engine is changed in local/",
      {
        apps: () => [
          changedApp({ "local/macros.conf": "[portrisk_eval_score]\ndefinition = eval portrisk_score=1\n" }),
        ],
      },
      () => {},
      ["engines: failed Event 1: portrisk_score is "],
    ],
    [
      "a macro is broken in local/",
      {
        apps: () => [changedApp({ "local/macros.conf": "[portrisk_sweep]\ndefinition = | nosuchcommand\n" })],
      },
      () => {},
      [
        "parser: failed portrisk_sweep: The server replied 400",
        "detections: skipped Suspicious Ports - Cisco Secure Firewall - Scored Communication Over Suspicious Ports - Rule: It is not run, because it has nosuchcommand.",
      ],
    ],
    [
      "a saved search is missing",
      {},
      (splunkd: Splunkd) => {
        splunkd.store.of("saved/searches").pop();
      },
      ["parser: failed Suspicious Ports - What Fires and Why: Missing."],
    ],
    [
      "there is no data",
      { events: { fields: [], rows: [] }, now: 1_760_000_000 },
      () => {},
      ["data: warning No event in the last 24 hours."],
    ],
    [
      "a search writes, by the server's parser",
      {},
      (splunkd: Splunkd) => {
        vi.spyOn(splunkd.jobs, "commands").mockImplementation((search) => [
          { command: search.includes("portrisk_send_risk") ? "outputlookup" : "search", rawargs: "" },
        ]);
      },
      [
        "detections: skipped Suspicious Ports - Cisco Secure Firewall - Scored Communication Over Suspicious Ports - Rule: It is not run, because it has outputlookup.",
      ],
    ],
    [
      "a search is rejected",
      {},
      (splunkd: Splunkd) => {
        searchOf(splunkd, "What Fires and Why").content.search = "search x | stats nosuchfunction(y)";
      },
      ["detections: failed Suspicious Ports - What Fires and Why: "],
    ],
    [
      "a search needs an optional lookup",
      {},
      (splunkd: Splunkd) => {
        searchOf(splunkd, "What Fires and Why").content.search = "| inputlookup portrisk_overrides";
      },
      [
        "detections: skipped Suspicious Ports - What Fires and Why: It needs the lookup portrisk_overrides, which is optional and not there.",
      ],
    ],
    [
      "a search runs another one by its name",
      {},
      (splunkd: Splunkd) => {
        searchOf(splunkd, "What Fires and Why").content.search = '| savedsearch "Writer"';
      },
      [
        "detections: skipped Suspicious Ports - What Fires and Why: It is not run, because it has savedsearch.",
      ],
    ],
    [
      "a search writes in a macro that the parser does not show",
      {
        apps: () => [
          changedApp({ "local/macros.conf": "[portrisk_send_risk]\ndefinition = outputlookup x.csv\n" }),
        ],
      },
      (splunkd: Splunkd) => {
        vi.spyOn(splunkd.jobs, "commands").mockReturnValue([{ command: "search", rawargs: "" }]);
      },
      [
        "detections: skipped Suspicious Ports - Cisco Secure Firewall - Scored Communication Over Suspicious Ports - Rule: It is not run, because it has outputlookup.",
      ],
    ],
    ["a search peer is down", {}, withPeer("Down"), ["peers: failed idx1: Status Down."]],
    [
      "a search peer scores otherwise",
      {},
      (splunkd: Splunkd) => {
        withPeer("Up")(splunkd);
        // What stands behind head runs on the search head, and everything else on the peers.
        const create = splunkd.jobs.create.bind(splunkd.jobs);
        vi.spyOn(splunkd.jobs, "create").mockImplementation((search, ...others) =>
          create(
            /\| head /.test(search) ? search : search.replace("`portrisk_eval` |", "eval portrisk_score=1 |"),
            ...others,
          ),
        );
      },
      ["peers: failed `portrisk_eval`: "],
    ],
    [
      "the server has a message about the app",
      {},
      (splunkd: Splunkd) => {
        splunkd.store.of("messages").push({
          name: "x",
          acl: acl("system", "system"),
          content: { severity: "warn", message: "The lookup portrisk_ports is large." },
        });
      },
      ["messages: warning WARN The lookup portrisk_ports is large."],
    ],
    [
      "a search fails",
      { searchFault: (search: string) => (search.includes("inputlookup portrisk_ports") ? "fails" : null) },
      () => {},
      [
        "lookups: failed portrisk_ports: The search failed: Error in 'search' command: the search process exited with code 255.",
      ],
    ],
    [
      "a search never ends",
      {
        searchFault: (search: string) =>
          search.includes("inputlookup portrisk_ports") ? "never ends" : null,
      },
      () => {},
      ["lookups: failed portrisk_ports: The search was still running after 1 seconds and was cancelled."],
    ],
    [
      "the server is busy",
      { fault: on(/data\/ui\/views$|current-context$/, { kind: "status", status: 503 }) },
      () => {},
      ["user: failed The server replied 503 to authentication/current-context: fault."],
    ],
    [
      "a connection is cut",
      { fault: on(/conf-commands$/, { kind: "cut" }) },
      () => {},
      ["command: failed The connection to localhost"],
    ],
    [
      "a reply is half",
      { fault: on(/saved\/searches$/, { kind: "half" }) },
      () => {},
      ["parser: failed The reply to /servicesNS/nobody/suspicious_ports/saved/searches"],
    ],
  ] as const)("say so where %s", async (_, options, change, expected) => {
    const { apps, ...others } = options as { apps?: () => string[] } & Partial<SplunkdOptions>;
    const splunkd = await started({ ...others, ...(apps === undefined ? {} : { apps: apps() }) });
    change(splunkd);
    const found = complaints(await check(splunkd, [...new Set(expected.map((line) => line.split(":")[0]!))]));
    for (const line of expected)
      expect(
        found.some((complaint) => complaint.startsWith(line)),
        `${line}\nin\n${found.join("\n")}`,
      ).toBe(true);
  });

  it("say so where no Node.js is found, and are content where the macros are the engine", async () => {
    vi.stubEnv("PATH", "/nowhere");
    expect(complaints(await check(await started(), ["runtime"]))[0]).toMatch(
      /^runtime: failed The search failed: .*portrisk needs Node\.js/s,
    );
    const apps = [changedApp({ "local/macros.conf": "[portrisk]\ndefinition = `portrisk_eval`\n" })];
    const splunkd = await started({ apps });
    withPeer("Up")(splunkd);
    const results = await check(splunkd);
    expect(complaints(results).filter((line) => !line.includes(": It is not run, because it has "))).toEqual([
      expect.stringMatching(/^runtime: warning The search failed: .*portrisk needs Node\.js/s),
    ]);
    expect(textReport(results)).toMatch(/^OK +engines +`portrisk_eval` scored 2 events, with 8 columns\.$/m);
    expect(textReport(results)).toMatch(/^OK +peers +`portrisk_eval`: As on the search head/m);
  });

  it("look at fewer seconds where there are too many events", async () => {
    const splunkd = await started();
    withPeer("Up")(splunkd);
    const create = splunkd.jobs.create.bind(splunkd.jobs);
    let counts = 0;
    vi.spyOn(splunkd.jobs, "create").mockImplementation((search, ...others) =>
      create(
        /\| stats count$/.test(search) && counts++ < 3
          ? "| makeresults | eval count=50001 | table count"
          : search,
        ...others,
      ),
    );
    const { findings } = (await check(splunkd, ["peers"])).at(-1)!;
    expect(findings[1]!.seen).toMatch(/ of 113 seconds\.$/);
  });

  it("skip what follows when a token expires half-way", async () => {
    const fault = on(/conf-commands$/, {
      kind: "status",
      status: 401,
      text: "call not properly authenticated",
    });
    const found = complaints(
      await check(await started({ fault }), [], { credentials: { kind: "token", token: TOKEN } }),
    );
    expect(found[0]).toMatch(/^command: failed The server replied 401/);
    expect(new Set(found.slice(1).map((line) => line.replace(/^\w+: /, "")))).toEqual(
      new Set(["skipped The connection was lost before."]),
    );
    expect(found.length).toBe(CHECKS.length - CHECKS.findIndex(({ name }) => name === "command"));
  });

  it("compare search head and peers, and count what differs", async () => {
    const splunkd = await started();
    withPeer("Up", "0")(splunkd);
    const { findings } = (await check(splunkd, ["peers"])).find((result) => result.check === "peers")!;
    expect(findings.map(({ status, object, seen }) => `${status} ${object}: ${seen}`)).toEqual([
      "ok idx1: Up, Splunk 9.4.1.",
      expect.stringMatching(
        /^ok `portrisk_eval`: As on the search head: \d+ events, scores \d+ of 900 seconds\.$/,
      ),
      expect.stringMatching(
        /^ok portrisk distributed=t: As on the search head: \d+ events, scores \d+ of 900 seconds\.$/,
      ),
    ]);
  });
});

const smoke = (...args: readonly string[]) => runProgram(smokeProgram(), ...args);

describe("npm run smoke", () => {
  async function server(options: Partial<SplunkdOptions> = {}) {
    const splunkd = await started(options);
    vi.stubEnv("SPLUNK_PASSWORD", PASSWORD);
    return serverArguments(splunkd, folder);
  }

  it("prints its findings, as JSON too, writes JUnit's XML and exits with 0", async () => {
    const junit = join(folder, "smoke.xml");
    const { out, err, code } = await smoke(...(await server()), "--json", "--junit", junit);
    expect([err, code]).toEqual(["", 0]);
    const report = JSON.parse(out);
    expect(report).toMatchObject({
      app: APP,
      version: "1.0.0",
      summary: { warning: 0, failed: 0 },
    });
    expect(report.findings.find(({ check: name }: { check: string }) => name === "engines").seen).toMatch(
      /^Both give equal columns for [2-9]\d events\.$/,
    );
    const xml = readFileSync(junit, "utf8");
    expect(xml).toContain(
      `tests="${report.findings.length}" failures="0" skipped="${report.summary.skipped}"`,
    );
    expect(xml.match(/<testcase /g)?.length).toBe(report.findings.length);
  });

  it("exits with 1 where something is wrong, and says what to do", async () => {
    const args = await server({
      version: "8.2.6",
      searchFault: (search) => (search.includes("inputlookup portrisk_ports") ? "fails" : null),
    });
    const { out, err, code } = await smoke(...args, "--check", "lookups", "server");
    expect([err, code]).toEqual(["The app does not work here as it should: 1 failure.\n", 1]);
    expect(out).toMatch(/^FAILED +lookups .*\n +→ Look at the lookup's file/m);
  });

  it("ends in one line without a stack trace where it cannot connect", async () => {
    const args = await server({ certificate: (await certificates()).selfSigned });
    const { out, err, code } = await smoke(...args);
    expect([out, code]).toEqual(["", 1]);
    expect(err).toMatch(/^The certificate of localhost:\d+ is not trusted: .*--ca FILE.*\n$/);
    // CI has a report of it too.
    const junit = join(folder, "unreachable.xml");
    const report = JSON.parse((await smoke(...args, "--json", "--junit", junit)).out);
    expect(report.findings[0]).toMatchObject({
      check: "connection",
      status: "failed",
      seen: expect.stringContaining("is not trusted"),
      remedy: expect.stringContaining("--ca FILE"),
    });
    expect(report.summary).toEqual({ ok: 0, warning: 0, failed: 1, skipped: CHECKS.length });
    expect(readFileSync(junit, "utf8")).toContain(`tests="${CHECKS.length + 1}" failures="1"`);
    const unknown = await server();
    vi.stubEnv("SPLUNK_PASSWORD", "wrong password");
    expect((await smoke(...unknown, "--user", "nobody")).err).toMatch(
      /^The server replied 401 to the login: Login failed\. Check user name/,
    );
  });

  it("takes a token as a file gives it, and an address as host", async () => {
    const args = await server();
    vi.stubEnv("SPLUNK_TOKEN", `${TOKEN}\r\n`);
    expect(await smoke(...args, "--host", "127.0.0.1", "--check", "server")).toMatchObject({
      code: 0,
      err: "",
    });
  });

  it("removes the password of the environment's proxy", async () => {
    vi.stubEnv("HTTPS_PROXY", "http://user:hunter2%2Bhunter2@127.0.0.1:9");
    const args = await server({
      fault: on(/server\/info$/, { kind: "status", status: 400, text: "hunter2+hunter2 hunter2%2Bhunter2" }),
    });
    vi.stubEnv("NO_PROXY", "localhost");
    const { out, err } = await smoke(...args, "--check", "server");
    expect(out + err).toContain("[secret] [secret]");
  });

  it("warns with --insecure", async () => {
    const args = await server({ certificate: (await certificates()).selfSigned });
    const { err, code } = await smoke(...args, "--insecure", "--check", "server");
    expect([err, code]).toEqual([
      expect.stringMatching(/^WARNING: --insecure accepts any certificate\..*\n$/),
      0,
    ]);
  });

  it.each([
    ["no host", [], ""],
    ["a port that is none", ["--host", "x", "--port", "0"], ""],
    ["a certificate that is not there", ["--host", "x", "--ca", "/nowhere/ca.pem"], ""],
    ["a file without a certificate", ["--host", "x", "--ca", join(import.meta.dirname, "smoke.test.ts")], ""],
    ["a package that is not there", ["--host", "x", "--package", "/nowhere/x.spl"], ""],
    ["a password on the command line", ["--host", "x", "--password", "y"], ""],
    ["no secret and no terminal", ["--host", "x"], ""],
    ["checks of a comparison", ["--host", "x", "--compare", "--check", "app"], ""],
    ["JUnit's XML of a comparison", ["--host", "x", "--compare", "--junit", "x.xml"], ""],
    ["a report without a comparison", ["--host", "x", "--report", "x.json"], ""],
    ["a file in no folder", ["--host", "x", "--junit", "/nowhere/x.xml"], ""],
    ["a URL as host", ["--host", "https://splunk.example.com"], ""],
    ["a port in the host", ["--host", "localhost:8089"], ""],
    ["a host with a space", ["--host", "no such host"], ""],
    ["a proxy's password", ["--host", "x", "--proxy", "http://user:hunter2hunter2@proxy:3128"], ""],
    ["a proxy that is no URL", ["--host", "x", "--proxy", "http://u:hunter2hunter2%zz@:x"], ""],
    ["a token with a line end in it", ["--host", "x"], "abc\ndef"],
  ] as readonly (readonly [string, readonly string[], string])[])(
    "rejects %s with exit code 2",
    async (_, args, token) => {
      vi.stubEnv("SPLUNK_PASSWORD", "");
      vi.stubEnv("SPLUNK_TOKEN", token);
      const { out, err, code } = await smoke(...args);
      expect([out, code, err.trim().split("\n").length]).toEqual(["", 2, 1]);
      expect(err).toMatch(/^error: /);
      expect(err).not.toMatch(/hunter2|abc/);
    },
  );

  it("never prints a secret, whatever the server says", async () => {
    const repeat = {
      kind: "status",
      status: 400,
      text: `${PASSWORD} ${TOKEN} session-key-1-of-the-stand-in`,
    } as const;
    for (const [path, name] of [
      [/server\/info$/, "user"],
      [/current-context$/, "user"],
      [/conf-commands$/, "command"],
      [/v2\/jobs$/, "data"],
      [/messages$/, "messages"],
    ] as const) {
      for (const [variable, secret] of [
        ["SPLUNK_PASSWORD", PASSWORD],
        ["SPLUNK_TOKEN", TOKEN],
      ] as const) {
        const args = await server({ fault: on(path, repeat) });
        vi.stubEnv("SPLUNK_TOKEN", "");
        vi.stubEnv(variable, secret);
        const junit = join(folder, "secret.xml");
        writeFileSync(junit, "");
        const { out, err } = await smoke(...args, "--check", name, "--format", "json", "--junit", junit);
        const all = out + err + readFileSync(junit, "utf8");
        expect(all).toContain("[secret]");
        expect(all.includes(secret) || (variable === "SPLUNK_PASSWORD" && all.includes("session-key-"))).toBe(
          false,
        );
      }
    }
  });
});

describe("JUnit's XML", () => {
  it("escapes what a server may say", () => {
    const findings = [
      { status: "failed", object: '<c> & "d"', seen: '<a> & "b" \u0000\u001b', remedy: "Do." },
    ] as const;
    const xml = junitReport("app", [{ check: "x", findings, milliseconds: 1500 }]);
    expect(xml).toContain('<failure message="&lt;a&gt; &amp; &quot;b&quot; ??">');
    expect(xml).toContain('name="x: &lt;c&gt; &amp; &quot;d&quot;" time="1.500"');
  });
});

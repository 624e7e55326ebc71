/** The comparison: how a case becomes a search without an index, what counts as a difference, and that planted ones are found. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { smokeProgram } from "../../src/cli/smoke.ts";
import {
  type Case,
  compareCases,
  comparisonText,
  counts,
  difference,
  type Outcome,
  readCases,
  runnerEngine,
  splunkEngine,
  statementOf,
} from "../../src/compare/index.ts";
import { readApp } from "../../src/conf/index.ts";
import { Splunk } from "../../src/splunk/index.ts";
import { runProgram } from "../support/run-program.ts";
import { PASSWORD, serverArguments, settingsFor, startSplunkd } from "../support/splunkd/sample.ts";
import type { Splunkd } from "../support/splunkd/server.ts";
import { PLANTED } from "./planted.ts";

const CASES = join(inject("root"), "spl", "test", "cases");
const folder = mkdtempSync(join(tmpdir(), "compare-"));
let splunkd: Splunkd;
let splunk: Splunk;
beforeAll(async () => {
  splunkd = await startSplunkd();
  splunk = await Splunk.connect(await settingsFor(splunkd));
});
afterAll(async () => {
  await splunk.close();
  await splunkd.stop();
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const one = (search: string, events: readonly object[] = [], more: Partial<Case> = {}): Case => ({
  id: "x:1",
  search,
  events: events as Case["events"],
  page: "p",
  ordered: false,
  columns: false,
  now: 1_700_000_000,
  needs: [],
  ...more,
});

describe("a case as a search without an index", () => {
  const data = (json: string) =>
    `| makeresults format=json data="${json.replaceAll('"', '\\"')}" | fields - _time _raw`;
  it.each([
    ["* | stats count", [{ a: 1 }], `${data('[{"a":1}]')} | stats count`],
    ["search a=1 | table a", [{ a: 1 }], `${data('[{"a":1}]')} | search a=1 | table a`],
    [
      'a="x|y" OR b=[ | makeresults ] | table a',
      [{ a: 1 }],
      `${data('[{"a":1}]')} | search a="x|y" OR b=[ | makeresults ] | table a`,
    ],
    ["*", [{ a: 1 }], data('[{"a":1}]')],
    ["* | stats count", [], "| makeresults count=0 | fields - _time | stats count"],
    ["* | stats count", [{}, { a: null }], "| makeresults count=2 | fields - _time | stats count"],
    [
      "* | head 1",
      [{ _time: 1 }, { _time: 2 }],
      `${data('[{"carried_time":2},{"carried_time":1}]')} | eval _time=carried_time | fields - carried_time | head 1`,
    ],
    ["* | x", [{ "a b": ["1", "2"] }], `${data('[{"a b":"1@;@2"}]')} | eval "a b"=split('a b',"@;@") | x`],
    ["| makeresults | eval a=1", [], "| makeresults | eval a=1"],
  ])("%s", (search, events, expected) => {
    expect(statementOf(one(search, events))).toEqual({ search: expected });
  });

  it.each([
    ["earliest=-1h | head 1", {}, "It needs a time range."],
    ["* | append [search a=1]", {}, "A subsearch reads events of an index."],
    ["* | outputlookup x.csv", {}, "It writes."],
    ["* | lookup x y", { needs: ["an app of the tests"] }, "It needs an app of the tests."],
  ])("%s is not one", (search, more, unfit) => {
    expect(statementOf(one(search, [], more))).toEqual({ unfit });
  });
});

describe("a difference", () => {
  const rows = (...given: readonly { readonly [field: string]: string }[]): Outcome => ({
    kind: "rows",
    fields: [...new Set(given.flatMap((row) => Object.keys(row)))],
    rows: given,
  });
  const rejected: Outcome = { kind: "rejected", code: "unknown_command", message: "No." };
  const [loose, strict] = [
    { ordered: false, columns: false },
    { ordered: true, columns: true },
  ];
  it.each([
    ["none", rows({ a: "1", b: "2" }), rows({ b: "2", a: "1" }), loose, null],
    [
      "none in another order that does not count",
      rows({ a: "1" }, { a: "2" }),
      rows({ a: "2" }, { a: "1" }),
      loose,
      null,
    ],
    ["none where both reject", rejected, rejected, loose, null],
    [
      "the order",
      rows({ a: "1" }, { a: "2" }),
      rows({ a: "2" }, { a: "1" }),
      strict,
      "Both give the same rows in another order.",
    ],
    [
      "the columns",
      rows({ a: "1", b: "2" }),
      rows({ b: "2", a: "1" }),
      strict,
      "Splunk orders the columns a, b; the runner b, a.",
    ],
    ["a value", rows({ a: "1" }), rows({ a: "1.0" }), loose, 'Splunk has {"a":"1"}, the runner {"a":"1.0"}.'],
    [
      "a missing value",
      rows({ a: "1", b: "2" }),
      rows({ a: "1" }),
      loose,
      'Splunk has {"a":"1","b":"2"}, the runner {"a":"1"}.',
    ],
    ["the number of rows", rows({ a: "1" }), rows(), loose, "Splunk gives 1 row, the runner 0 rows."],
    ["one rejects", rejected, rows({ a: "1" }), loose, "Splunk rejects it, the runner gives 1 row: No."],
    [
      "the other rejects",
      rows(),
      rejected,
      loose,
      "The runner rejects it (unknown_command), Splunk gives 0 rows: No.",
    ],
  ])("%s", (_, theirs, ours, how, expected) => {
    expect(difference(theirs, ours, how)).toBe(expected);
  });
});

describe("the comparison", () => {
  it("finds nothing where both are the same, and keeps what the runner leaves open", async () => {
    const cases = readCases(CASES).filter(({ id }) =>
      /^(?:multivalue|makeresults|errors|time)\.jsonl/.test(id),
    );
    const compared = await compareCases(
      cases,
      splunkEngine(splunk),
      runnerEngine(readApp(inject("app")), "UTC"),
      2,
    );
    expect(
      compared.filter(({ verdict }) => verdict === "different").map(({ id, why }) => `${id}: ${why}`),
    ).toEqual([]);
    expect(compared.map(({ id }) => id)).toEqual(cases.map(({ id }) => id));
    const { equal, rejected, open, unfit } = counts(compared);
    expect([equal > 20, rejected > 20, open > 5, unfit > 5]).toEqual([true, true, true, true]);
    for (const { splunk: theirs, verdict } of compared) expect(theirs !== null).toBe(verdict !== "unfit");
  });

  it.each(Object.entries(PLANTED))("finds that %s", async (_, { registry, cases: file }) => {
    const cases = readCases(CASES).filter(({ id }) => id.startsWith(file));
    const runner = runnerEngine(readApp(inject("app")), "UTC", registry);
    const compared = await compareCases(cases, splunkEngine(splunk), runner, 2);
    const different = compared.filter(({ verdict }) => verdict === "different");
    expect(different.length).toBeGreaterThan(0);
    expect(comparisonText(compared)).toContain(
      `${different[0]!.id} (${different[0]!.page})\n  ${different[0]!.search}\n  `,
    );
  });
});

describe("npm run smoke -- --compare", () => {
  const compare = (...args: readonly string[]) => compareOn(splunkd, ...args);
  async function compareOn(there: Splunkd, ...args: readonly string[]) {
    vi.stubEnv("SPLUNK_PASSWORD", PASSWORD);
    const server = await serverArguments(there, folder);
    return runProgram(smokeProgram(), ...server, "--compare", ...args);
  }

  it("compares the cases and the app's engines, and writes a report without host or account", async () => {
    const file = join(folder, "report.json");
    const { out, err, code } = await compare("--cases", "portrisk", "--report", file);
    expect([err, code]).toEqual(["", 0]);
    expect(out).toMatch(/^16 cases: 16 equal, 0 different\.$/m);
    const report = readFileSync(file, "utf8");
    expect(JSON.parse(report)).toMatchObject({
      splunk: { version: "9.4.1" },
      timezone: "UTC",
      counts: { equal: 16, different: 0 },
      cases: [],
    });
    expect(report).not.toMatch(/localhost|standin|admin/);
  });

  it("exits with 1 on a difference, and asks for the report", async () => {
    vi.spyOn(splunkd.jobs, "create").mockImplementationOnce((...given) => {
      vi.mocked(splunkd.jobs.create).mockRestore();
      return splunkd.jobs.create(`${given[0]} | eval planted=1`, given[1], given[2], given[3]);
    });
    const { out, err, code } = await compare("--cases", "head.jsonl", "--timezone", "UTC", "--jobs", "1");
    expect([err, code]).toEqual([
      "The runner and this Splunk differ in 1 case. Please send the report (--report FILE) to the project.\n",
      1,
    ]);
    expect(out).toMatch(
      /^head\.jsonl:\d+ \(.*\)\n {2}\| makeresults .*\n {2}Splunk has \{.*"planted":"1"\}, the runner \{.*\}\.$/m,
    );
  });

  it("continues where the server does not answer, and says so", async () => {
    let requests = 0;
    const busy = await startSplunkd({
      fault: ({ path }) =>
        path.endsWith("/search/v2/jobs") && requests++ === 1 ? { kind: "status", status: 500 } : null,
    });
    try {
      const { out, err, code } = await compareOn(
        busy,
        "--cases",
        "head.jsonl",
        "--timezone",
        "UTC",
        "--jobs",
        "1",
      );
      expect([code, err]).toEqual([1, "The server did not answer 1 case.\n"]);
      expect(out).toMatch(
        /^18 cases: \d+ equal, 0 different\.\n\d+ that both reject.*\n1 without an answer of the server/m,
      );
      expect(out).toContain("The server replied 500 to a search: fault.");
    } finally {
      await busy.stop();
    }
  });

  it("runs the runner in the account's time zone", async () => {
    const entry = [
      { name: "context", content: { username: "admin", roles: [], capabilities: [], tz: "Europe/Berlin" } },
    ];
    const berlin = await startSplunkd({
      fault: ({ path }) =>
        path.endsWith("current-context")
          ? { kind: "body", type: "application/json", body: JSON.stringify({ entry }) }
          : null,
    });
    try {
      // The stand-in itself stays in UTC.
      const { err } = await compareOn(berlin, "--cases", "time.jsonl");
      expect(err).toMatch(/^The runner and this Splunk differ in \d+ cases\./);
    } finally {
      await berlin.stop();
    }
  });

  it("ends where the server does not answer any more", async () => {
    const dead = await startSplunkd({
      fault: ({ path }) => (path.endsWith("/search/v2/jobs") ? { kind: "status", status: 500 } : null),
    });
    try {
      const { out, err, code } = await compareOn(
        dead,
        "--cases",
        "head.jsonl",
        "--timezone",
        "UTC",
        "--jobs",
        "1",
      );
      expect([out, code, err]).toEqual([
        "",
        1,
        expect.stringMatching(/^The server replied 500 to a search: fault\./),
      ]);
      expect(dead.seen.filter((seen) => seen.endsWith("/jobs")).length).toBe(5);
    } finally {
      await dead.stop();
    }
  });

  it("reports what both reject with both messages, without the host's name", async () => {
    const file = join(folder, "rejected.json");
    const named = await startSplunkd({
      fault: ({ path }) =>
        path.endsWith("/search/v2/jobs")
          ? { kind: "status", status: 400, text: "standin and localhost reject it" }
          : null,
    });
    try {
      await compareOn(named, "--cases", "errors.jsonl:1", "--timezone", "UTC", "--report", file);
      const { cases, counts: counted } = JSON.parse(readFileSync(file, "utf8"));
      expect(counted.rejected).toBeGreaterThan(0);
      const { splunk: theirs, runner } = cases.find(
        ({ verdict }: { verdict: string }) => verdict === "rejected",
      );
      expect([theirs.message, runner.kind]).toEqual([
        expect.stringContaining("[host] and [host] reject it"),
        "rejected",
      ]);
    } finally {
      await named.stop();
    }
  });

  it("says that no case has such a name", async () => {
    expect(await compare("--cases", "nothing")).toMatchObject({
      code: 1,
      err: 'No case has "nothing" in its name.\n',
    });
  });
});

/** The command line: what it prints where, and its exit codes. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { fixture } from "../support/files.ts";

const folder = mkdtempSync(join(tmpdir(), "spl-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));
const events = join(folder, "events.jsonl");
writeFileSync(
  events,
  [
    '{"_time":1000,"src":"10.0.0.1","dest_port":22,"action":"blocked","tags":["a","b"]}',
    "",
    '{"_time":2000,"src":"10.0.0.2","dest_port":443,"action":"allowed","note":null,"ok":true}',
  ].join("\r\n"),
);
const demo = fixture("demo");

async function spl(...argv: string[]) {
  let out = "";
  let err = "";
  const code = await runCommandLine(argv, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

describe("a search without an event to read", () => {
  const warned = /^warning: the search had no event to read/m;

  test("is a warning, and exit code 3 where events are required", async () => {
    const late = ["--events", events, "--earliest", "5000", "*"];
    expect(await spl(...late)).toMatchObject({ code: 0, out: "[]\n", err: expect.stringMatching(warned) });
    expect(await spl(...late, "--require-events")).toMatchObject({ code: 3, out: "[]\n" });
    const none = await spl("*", "--require-events");
    expect(none).toMatchObject({ code: 3, err: expect.stringContaining("give some with --events") });
  });

  test("is neither where events are read, or where the search reads none", async () => {
    for (const text of ["nothing=like_this", "| makeresults | table x"])
      expect(await spl("--events", events, text, "--require-events")).toMatchObject({ code: 0, err: "" });
  });
});

describe("formats", () => {
  test("json: row objects, multi-values as arrays, absent fields left out, newest first", async () => {
    const { code, out, err } = await spl("--events", events, "*");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toEqual([
      { _time: 2000, src: "10.0.0.2", dest_port: 443, action: "allowed", ok: "true" },
      { _time: 1000, src: "10.0.0.1", dest_port: 22, action: "blocked", tags: ["a", "b"] },
    ]);
  });

  test("json of nothing is an empty array", async () => {
    expect(await spl("--events", events, "src=nobody")).toEqual({ code: 0, out: "[]\n", err: "" });
  });

  test("csv: a header, several values as lines of one cell", async () => {
    const { out } = await spl("--events", events, "--format", "csv", "* | table src tags");
    expect(out).toBe('src,tags\n10.0.0.2,\n10.0.0.1,"a\nb"\n');
  });

  test("table: readable, every value shown", async () => {
    const { out } = await spl("--events", events, "--format", "table", "* | table src tags");
    for (const text of ["src", "tags", "10.0.0.1", "10.0.0.2", "a", "b"]) expect(out).toContain(text);
  });

  test("--check prints the canonical form and reads no event", async () => {
    const { code, out } = await spl("--app", demo, "--check", "`blocked` x=1 OR y=2 | head 3");
    expect({ code, out }).toEqual({
      code: 0,
      out: 'search action="blocked" AND (x="1" OR y="2") | head limit=3\n',
    });
  });
});

describe("time", () => {
  test("--earliest is inclusive, --latest is not, --now takes ISO 8601", async () => {
    const shown = async (...argv: string[]) => {
      const { out } = await spl("--events", events, ...argv, "* | table _time");
      return (JSON.parse(out) as { _time: number }[]).map((row) => row._time);
    };
    expect(await shown("--earliest", "1000", "--latest", "2000")).toEqual([1000]);
    expect(await shown("--earliest", "-10m", "--now", "1970-01-01T00:40:00Z")).toEqual([2000]);
    expect(await shown("--latest", "1970-01-01T00:30:00Z")).toEqual([1000]);
  });
});

describe("saved searches", () => {
  test("run by name, over all events", async () => {
    const { code, out } = await spl("--app", demo, "--events", events, "--saved", "Blocked by source");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual([{ src: "10.0.0.1", count: 1 }]);
  });

  test("--dispatch uses the search's own time range", async () => {
    const argv = ["--app", demo, "--events", events, "--saved", "Blocked by source", "--dispatch"];
    expect((await spl(...argv, "--now", "200000")).out).toBe("[]\n");
    expect(JSON.parse((await spl(...argv, "--now", "3000")).out)).toEqual([{ src: "10.0.0.1", count: 1 }]);
  });

  test("--dispatch goes by the time of indexing where the search does", async () => {
    const file = join(folder, "indexed.jsonl");
    const event = (src: string, indexed: number) => JSON.stringify({ _time: 1, src, _indextime: indexed });
    writeFileSync(
      file,
      `${event("early", 399)}\n${event("first", 400)}\n${event("last", 939)}\n${event("late", 940)}\n`,
    );
    const argv = ["--app", demo, "--saved", "Indexed lately", "--dispatch", "--now", "1000", "--events"];
    expect(JSON.parse((await spl(...argv, file)).out)).toEqual([
      { src: "first", count: 1 },
      { src: "last", count: 1 },
    ]);
    expect((await spl(...argv, events)).err).toContain("Event 1 has no _indextime");
  });

  test("tokens are filled in, and needed", async () => {
    const argv = ["--app", demo, "--events", events, "--saved", "With token"];
    expect(JSON.parse((await spl(...argv, "--token", "port=443")).out)).toEqual([{ src: "10.0.0.2" }]);
    const without = await spl(...argv);
    expect(without.code).toBe(1);
    expect(without.err).toContain("error[missing_argument]");
    expect(without.err).toContain("^^^^^^");
    expect((await spl(...argv, "--token", "port=1", "--token", "x=2")).err).toContain(
      "error[unknown_option]",
    );
  });

  test("a disabled one runs with a note", async () => {
    const { code, err } = await spl("--app", demo, "--events", events, "--saved", "Off");
    expect({ code, err }).toEqual({
      code: 0,
      err: "note: default/savedsearches.conf:14: the saved search is disabled; it is run all the same.\n",
    });
  });

  test("an unknown one is rejected with the nearest name", async () => {
    const { code, err } = await spl("--app", demo, "--saved", "Blocked by sorce");
    expect(code).toBe(1);
    expect(err).toBe(
      'error[unknown_saved_search]: No saved search "Blocked by sorce" is defined. Did you mean Blocked by source?\n',
    );
    expect((await spl("--app", demo, "--saved", "Without search")).code).toBe(1);
  });
});

describe("exit codes", () => {
  test("1 with place and caret for a rejected search", async () => {
    const { code, out, err } = await spl("--events", events, "* | stast");
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("1:5 | * | stast\n          ^^^^^\n");
  });

  test("1 for damaged events, with file and line", async () => {
    const bad = join(folder, "bad.jsonl");
    writeFileSync(bad, '{"a":1}\n{"a":\n');
    expect(await spl("--events", bad, "*")).toEqual({
      code: 1,
      out: "",
      err: `error[malformed_event]: ${bad}: Line 2 is not valid JSON.\n`,
    });
    writeFileSync(bad, Buffer.from([0x7b, 0x7d, 0x0a, 0xff]));
    expect((await spl("--events", bad, "*")).err).toContain("Line 2 is not valid UTF-8");
  });

  test("1 for a folder that is not an app", async () => {
    expect((await spl("--app", folder, "*")).code).toBe(1);
  });

  test.each([
    [[]],
    [["--saved", "x", "*"]],
    [["--saved", "x"]],
    [["--format", "xml", "*"]],
    [["--as", "syslog", "*"]],
    [["--as", "estreamer", "*"]],
    [["--frobnicate", "*"]],
    [["--events"]],
    [["*", "more"]],
    [["--now", "soon", "*"]],
    [["--token", "x=1", "*"]],
    [["--app", demo, "--saved", "x", "--token", "novalue"]],
    [["--events", "no/such/file", "*"]],
    [["--app", "no/such/folder", "*"]],
    [["--app", "package.json", "*"]],
    [["--app", demo, "--app", "no/such/folder", "*"]],
    [["--timezone", "Nope/Zone", "*"]],
    [["--earliest", "yesterday", "*"]],
    [["--latest", "2026-13-01T00:00:00Z", "*"]],
    [["--latest", "rt-1h", "*"]],
  ])("2 for wrong usage: %j", async (argv) => {
    const { code, out, err } = await spl(...argv);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).not.toBe("");
  });

  test("0 for --help", async () => {
    const { code, out } = await spl("--help");
    expect(code).toBe(0);
    expect(out).toContain("--events <file>");
  });
});

describe("--rest", () => {
  const replies = join(folder, "replies.json");
  const search = "| rest /services/x | table title";

  test("gives the rows of an endpoint", async () => {
    writeFileSync(replies, '{"/services/x":[{"title":"a"},{"title":"b","n":1}]}');
    const { code, out } = await spl("--rest", replies, search);
    expect({ code, rows: JSON.parse(out) }).toEqual({ code: 0, rows: [{ title: "a" }, { title: "b" }] });
  });

  test.each([
    ["no JSON", "{", "The replies are not valid JSON."],
    ["no object", "[]", "The replies must be one JSON object: endpoint, array of rows."],
    ["no array", '{"/x":{}}', "The reply of /x must be an array of rows."],
    ["a row that is none", '{"/x":[{}, 1]}', "The reply of /x: row 2 is not a JSON object."],
  ])("rejects %s", async (_, content, message) => {
    writeFileSync(replies, content);
    const { code, err } = await spl("--rest", replies, search);
    expect(code).toBe(1);
    expect(err).toContain(`error[malformed_event]: ${replies}: ${message}`);
  });

  test("of a file that is not there is wrong usage", async () => {
    expect(await spl("--rest", join(folder, "none.json"), search)).toMatchObject({ code: 2 });
  });
});

describe("--as estreamer", () => {
  const raw = join(folder, "raw.log");
  writeFileSync(
    raw,
    [
      '{"EventType":"ConnectionEvent", "FirstPacketSecond":1743500734, "AC_RuleAction":"Block", "InitiatorIP":"172.16.3.110", "ResponderIP":"198.51.100.7", "InitiatorPort":62296, "ResponderPort":4444, "Protocol":"tcp", "FirewallRule":"r1", "URL":"https://x", "Application":"HTTPS", "InitiatorBytes":840, "ResponderBytes":66, "IngressZone":"in", "EgressZone":"out"}',
      '{"EventType":"FileEvent", "EventSecond":1741199882, "InitiatorIP":"172.16.3.158"}',
    ].join("\n"),
  );

  test("gives the names of the Common Information Model, _time, _raw and sourcetype, and keeps the raw names", async () => {
    const { out } = await spl(
      "--events",
      raw,
      "--as",
      "estreamer",
      "sourcetype=cisco:sfw:estreamer ConnectionEvent",
    );
    const [row] = JSON.parse(out) as [{ _raw: string }];
    expect(row).toMatchObject({
      _time: 1743500734,
      src: "172.16.3.110",
      dest: "198.51.100.7",
      src_port: 62296,
      dest_port: 4444,
      transport: "tcp",
      action: "Block",
      rule: "r1",
      url: "https://x",
      app: "HTTPS",
      bytes_in: 840,
      bytes_out: 66,
      src_zone: "in",
      dest_zone: "out",
      ResponderPort: 4444,
    });
    expect(row._raw).toMatch(/^\{"EventType":"ConnectionEvent", /);
  });

  test("_time falls back to the event's second", async () => {
    const { out } = await spl("--events", raw, "--as", "estreamer", "EventType=FileEvent | table _time src");
    expect(JSON.parse(out)).toEqual([{ _time: 1741199882, src: "172.16.3.158" }]);
  });
});

describe("a state", () => {
  const memory = ["--app", fixture("memory"), "--now", "1700000000"];
  const write = '| makeresults | eval dest="10.0.0.1" | outputlookup key_field=dest services';

  test("lasts from run to run", async () => {
    const state = ["--state", join(folder, "state")];
    expect(await spl(...memory, ...state, write)).toMatchObject({ code: 0, err: "" });
    expect(await spl(...memory, ...state, "| makeresults | collect addinfo=f")).toMatchObject({ code: 0 });
    expect(await spl(...memory, ...state, "| inputlookup services")).toMatchObject({
      code: 0,
      out: '[\n{"_key":"10.0.0.1","dest":"10.0.0.1"}\n]\n',
      err: "",
    });
    expect(await spl(...memory, ...state, "index=summary | stats count")).toMatchObject({
      code: 0,
      out: '[\n{"count":1}\n]\n',
      err: "",
    });
  });

  test("is needed to write, but not to check", async () => {
    expect(await spl(...memory, "--check", write)).toMatchObject({ code: 0 });
    expect(await spl(...memory, write)).toMatchObject({
      code: 1,
      err: expect.stringContaining("error[missing_state]: outputlookup writes"),
    });
    expect(await spl(...memory, "| inputlookup services")).toMatchObject({
      code: 0,
      out: "[]\n",
      err: "WARN: The collection services is empty, because no state is given to the search.\n",
    });
  });

  test("in a folder that cannot be made is wrong usage", async () => {
    expect(await spl(...memory, "--state", join(folder, "no", "such"), "| makeresults")).toMatchObject({
      code: 2,
      err: expect.stringContaining("The folder of state"),
    });
  });
});

describe("--datamodel", () => {
  const rows = join(folder, "web.jsonl");
  writeFileSync(rows, '{"_time":1,"url":"/a"}\n{"_time":2,"url":"/b"}\n');
  const search = "| tstats count from datamodel=Web by Web.url";

  test("gives the rows of a dataset", async () => {
    const { code, out, err } = await spl("--datamodel", `Web.Web=${rows}`, search);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toEqual([
      { "Web.url": "/a", count: 1 },
      { "Web.url": "/b", count: 1 },
    ]);
  });

  test("of another form is wrong usage", async () => {
    for (const value of ["Web", `Web=${rows}`, `Web.Web.Proxy=${rows}`, "Web.Web="])
      expect(await spl("--datamodel", value, search)).toMatchObject({ code: 2 });
  });
});

describe("--iplocation", () => {
  const table = join(folder, "locations.csv");
  writeFileSync(table, "network,Country\n10.0.0.0/31,Here\n");
  const search = "* | iplocation src | table src Country";

  test("gives the locations of addresses", async () => {
    const { code, out } = await spl("--events", events, "--iplocation", table, search);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual([{ src: "10.0.0.2" }, { src: "10.0.0.1", Country: "Here" }]);
  });

  test("of a file that is no such table is rejected", async () => {
    const other = join(folder, "other.csv");
    for (const content of ["Country\nHere\n", "network,network\n", ""]) {
      writeFileSync(other, content);
      const { code, err } = await spl("--events", events, "--iplocation", other, search);
      expect(code).toBe(1);
      expect(err).toContain("error[malformed_lookup]");
    }
    expect(await spl("--iplocation", join(folder, "none.csv"), search)).toMatchObject({ code: 2 });
  });
});

describe("--assume", () => {
  const search = "| makeresults count=2 | streamstats count as n | stats perc50(n) as p";

  test("decides what is rejected without it, and is reported", async () => {
    expect(await spl(search)).toMatchObject({ code: 1, err: expect.stringContaining("error[ambiguous]") });
    for (const [method, p] of [
      ["nearest-rank", 2],
      ["interpolated", 1.5],
    ] as const) {
      const { code, out, err } = await spl("--assume", `percentile=${method}`, search);
      expect({ code, err }).toEqual({
        code: 0,
        err: `note: assumed percentile=${method}, which documentation leaves open.\n`,
      });
      expect(JSON.parse(out)).toEqual([{ p }]);
    }
  });

  test("of events read with --as", async () => {
    const nested = join(folder, "nested.jsonl");
    writeFileSync(nested, '{"a":{"b":null,"c":1}}\n');
    const read = ["--events", nested, "--as", "json", "* | table a.b a.c"];
    expect(await spl(...read)).toMatchObject({ code: 1 });
    const { out } = await spl("--assume", "json-null=text", ...read);
    expect(JSON.parse(out)).toEqual([{ "a.b": "null", "a.c": 1 }]);
  });

  test("of another name or value is wrong usage", async () => {
    for (const value of ["percentile", "percentile=guess", "toString=1", "other=1"])
      expect(await spl("--assume", value, search)).toMatchObject({ code: 2 });
  });
});

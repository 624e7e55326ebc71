/** The folder of state: what is in it, what it survives, and that nothing outside of it is touched. */
import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { readApp } from "@suspicious-ports/conf";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import {
  FolderState,
  MemoryState,
  type Row,
  rowsAsObjects,
  runSearch,
  SearchApps,
  type State,
  type Value,
} from "../../src/index.ts";
import { fixture } from "../support/files.ts";

const root = mkdtempSync(join(tmpdir(), "spl-state-"));
afterAll(() => rmSync(root, { recursive: true }));
const app = new SearchApps([readApp(fixture("memory"))]);
let folder = "";
let count = 0;
beforeEach(() => {
  folder = join(root, String(++count));
});

async function run(search: string, state: State, events?: { fields: string[]; rows: Row[] }) {
  const { table } = await runSearch({
    search,
    app,
    state,
    now: 1_700_000_000,
    ...(events === undefined ? {} : { events }),
  });
  return rowsAsObjects(table).map((row) => ({ ...row }));
}

const PUT =
  '| makeresults | eval _key="a", dest="10.0.0.1", days=3 | outputlookup append=t key_field=_key services';

describe("a folder of state", () => {
  test("lasts from one state to the next, in a form that can be read", async () => {
    await run(PUT, new FolderState(folder));
    await run("| inputlookup users | outputlookup copy.csv", new FolderState(folder));
    await run('| inputlookup users | where user="" | outputlookup users', new FolderState(folder));
    expect(readFileSync(join(folder, "apps/memory/collections/services.jsonl"), "utf8")).toBe(
      '{"_key":"a","dest":"10.0.0.1","days":3}\n',
    );
    expect(readFileSync(join(folder, "apps/memory/lookups/copy.csv"), "utf8")).toBe(
      "user,role\nann,admin\nbob,reader\n",
    );
    expect(readdirSync(join(folder, "apps/memory/lookups")).sort()).toEqual([
      "copy.csv",
      "users.csv.deleted",
    ]);
    expect(await run("| inputlookup services", new FolderState(folder))).toEqual([
      { _key: "a", dest: "10.0.0.1", days: 3 },
    ]);
    await expect(run("| inputlookup users", new FolderState(folder))).rejects.toThrow("has deleted");
    await run("| makeresults | eval user=1 | table user | outputlookup users", new FolderState(folder));
    expect(readdirSync(join(folder, "apps/memory/lookups")).sort()).toEqual(["copy.csv", "users.csv"]);
  });

  test("has a file for what each search collected", async () => {
    const collect = "| makeresults count=2 | eval n=1 | collect addinfo=f index=";
    for (const index of ["hourly", "hourly", "daily"]) await run(collect + index, new FolderState(folder));
    expect(readdirSync(join(folder, "indexes/hourly"))).toEqual(["000001.jsonl", "000002.jsonl"]);
    const event = `"_time":1700000000,"_indextime":1700000000,"index":"daily","sourcetype":"stash","_raw":"11/14/2023 22:13:20 +0000, n=1","n":"1"`;
    expect(readFileSync(join(folder, "indexes/daily/000001.jsonl"), "utf8")).toBe(`{${event}}\n`.repeat(2));
    const state = new FolderState(folder);
    const counts = "index=* | stats count by index | sort index";
    expect(await run(counts, state)).toEqual([
      { index: "daily", count: 2 },
      { index: "hourly", count: 4 },
    ]);
    await run(`${collect}daily`, new FolderState(folder));
    expect(await run(counts, state)).toMatchObject([{ count: 4 }, { count: 4 }]);
    rmSync(join(folder, "indexes/hourly/000001.jsonl"));
    expect(await run(counts, state)).toMatchObject([{ count: 4 }, { count: 2 }]);
    await run(`${collect}hourly`, state);
    expect(readdirSync(join(folder, "indexes/hourly"))).toEqual(["000002.jsonl", "000003.jsonl"]);
  });

  test("reads beside its indexes no hidden file, and rejects what has no index's name", async () => {
    const collect = "| makeresults | eval n=1 | collect addinfo=f index=hourly";
    await run(collect, new FolderState(folder));
    for (const place of ["indexes/.DS_Store", "indexes/hourly/.DS_Store"])
      writeFileSync(join(folder, place), "");
    expect(await run("index=* | stats count", new FolderState(folder))).toEqual([{ count: 1 }]);
    mkdirSync(join(folder, "indexes/Hourly copy"));
    await expect(run("index=*", new FolderState(folder))).rejects.toMatchObject({
      code: "invalid_state",
      message: expect.stringContaining("indexes/Hourly copy is not an index by its name; move it"),
    });
  });

  test("numbers what was collected on beyond a million", async () => {
    const collect = "| makeresults | eval n=1 | collect addinfo=f index=hourly";
    await run(collect, new FolderState(folder));
    renameSync(join(folder, "indexes/hourly/000001.jsonl"), join(folder, "indexes/hourly/999999.jsonl"));
    for (let i = 0; i < 2; i++) await run(collect, new FolderState(folder));
    expect(await run("index=hourly | stats count", new FolderState(folder))).toEqual([{ count: 3 }]);
    expect(readdirSync(join(folder, "indexes/hourly")).sort()).toEqual([
      "1000000.jsonl",
      "1000001.jsonl",
      "999999.jsonl",
    ]);
  });

  test("is read again where a file has changed", async () => {
    const state = new FolderState(folder);
    await run(PUT, state);
    await run(PUT.replace("days=3", "days=4"), new FolderState(folder));
    expect(await run("| inputlookup services", state)).toMatchObject([{ days: 4 }]);
    writeFileSync(join(folder, "apps/memory/collections/services.jsonl"), '{"_key":"z","days":1}\n');
    expect(await run("| inputlookup services", state)).toEqual([{ _key: "z", days: 1 }]);
  });

  test("is not created in a folder that does not exist, and is not a file", () => {
    expect(() => new FolderState(join(root, "no", "such"))).toThrow("ENOENT");
    writeFileSync(folder, "");
    expect(() => new FolderState(folder)).toThrow("it is not a folder");
  });

  test.each([
    ['{"_key":"a"}\n{"days":1}\n', "a record has no _key"],
    ['{"_key":"a"}\n{"_key":"a"}\n', 'two records have the _key "a"'],
    ['{"_key":"a"}\n{"_key":\n', "services.jsonl:2: the line is not JSON"],
    ["[]\n", "services.jsonl:1: the line is not a JSON object"],
    ['{"_key":"a","x":true}\n', "the value of x is neither"],
    ['{"_key":"a","x":12345678901234567890}\n', "the value of x is neither"],
    ['{"_key":"a","x":1e400}\n', "the value of x is neither"],
    ['{"_key":"a"}\n{"_key":"b","x":"1","x":"2"}\n', 'services.jsonl:2: The key "x" stands twice'],
    [Buffer.from('{"_key":"a","x":"\xe9"}\n', "latin1"), "services.jsonl: the file is not valid UTF-8"],
  ])("names the line that it cannot read: %j", async (content, message) => {
    mkdirSync(join(folder, "apps/memory/collections"), { recursive: true });
    writeFileSync(join(folder, "apps/memory/collections/services.jsonl"), content);
    await expect(run("| inputlookup services", new FolderState(folder))).rejects.toThrow(message);
  });

  test("gives back what a state in memory does", async () => {
    const scalar = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1 }),
      fc.integer(),
      fc
        .double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })
        .filter((number) => Math.abs(number) > 1e-5),
    );
    const value: fc.Arbitrary<Value> = fc.oneof(scalar, fc.array(scalar, { minLength: 2, maxLength: 3 }));
    const row = fc
      .record({ a: value, b: value, c: value }, { requiredKeys: [] })
      .map((object): Row => new Map(Object.entries(object)));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 5 }), fc.boolean(), async (rows, append) => {
        const path = join(folder, String(++count));
        mkdirSync(folder, { recursive: true });
        const memory = new MemoryState();
        const events = { fields: ["a", "b", "c"], rows };
        for (const search of [
          `* | outputlookup append=${append} untyped`,
          `* | outputlookup append=${append} override_if_empty=f new.csv`,
          "* | outputlookup create_empty=t full.csv",
        ]) {
          await run(search, memory, events);
          await run(search, new FolderState(path), events);
        }
        for (const name of ["untyped", "strict=f new.csv", "strict=f full.csv"])
          expect(await run(`| inputlookup ${name}`, new FolderState(path))).toEqual(
            await run(`| inputlookup ${name}`, memory),
          );
      }),
      { numRuns: 30 },
    );
  });
});

describe("nothing outside of the folder", () => {
  test.each([
    ["apps", "apps/memory/collections"],
    ["apps/memory", "apps/memory/collections"],
    ["apps/memory/collections", "apps/memory/collections"],
  ])("a folder that is a link is not followed: %s", async (link) => {
    const outside = join(root, `outside-${++count}`);
    mkdirSync(join(outside, "memory/collections"), { recursive: true });
    mkdirSync(join(folder, link, ".."), { recursive: true });
    symlinkSync(outside, join(folder, link));
    await expect(run(PUT, new FolderState(folder))).rejects.toMatchObject({ code: "invalid_state" });
    expect(readdirSync(outside, { recursive: true }).sort()).toEqual(["memory", "memory/collections"]);
  });

  test("a file that is a link is neither read nor replaced", async () => {
    const outside = join(root, `outside-${++count}`);
    writeFileSync(outside, '{"_key":"secret"}\n');
    mkdirSync(join(folder, "apps/memory/collections"), { recursive: true });
    const link = join(folder, "apps/memory/collections/services.jsonl");
    symlinkSync(outside, link);
    await expect(run("| inputlookup services", new FolderState(folder))).rejects.toThrow(
      "not a regular file",
    );
    await expect(run(PUT, new FolderState(folder))).rejects.toThrow("not a regular file");
    expect(readFileSync(outside, "utf8")).toBe('{"_key":"secret"}\n');
  });

  test.each(["..", "../x", "a/b", ".hidden", "", "a\0b", "x".repeat(300)])(
    "a name that leads elsewhere is rejected: %j",
    (name) => {
      const state = new FolderState(folder);
      for (const action of [
        () => state.collection(name, "a"),
        () => state.collection("a", name),
        () => state.file("a", name),
        () => state.commit([{ kind: "events", index: name, rows: [new Map([["a", 1]])] }]),
      ])
        expect(action).toThrow("cannot be the name");
    },
  );
});

describe("two searches at a time", () => {
  const appending = (key: string) =>
    `| makeresults | eval _key="${key}", days=1 | outputlookup append=t key_field=_key services`;

  test("a search that read what another one wrote meanwhile is rejected, and writes nothing", async () => {
    for (const state of [new FolderState(folder), new MemoryState()]) {
      const other = state instanceof FolderState ? new FolderState(folder) : state;
      await run(PUT, state);
      const seen = state.collection("memory", "services");
      await run(appending("b"), other);
      const change = {
        kind: "collection",
        app: "memory",
        name: "services",
        update: () => new Map(),
      } as const;
      expect(() => state.commit([{ ...change, expected: seen }])).toThrow("run the search again");
      expect(state.collection("memory", "services").size).toBe(2);
      state.commit([{ ...change, expected: state.collection("memory", "services") }]);
      expect(state.collection("memory", "services").size).toBe(0);
    }
  });

  test("the same of a lookup file, with two searches that run at a time", async () => {
    const [state, other] = [new FolderState(folder), new FolderState(folder)];
    await run("| inputlookup users | outputlookup copy.csv", state);
    const interrupted: State = {
      collection: (...place) => state.collection(...place),
      file: (...place) => state.file(...place),
      events: () => state.events(),
      commit: (changes) => {
        other.commit([
          {
            kind: "file",
            app: "memory",
            name: "copy.csv",
            update: () => ({ table: { fields: ["user"], rows: [] } }),
          },
        ]);
        state.commit(changes);
      },
    };
    await expect(run("| inputlookup copy.csv | outputlookup copy.csv", interrupted)).rejects.toThrow(
      "Another search wrote the lookup copy.csv",
    );
    await run("| inputlookup users | outputlookup copy.csv override_if_empty=f", state);
    expect(await run("| inputlookup copy.csv", state)).toHaveLength(2);
  });

  test("only one writes, and the other says so after a while", async () => {
    const state = new FolderState(folder, 30);
    writeFileSync(join(folder, ".lock"), "");
    await expect(run(PUT, state)).rejects.toThrow(/Another search is writing .* delete .*\.lock\.$/);
    expect(readdirSync(folder)).toEqual([".lock"]);
    rmSync(join(folder, ".lock"));
    await run(PUT, state);
    expect(readdirSync(folder)).toEqual(["apps"]);
  });

  test("processes that append lose nothing of each other", async () => {
    const script = join(import.meta.dirname, "..", "support", "append-to-state.ts");
    mkdirSync(folder);
    const processes = ["p", "q"].map((name) =>
      promisify(execFile)(process.execPath, ["--import", "tsx", script, folder, name, "20"]),
    );
    await Promise.all(processes);
    expect(new FolderState(folder).collection("memory", "services").size).toBe(40);
    expect(existsSync(join(folder, ".lock"))).toBe(false);
    expect(readdirSync(join(folder, "apps/memory/collections"))).toEqual(["services.jsonl"]);
  });

  test("a search that ends in an error writes nothing, and leaves nothing behind", async () => {
    const state = new FolderState(folder);
    await run(PUT, state);
    await expect(
      run(
        '| makeresults | eval a=1 | outputlookup x.csv | eval dest="z" | where dest="z" | eval _key="a" | fields _key | outputlookup append=t services',
        state,
      ),
    ).rejects.toThrow("lacks the field");
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
      "apps",
      "apps/memory",
      "apps/memory/collections",
      "apps/memory/collections/services.jsonl",
    ]);
  });

  test("the first of several files is not written where the second cannot be", async () => {
    const state = new FolderState(folder);
    mkdirSync(join(folder, "apps/memory/lookups/second.csv"), { recursive: true });
    await expect(
      run(
        "| makeresults | eval a=1 | fields a | fields - _time | outputlookup first.csv | outputlookup second.csv",
        state,
      ),
    ).rejects.toMatchObject({ code: "invalid_state" });
    expect(readdirSync(join(folder, "apps/memory/lookups"))).toEqual(["second.csv"]);
  });
});

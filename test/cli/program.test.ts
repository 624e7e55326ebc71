/** The command lines: every script of package.json explains itself, and wrong usage and failures end in one line. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { benchProgram } from "../../src/cli/bench.ts";
import { buildProgram } from "../../src/cli/build.ts";
import { catalogueProgram } from "../../src/cli/catalogue.ts";
import { demoProgram } from "../../src/cli/demo.ts";
import { docsProgram } from "../../src/cli/docs.ts";
import { evaluateProgram } from "../../src/cli/evaluate.ts";
import { inspectProgram } from "../../src/cli/inspect.ts";
import { newProgram } from "../../src/cli/program.ts";
import { scaleProgram } from "../../src/cli/scale.ts";
import { simulateProgram } from "../../src/cli/simulate.ts";
import { npmScripts, programOf } from "../support/programs.ts";
import { runProgram } from "../support/run-program.ts";

/** What runs a script: tsx without its cache of compiled sources, which it keeps in $TMPDIR and does not verify. */
const TSX = "tsx --no-cache";
const folder = mkdtempSync(join(tmpdir(), "cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => vi.stubEnv("BUILT_PACKAGE", inject("spl")));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe("every script", () => {
  const scripts = npmScripts(inject("root"));

  it("runs a file of scripts/, and each file there is run", () => {
    const files = readdirSync(join(inject("root"), "scripts")).filter((name) => name.endsWith(".ts"));
    for (const file of files)
      expect([file, [...scripts.values()].some((run) => run.startsWith(`${TSX} scripts/${file}`))]).toEqual([
        file,
        true,
      ]);
  });

  it("is compiled anew in each run", () => {
    for (const [name, run] of scripts)
      if (run.includes("tsx")) expect([name, run.startsWith(`${TSX} `)]).toEqual([name, true]);
  });

  it("needs the Node.js that the SPL runner needs", () => {
    const needed = (folder: string) =>
      (
        JSON.parse(readFileSync(join(inject("root"), folder, "package.json"), "utf8")) as {
          engines: { node: string };
        }
      ).engines.node;
    expect(needed("spl")).toBe(needed("."));
  });

  it.each([...scripts.keys()])("npm run %s -- --help explains it", async (name) => {
    const found = await programOf(inject("root"), name);
    if (found === null) return;
    const { out, err, code } = await runProgram(found.program, ...found.args, "--help");
    expect([err, code]).toEqual(["", 0]);
    expect(out).toMatch(new RegExp(`^Usage: npm run ${name.replace(/^test:(?!matrix).*/, "test")} -- `));
    expect(out).toMatch(/\n\n[A-Z].{20,}/);
  });
});

describe("scripts that are programs of their own", () => {
  // test:detections runs the program of spl with arguments.
  const others = [...npmScripts(inject("root"))].filter(
    ([, run]) =>
      run.startsWith(`${TSX} `) && (!run.startsWith(`${TSX} scripts/`) || run.endsWith("scripts/spl.ts")),
  );

  it.each(others)("npm run %s -- --help explains it", (_, line) => {
    const { stdout, stderr, status } = spawnSync("sh", ["-c", `node_modules/.bin/${line} --help`], {
      cwd: inject("root"),
      encoding: "utf8",
    });
    expect([stderr, status]).toEqual(["", 0]);
    expect(stdout).toMatch(/^Usage: /);
  });
});

describe("tsx's cache of compiled sources", () => {
  it("is neither read nor written by what runs a script", () => {
    const file = join(folder, "source.ts");
    const TMPDIR = join(folder, "tmp");
    mkdirSync(TMPDIR);
    writeFileSync(file, 'console.log("from the source" as string);\n');
    const { stdout } = spawnSync("sh", ["-c", `node_modules/.bin/${TSX} ${file}`], {
      cwd: inject("root"),
      encoding: "utf8",
      env: { ...process.env, TMPDIR },
    });
    expect(stdout).toBe("from the source\n");
    const written = readdirSync(TMPDIR, { encoding: "utf8", recursive: true })
      .map((path) => join(TMPDIR, path))
      .filter((path) => statSync(path).isFile());
    expect(written.filter((path) => readFileSync(path, "utf8").includes("from the source"))).toEqual([]);
  });
});

describe("a pipe that is closed early", () => {
  it.each(["scripts/catalogue.ts 443", "scripts/spl.ts --help"])("ends %s without a word", (program) => {
    const { stderr } = spawnSync("sh", ["-c", `node_modules/.bin/tsx ${program} | true`], {
      cwd: inject("root"),
      encoding: "utf8",
    });
    expect(stderr).toBe("");
  });
});

describe("a command line", () => {
  it.each([
    ["an unknown option", demoProgram, ["--colour"]],
    ["an invalid number", demoProgram, ["--rows", "none"]],
    ["a number out of bounds", scaleProgram, ["--peers", "65"]],
    ["no rounds", benchProgram, ["--times", "0"]],
    ["a workload that is not there", benchProgram, ["--workload", "nothing"]],
    ["a format that is not there", evaluateProgram, ["--format", "xml"]],
    ["a profile that is not there", buildProgram, ["--profile", "mac"]],
    ["an author without Splunkbase", buildProgram, ["--author", "jane"]],
    ["an unknown option of the vetting", inspectProgram, ["--tiny"]],
    ["an invalid port", catalogueProgram, ["65536"]],
    ["a share of nothing", simulateProgram, ["--scale", "0"]],
    ["one argument too many", docsProgram, ["now"]],
  ])("rejects %s with one line and exit code 2", async (_, program, args) => {
    const { out, err, code } = await runProgram(program(), ...args);
    expect([out, code, err.trim().split("\n").length]).toEqual(["", 2, 1]);
    expect(err).toMatch(/^error: /);
  });

  it("says in one line why it failed, with exit code 1", async () => {
    const { out, err, code } = await runProgram(demoProgram(), join(folder, "missing.log"));
    expect([out, code, err]).toEqual([
      "",
      1,
      `${join(folder, "missing.log")} is not a file that can be read.\n`,
    ]);
    const other = await runProgram(benchProgram(), "--beside", join(folder, "missing"));
    expect([other.code, other.err]).toEqual([
      1,
      `${join(folder, "missing")} is not a file that can be started.\n`,
    ]);
    const failing = newProgram("x", "y").action(() => Promise.reject(new TypeError("it broke")));
    expect(await runProgram(failing)).toEqual({ out: "", err: "it broke\n", code: 1 });
  });
});

describe("npm run demo", () => {
  it("prints its report, and as JSON what can be read as JSON", async () => {
    const text = await runProgram(demoProgram(), "--rows", "1", "--no-speed");
    expect([text.code, text.err]).toEqual([0, ""]);
    expect(text.out).toMatch(/^83 events: \d+ critical, .*Version 6 reports 11 connections, the scored/);
    const json = await runProgram(demoProgram(), "--format", "json", "--no-speed");
    expect(JSON.parse(json.out).summary).toMatchObject({ events: 83, events_per_second: null });
  });
});

describe("npm run simulate", () => {
  it("reports an hour of next to nothing, as JSON what can be read as JSON", async () => {
    const options = ["--view", "command", "--scale", "0.0001", "--hours", "1"];
    const text = await runProgram(simulateProgram(), ...options);
    expect([text.code, text.err]).toEqual([0, ""]);
    expect(text.out).toMatch(/^\d+ events of 1 hour, seed 1, scale 0\.0001\.\n\[command\] /);
    const json = await runProgram(simulateProgram(), ...options, "--format", "json");
    expect(JSON.parse(json.out)).toMatchObject({ hours: 1, searches: null });
  });
});

describe("npm run scale", () => {
  it("prints its table", async () => {
    const { out, code } = await runProgram(scaleProgram(), "--events", "2000", "--peers", "3");
    expect(code).toBe(0);
    expect(out).toContain("3 commands on as many indexers, together");
    expect(out).toContain("Rows equal: yes (2000 scored events");
  });
});

describe("npm run catalogue", () => {
  it("shows what is known of a port, and says where nothing is", async () => {
    const { out } = await runProgram(catalogueProgram(), "4444");
    expect(out).toMatch(/^4444\/tcp: known for .+\(.+\), \d+ points$/m);
    expect(out).toMatch(/^ {4}https:\/\//m);
    expect((await runProgram(catalogueProgram(), "3")).out).toBe("The catalogue has nothing about port 3.\n");
  });
});

describe("npm run docs", () => {
  it("finds every document as it is printed today", async () => {
    expect(await runProgram(docsProgram(), "--check")).toEqual({
      out: "Every document is up to date.\n",
      err: "",
      code: 0,
    });
  });
});

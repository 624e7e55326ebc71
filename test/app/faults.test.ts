/**
 * Faults of the host, and secrets, on the built package: the last rows of docs/faults.md, which lists each test of this file and of
 * its neighbours. `npm test` runs a short form; `npm run test:faults` every byte offset, 10,000 damages; `npm run test:resources` the largest sizes.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { Child, parallel } from "../support/child.ts";
import {
  copyOfApp,
  errorOf,
  execute,
  HEADER,
  launcherOf,
  MEGABYTE,
  row,
  run,
  scratchFolder,
} from "../support/faults.ts";
import { GETINFO, replies, request } from "../support/frames.ts";
import { NODE, undisturbed } from "../support/node.ts";

const launcher = launcherOf(inject("app"));
const scratch = scratchFolder();

describe("faults of the host", () => {
  const one = Buffer.concat([GETINFO, execute(HEADER + row(4444, "a"))]);

  it.each([
    ["missing", (file: string) => rmSync(file), "does not exist"],
    ["a folder", (file: string) => mkdirSync(emptied(file)), "not a regular file"],
    ["a link in a circle", (file: string) => symlinkSync(file, emptied(file)), "cannot be read (ELOOP)"],
    ["empty", (file: string) => writeFileSync(file, ""), "the file is empty"],
    ["half written", (file: string) => cutBehind(file, ',"the Nitedrem'), "a quotation mark is not closed"],
    [
      "half written, in the middle of a row",
      (file: string) => cutBehind(file, "\n4444,tcp,"),
      "it has 3 values where the header has 10 fields",
    ],
  ])("a catalogue that is %s: an error before any event is answered", (_, spoil, why) => {
    const folder = copyOfApp(scratch);
    spoil(join(folder, "lookups", "portrisk_ports.csv"));
    const { stdout, stderr, status } = spawnSync(join(folder, "bin", "portrisk"), { input: one });
    expect([stderr.toString(), status]).toEqual(["", 0]);
    const seen = replies(stdout);
    expect(seen).toHaveLength(2);
    expect(errorOf(seen[1]!.metadata)).toMatch(/^the port catalogue lookups\/portrisk_ports\.csv/);
    expect(errorOf(seen[1]!.metadata)).toContain(why);
    expect(seen[1]!.body).toHaveLength(0);
  });

  it("a catalogue that changes during a search: the search continues with the one it began with", async () => {
    const folder = copyOfApp(scratch);
    const child = new Child(join(folder, "bin", "portrisk"));
    await child.write(Buffer.concat([GETINFO, execute(HEADER + row(4444, "a"), false)]));
    await child.until(() => child.output().includes("__mv_portrisk_factors"));
    writeFileSync(join(folder, "lookups", "portrisk_ports.csv"), "not a catalogue\n");
    await child.write(execute(HEADER + row(4444, "a")));
    const [, first, second] = replies((await child.end()).stdout);
    expect(second!.body.equals(first!.body)).toBe(true);
  });

  it("a full disk: nothing is written but the answer, and where that fails the program ends quietly", () => {
    const limited = spawnSync("/bin/sh", ["-c", 'ulimit -f 0; exec "$0"', launcher], { input: one });
    expect([limited.stderr.toString(), limited.status]).toEqual(["", 0]);
    expect(replies(limited.stdout)).toHaveLength(2);
    const full = spawnSync("/bin/sh", ["-c", 'exec "$0" >/dev/full', launcher], { input: one });
    expect([full.stderr.toString(), full.status]).toEqual(["", 0]);
  });

  it("20 commands at once: each answers as one alone does", async () => {
    const alone = (await run(one)).stdout;
    const outcomes = await parallel(Array.from({ length: 20 }), 20, () => run(one));
    for (const { stdout, stderr, code } of outcomes)
      expect([stderr, code, stdout.equals(alone)]).toEqual(["", 0, true]);
  });

  it("a clock that jumps: it is never looked at", async () => {
    const bundle = readFileSync(join(inject("app"), "bin", "portrisk.js"), "utf8");
    expect(bundle).not.toMatch(/\bDate\b|performance|hrtime|setTimeout|setInterval/);
    const clock = join(scratch, "clock.cjs");
    // Older versions of Node.js make dates of a file's times; only a date without arguments asks the clock.
    writeFileSync(
      clock,
      `const fail = () => { throw new Error("the clock was asked"); };
global.Date = class { constructor(time) { if (time === undefined) fail(); } static now() { fail(); } };\n`,
    );
    const program = join(inject("app"), "bin", "portrisk.js");
    const { stdout, stderr } = spawnSync(NODE, ["-r", clock, program], {
      input: one,
      env: undisturbed(),
    });
    expect([stderr.toString(), stdout.equals((await run(one)).stdout)]).toEqual(["", true]);
  });

  it("a Node.js without WebAssembly: the reference answers the same", async () => {
    const without = join(scratch, "without.cjs");
    writeFileSync(without, "delete global.WebAssembly;\n");
    const program = join(inject("app"), "bin", "portrisk.js");
    const { stdout, stderr } = spawnSync(NODE, ["-r", without, program], { input: one, env: undisturbed() });
    expect([stderr.toString(), stdout.equals((await run(one)).stdout)]).toEqual(["", true]);
  });

  it("no Node.js, and a question larger than a pipe holds: it is read to its end and answered", async () => {
    const bin = join(scratch, "only head");
    mkdirSync(bin);
    symlinkSync("/usr/bin/head", join(bin, "head"));
    const child = new Child(launcher, [], { PATH: bin });
    const broken: Error[] = [];
    child.process.stdin.on("error", (error) => broken.push(error));
    await child.write(request({ action: "getinfo", searchinfo: { search: "x".repeat(MEGABYTE) } }));
    const { stdout, stderr, code } = await child.end();
    expect([stderr, code, broken]).toEqual(["", 0, []]);
    expect(errorOf(replies(stdout)[0]!.metadata)).toMatch(/^portrisk needs Node.js/);
  });
});

describe("secrets", () => {
  it("a session key is in no reply, error or log, whatever is wrong", async () => {
    const key = "SESSION^key_0123456789";
    const secret = { session_key: key, splunkd_uri: "https://127.0.0.1:8089" };
    for (const stream of [
      request({ action: "getinfo", searchinfo: { ...secret, args: ["colour=red"] } }),
      request({ action: "getinfo", searchinfo: { ...secret, args: "wrong" } }),
      request(`{"action":"getinfo","searchinfo":{"session_key":"${key}"`),
      request({ action: "getinfo", searchinfo: secret }).subarray(0, -10),
      Buffer.concat([request({ action: "getinfo", searchinfo: secret }), execute('dest_port\n"4\n')]),
    ]) {
      const { stdout, stderr } = await run(stream);
      expect(stdout.length).toBeGreaterThan(0);
      expect(stdout.toString("latin1") + stderr).not.toContain(key);
    }
  });
});

describe("docs/faults.md", () => {
  it("has each of these tests in its table, and no other", () => {
    const source = ["faults-of-stream.test", "faults-of-size.test", "memory.resources", "faults.test"]
      .map((name) => readFileSync(join(inject("root"), `test/app/${name}.ts`), "utf8"))
      .join("");
    const names = [...source.matchAll(/\n {2}it(?:\.each\(\[[\s\S]*?\]\))?\("([^"]+)"/g)]
      // What a test's name fills in stands as "…" for readers.
      .map(([, name]) => name!.split(":")[0]!.replace(/%[is]/, "…"))
      .filter((name) => !name.startsWith("has each"));
    const [table = ""] = readFileSync(join(inject("root"), "docs/faults.md"), "utf8").split("## Memory");
    const documented = [...table.matchAll(/^\| (?!fault|---)([^|]+) \|/gm)].map(([, name]) => name!);
    expect(documented).toEqual(names);
  });
});

/** Removes a file, so that something else can take its place. */
function emptied(file: string): string {
  rmSync(file);
  return file;
}

/** Leaves of a file what stands before the end of the first such text. */
function cutBehind(file: string, text: string): void {
  const whole = readFileSync(file, "utf8");
  const at = whole.indexOf(text);
  if (at < 0) throw new Error(`${file} has no ${JSON.stringify(text)}`);
  writeFileSync(file, whole.slice(0, at + text.length));
}

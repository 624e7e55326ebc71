import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import {
  childSeconds,
  knownPorts,
  peersGrid,
  replaceMarked,
  simulatePeers,
  WORKLOADS,
} from "../../src/benchmark/index.ts";

const folder = mkdtempSync(join(tmpdir(), "peers-"));
afterAll(() => rmSync(folder, { recursive: true }));
const launcher = join(inject("app"), "bin", "portrisk");
const known = knownPorts(join(inject("root"), "catalogue"));
const workload = (name: string) => WORKLOADS.find((each) => each.name === name)!;

/** The built command, but for one word that it says on indexers. */
const ALTERED = `#!/usr/bin/env node
const child = require("node:child_process").spawn(LAUNCHER, [], { stdio: ["pipe", "pipe", "inherit"] });
let onIndexer = false;
process.stdin.on("data", (bytes) => {
  onIndexer = onIndexer || bytes.includes("distributed=t");
  child.stdin.write(bytes);
});
process.stdin.on("end", () => child.stdin.end());
child.stdout.on("data", (bytes) => {
  const text = bytes.toString("latin1");
  process.stdout.write(Buffer.from(onIndexer ? text.replaceAll("outbound", "OUTBOUND") : text, "latin1"));
});
`;

describe("a search on several indexers", () => {
  it.each(["narrow", "multivalue"])("gives the rows of one command (%s)", async (name) => {
    const simulation = await simulatePeers(launcher, workload(name), known, 3001, 8);
    expect(simulation.one.type).toBe("stateful");
    expect(simulation.peers.map(({ type }) => type)).toEqual(Array(8).fill("streaming"));
    expect(simulation.peers.reduce((sum, { events }) => sum + events, 0)).toBe(3001);
    expect(simulation.resultRows).toBeGreaterThan(500);
    // Each source's events are on several indexers, or merging would prove nothing.
    expect(simulation.sentRows).toBeGreaterThan(simulation.resultRows);
    for (const { cpuSeconds, elapsedMs } of [simulation.one, ...simulation.peers]) {
      expect(cpuSeconds).toBeGreaterThan(0);
      expect(elapsedMs).toBeGreaterThan(0);
    }
    const { rows, notes } = peersGrid(simulation);
    expect(rows.map(([, events]) => events)).toEqual(["3001", "3001", "376", String(simulation.sentRows)]);
    expect(notes[0]).toBe(
      `Rows equal: yes (3001 scored events, ${simulation.resultRows} rows of the result).`,
    );
  });

  it("fails where an indexer scores differently", async () => {
    const other = join(folder, "portrisk");
    writeFileSync(other, ALTERED.replace("LAUNCHER", JSON.stringify(launcher)));
    chmodSync(other, 0o755);
    await expect(simulatePeers(other, workload("narrow"), known, 200, 2)).rejects.toThrow(
      /^Rows equal: no\. Event \d+ is scored\n[\s\S]*direction: outbound[\s\S]*on its indexer\n[\s\S]*direction: OUTBOUND/,
    );
  });
});

describe("the shell's times", () => {
  it.each([
    ["0m0.01s 0m0.02s\n0m1.25s 0m0.50s", 1.75],
    ["0m0,01s 0m0.00s\n0m0.00s 2m3.5s", 123.5],
    ["noise\n0m0.000s 0m0.000s\n1m0.000s 0m1.000s", 61],
  ])("%j are those of its children", (text, seconds) => {
    expect(childSeconds(text)).toBeCloseTo(seconds, 6);
  });

  it("are missed where they are not there", () => {
    expect(() => childSeconds("")).toThrow("does not tell");
  });
});

describe("docs/scale.md", () => {
  const text = readFileSync(join(inject("root"), "docs/scale.md"), "utf8");

  it("tells the size of what goes to the indexers", () => {
    const bytes = ["bin", "lookups"].flatMap((part) =>
      readdirSync(join(inject("app"), part)).map((name) => statSync(join(inject("app"), part, name)).size),
    );
    const megabytes = bytes.reduce((sum, size) => sum + size, 0) / 1e6;
    expect(text).toContain(`together about ${megabytes.toFixed(1)} MB`);
  });

  it("has a place for what is measured, and names no file that is not there", () => {
    for (const name of ["bench", "scale"])
      expect(replaceMarked(text, name, "measured")).toContain("measured");
    for (const [, link] of text.matchAll(/\]\((?!http|#)([^)#]+)[^)]*\)/g))
      expect([link, existsSync(join(inject("root"), "docs", link!))]).toEqual([link, true]);
  });
});

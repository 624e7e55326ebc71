import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, inject, it } from "vitest";
import { readCatalogueFile } from "../../src/portrisk/catalogue-file.ts";
import {
  Assessor,
  Catalogue,
  type Connection,
  digitsOf,
  LEVELS,
  readText,
  type TextReading,
} from "../../src/risk/index.ts";
import { readCases } from "../support/cases.ts";
import { SMALL_CATALOGUE } from "../support/catalogue.ts";

interface AssessmentCase {
  readonly why: string;
  readonly src?: string;
  readonly dest?: string;
  readonly port: number;
  readonly transport?: string;
  readonly action?: string;
  /** What else the firewall saw, by its reading: names as logged, numbers. */
  readonly saw?: Readonly<Record<string, string | number>>;
  /** Lowest and highest score that the reason allows. */
  readonly score: readonly [number, number];
  readonly level?: string;
  readonly direction: string;
  readonly reason?: string;
}

const connection = (from: Omit<AssessmentCase, "why" | "score" | "direction">): Connection => ({
  port: from.port,
  transport: readText("transport", from.transport ?? ""),
  action: readText("action", from.action ?? ""),
  src_side: readText("src_side", from.src ?? ""),
  dest_side: readText("dest_side", from.dest ?? ""),
  digits: digitsOf(from.port),
  ...Object.fromEntries(
    Object.entries(from.saw ?? {}).map(([name, value]) => [
      name,
      typeof value === "number" ? value : readText(name as TextReading, value),
    ]),
  ),
});

const addresses = fc.constantFrom(
  "",
  "10.0.0.1",
  "8.8.8.8",
  "fd00::1",
  "2001:db8::1",
  "127.0.0.1",
  "224.0.0.1",
);
const anyConnection = fc.record({
  port: fc.constantFrom(4444, 8531, 51820, 443, 1, 65535),
  transport: fc.constantFrom("", "tcp", "udp", "icmp"),
  action: fc.constantFrom("", "Allow", "Block"),
  src: addresses,
  dest: addresses,
});

describe("an assessment with the shipped catalogue", () => {
  const assessor = new Assessor(readCatalogueFile(join(inject("app"), "lookups", "portrisk_ports.csv")));

  it.each(readCases<AssessmentCase>("portrisk/assessments.jsonl"))("$port: $why", (given) => {
    const { score, level, direction, reason } = assessor.assess(connection(given));
    expect(score).toBeGreaterThanOrEqual(given.score[0]);
    expect(score).toBeLessThanOrEqual(given.score[1]);
    expect(direction).toBe(given.direction);
    if (given.level !== undefined) expect(level).toBe(given.level);
    if (given.reason !== undefined) expect(reason).toBe(given.reason);
  });
});

describe("every assessment", () => {
  const assessor = new Assessor(SMALL_CATALOGUE);

  it("has factors that add up to its score, a level that fits, and one sentence", () => {
    fc.assert(
      fc.property(anyConnection, (given) => {
        const { score, level, factors, reason } = assessor.assess(connection(given));
        const sum = factors.reduce((total, { points }) => total + points, 0);
        expect(score).toBe(Math.min(100, Math.max(0, sum)));
        const index = LEVELS.findIndex(({ name }) => name === level);
        expect(score).toBeGreaterThanOrEqual(LEVELS[index]!.from);
        expect(score).toBeLessThan(LEVELS[index - 1]?.from ?? 101);
        expect(reason).toMatch(/^Port [0-9]+.*: [a-z].*[^.]\.$/s);
        expect(reason).not.toMatch(/undefined|null|NaN/);
      }),
      { seed: 10, numRuns: 2000 },
    );
  });

  it("is lower when the firewall blocked it, and when both ends are inside", () => {
    const base = { port: 51820, transport: "tcp", src: "10.0.0.1", dest: "8.8.8.8" };
    const score = (more: object) => assessor.assess(connection({ ...base, ...more })).score;
    expect(score({ action: "Block" })).toBeLessThan(score({ action: "Allow" }));
    expect(score({ dest: "10.0.0.2" })).toBeLessThan(score({ dest: "8.8.8.8" }));
  });

  it("takes a port that is known over the other transport for weaker", () => {
    const tcp = assessor.assess(connection({ port: 51820, transport: "tcp" }));
    const udp = assessor.assess(connection({ port: 51820, transport: "udp" }));
    expect(udp.factors).toEqual([{ name: "known_for", points: 35 }]);
    expect(tcp.factors).toEqual([
      { name: "known_for", points: 35 },
      { name: "other_transport", points: -15 },
    ]);
  });

  it("takes an event without transport for what the catalogue knows, tcp first", () => {
    expect(assessor.assess(connection({ port: 51820 })).factors).toEqual([{ name: "known_for", points: 35 }]);
    expect(assessor.assess(connection({ port: 4444 })).category).toBe("shell_listener");
  });

  it("names the earlier of two factors that weigh the same, in the order of the model", () => {
    const equal = new Catalogue([
      {
        port: 1000,
        transport: "tcp",
        service: "x",
        category: "y",
        points: 50,
        legitimate_use: "z",
        legitimate_points: 10,
        prevalence: "registered",
        mitre: [],
      },
    ]);
    const { reason, factors } = new Assessor(equal).assess(
      connection({ port: 1000, transport: "tcp", src: "8.8.8.8", dest: "10.0.0.1" }),
    );
    expect(factors.map(({ points }) => Math.abs(points))).toEqual([50, 10, 10, 1]);
    expect(reason).toContain("x; the port also serves z; the connection comes from a public address: ");
  });

  it("names at most two deciding factors beside what the port is known for", () => {
    const { reason } = assessor.assess(
      connection({ port: 8531, transport: "udp", action: "Block", src: "10.0.0.1", dest: "10.0.0.2" }),
    );
    expect(reason).toBe(
      "Port 8531/udp is known for a back door; the port also serves WSUS; both ends are internal: no action is needed on this alone.",
    );
  });
});

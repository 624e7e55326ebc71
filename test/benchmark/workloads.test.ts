import { createHash } from "node:crypto";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, inject, it } from "vitest";
import { bodiesOf, knownPorts, WORKLOADS, type Workload } from "../../src/benchmark/index.ts";
import { decodeEvents } from "../../src/scpv2/client/index.ts";

const known = knownPorts(join(inject("root"), "catalogue"));
const ROWS = 600;

/** The first chunk of a workload, made small. */
function sample(workload: Workload, seed?: number): Buffer {
  const rowsPerChunk = Math.min(workload.rowsPerChunk, ROWS);
  return bodiesOf({ ...workload, rowsPerChunk }, known, seed).next().value as Buffer;
}

const digest = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const workload = (name: string) => WORKLOADS.find((each) => each.name === name)!;

describe.each(WORKLOADS.map((each) => [each.name, each] as const))("the workload %s", (_, each) => {
  const body = sample(each);

  it("is the same in every run, another with another seed, and another in each chunk", () => {
    expect(digest(sample(each))).toBe(digest(body));
    expect(digest(sample(each, 43))).not.toBe(digest(body));
    const bodies = bodiesOf({ ...each, rowsPerChunk: 1 }, known);
    expect(bodies.next().value).not.toEqual(bodies.next().value);
  });

  it("is CSV to another reader as it is to ours, with all fields, then all __mv_ fields", () => {
    const rows = parse(body) as string[][];
    expect(rows[0]).toEqual([...each.fields, ...each.fields.map((field) => `__mv_${field}`)]);
    expect(rows).toHaveLength(Math.min(each.rowsPerChunk, ROWS) + 1);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([each.fields.length * 2]));
    const { events } = decodeEvents(body);
    rows.slice(1).forEach((row, index) => {
      each.fields.forEach((field, column) => {
        expect([events[index]!.get(field) ?? ""].flat().join("\n")).toBe(row[column]);
      });
    });
  });

  it("quotes as splunkd does: a cell is bare exactly where it is letters and digits", () => {
    const bare = /(?:^|,|\n)([^",\n]+)/g;
    const quoted = /"((?:[^"]|"")*)"/g;
    const text = body.toString("utf8");
    for (const [, cell] of text.replace(quoted, "").matchAll(bare)) expect(cell).toMatch(/^[A-Za-z0-9]*$/);
    for (const [, cell] of text.matchAll(quoted)) expect(cell).toMatch(/[^A-Za-z0-9]/);
  });
});

describe("the workloads", () => {
  it("have rows of the sizes that splunkd sends", () => {
    const perRow = (name: string) => sample(workload(name)).length / ROWS;
    expect(perRow("narrow")).toBeGreaterThan(125);
    expect(perRow("narrow")).toBeLessThan(150);
    expect(perRow("wide")).toBeGreaterThan(2500);
    expect(perRow("wide")).toBeLessThan(3200);
    expect(workload("wide").fields).toHaveLength(69);
  });

  const column = (name: string, field: string) =>
    decodeEvents(sample(workload(name))).events.map((event) => [event.get(field) ?? ""].flat());

  it("mix everyday ports, those of the catalogue, those that nobody knows, and none", () => {
    const ports = column("narrow", "dest_port").map(([port]) => port!);
    const count = (test: (port: number) => boolean) => ports.filter((port) => test(Number(port))).length;
    expect(count((port) => port === 443)).toBeGreaterThan(ROWS * 0.3);
    expect(count((port) => port >= 49_152)).toBeGreaterThan(ROWS * 0.04);
    expect(count((port) => port === 0)).toBeGreaterThan(0);
    expect(new Set(ports).size).toBeGreaterThan(60);
  });

  it("repeat no key in the hostile one", () => {
    for (const field of ["app", "src", "dest", "url", "rule"])
      expect(new Set(column("hostile", field).map(String)).size).toBe(ROWS);
  });

  it("have several values and IPv6 where that is measured", () => {
    const destinations = column("multivalue", "dest");
    expect(destinations.filter((values) => values.length === 2).length).toBeGreaterThan(ROWS * 0.1);
    expect(destinations.filter(([first]) => first!.includes(":")).length).toBeGreaterThan(ROWS * 0.5);
    expect(column("multivalue", "user").flat()).toContainEqual(expect.stringContaining("$"));
  });
});

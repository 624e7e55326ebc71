import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, inject, it, vi } from "vitest";
import { readCatalogueFile } from "../../src/portrisk/catalogue-file.ts";
import type { Part } from "../../src/portrisk/keys.ts";
import type { FieldName } from "../../src/risk/index.ts";

// A class is represented by the member that comes first, so the example below needs classes that no other file of tests has used.
vi.resetModules();
const { KEY_GROUPS, LARGEST_KEY, PLACES, PORT_WEIGHT, unpackKey } = await import(
  "../../src/portrisk/keys.ts"
);
const { Assessor, isNumberReading, NUMBER_BOUNDS, READINGS, slotOf, valuesOf } = await import(
  "../../src/risk/index.ts"
);

const PARTS = READINGS.filter((reading): reading is Part => reading !== "port");
/** Every value that each part of a key can have; of a number the smallest that reaches each of its bounds. */
const VALUES = Object.fromEntries(
  PARTS.map((part) => [part, isNumberReading(part) ? [0, ...NUMBER_BOUNDS[part]] : valuesOf(part)]),
) as { [part in Part]: readonly (string | number)[] };

/** Codes of all parts, 0 for absent. */
const codes = fc.record(
  Object.fromEntries(PARTS.map((part) => [part, fc.integer({ min: 0, max: VALUES[part].length })])),
) as fc.Arbitrary<{ readonly [part in Part]: number }>;
const ports = fc.oneof(
  fc.integer({ min: 1, max: 65535 }),
  fc.constantFrom(22, 53, 80, 443, 445, 3389, 4444, 8080),
);

/** What a key says, by name. */
function readings(connection: number, evidence: number): object {
  const facts = unpackKey(connection, evidence);
  const names = ["port", ...PARTS] as readonly FieldName[];
  return Object.fromEntries(names.map((name) => [name, facts[slotOf(name)]]));
}

/** The sums of a row with these parts: the two numbers of its key without the groups, then those. */
function sumsOf(port: number, parts: { readonly [part in Part]: number }): number[] {
  const sums = [port * PORT_WEIGHT, ...Array<number>(1 + KEY_GROUPS.length).fill(0)];
  for (const part of PARTS) sums[PLACES[part].sum]! += parts[part] * PLACES[part].weight;
  return sums;
}

/** The key of such a row. */
function keyOf(sums: readonly number[]): [number, number] {
  const key: [number, number] = [sums[0]!, sums[1]!];
  KEY_GROUPS.forEach(({ inKey, classes }, i) => {
    key[1] += classes.of(sums[2 + i]!) * inKey;
  });
  return key;
}

/** All that the model reads of such a row, nothing replaced by its equivalent. */
function factsOf(port: number, parts: { readonly [part in Part]: number }) {
  const facts = unpackKey(port * PORT_WEIGHT, 0);
  for (const part of PARTS) if (parts[part] > 0) facts[slotOf(part)] = VALUES[part][parts[part] - 1]!;
  return facts;
}

describe("keys", () => {
  it("are as in the example in the header of keys.ts", () => {
    const none = Object.fromEntries(PARTS.map((part) => [part, 0])) as { [part in Part]: number };
    const sums = sumsOf(50123, {
      ...none,
      transport: 1,
      src_side: 1,
      dest_side: 2,
      bytes_sent: VALUES.bytes_sent.filter((bound) => Number(bound) <= 700).length,
      duration: VALUES.duration.filter((bound) => Number(bound) <= 95).length,
    });
    const key = keyOf(sums);
    const absent = Object.fromEntries(PARTS.map((part) => [part, null]));
    const given = {
      transport: "tcp",
      src_side: "internal",
      dest_side: "external",
      bytes_sent: 640,
      duration: 1,
    };
    expect(readings(...key)).toEqual({ port: 50123, ...absent, ...given });
    const header = /^\/\*\*[\s\S]*?\*\//.exec(
      readFileSync(join(inject("root"), "src/portrisk/keys.ts"), "utf8"),
    )![0];
    for (const number of [50123, 640, key[1], ...KEY_GROUPS.map(({ inKey }) => inKey)])
      expect(header).toMatch(new RegExp(`\\b${number}\\b`));
  });

  it("get the same columns as the readings themselves", () => {
    const catalogue = readCatalogueFile(join(inject("app"), "lookups", "portrisk_ports.csv"));
    const assessor = new Assessor(catalogue);
    let replaced = 0;
    const property = fc.property(ports, codes, (port, parts) => {
      const [connection, evidence] = keyOf(sumsOf(port, parts));
      expect(connection).toBeLessThanOrEqual(LARGEST_KEY.connection);
      expect(evidence).toBeLessThanOrEqual(LARGEST_KEY.evidence);
      const facts = factsOf(port, parts);
      if (PARTS.some((part) => facts[slotOf(part)] !== unpackKey(connection, evidence)[slotOf(part)]))
        replaced++;
      const assessment = assessor.assessFacts(facts);
      expect(assessor.assessFacts(unpackKey(connection, evidence))).toEqual(assessment);
    });
    fc.assert(property, { seed: 24, numRuns: 20_000 });
    expect(replaced).toBeGreaterThan(15_000);
  });

  it("are few where only counts, zones and programs differ", () => {
    for (const { codes: all, classes, inKey, maximum } of KEY_GROUPS) {
      const met = new Set(Array.from({ length: all }, (_, code) => classes.of(code)));
      if (all > maximum) expect(met.size).toBeLessThan(all / 4);
      expect(met.size).toBeLessThanOrEqual(maximum);
      expect(classes.of(0)).toBe(0);
      expect(classes.of(classes.member(met.size - 1)) * inKey).toBeLessThan(2 ** 31);
    }
  });

  it("fit two integers of the processor", () => {
    expect(LARGEST_KEY.connection).toBeLessThan(2 ** 31);
    expect(LARGEST_KEY.evidence).toBeLessThan(2 ** 31);
  });
});

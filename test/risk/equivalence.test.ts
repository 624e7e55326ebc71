import { describe, expect, it } from "vitest";
import { all, any, atLeast, column, field, is, not, present } from "../../src/risk/expression.ts";
import {
  boundsReached,
  type Condition,
  emptyFacts,
  type FieldName,
  type ModelUse,
  ReadingGroup,
  slotOf,
} from "../../src/risk/index.ts";

const ENDS: readonly FieldName[] = ["src_side", "dest_side", "src_zone", "dest_zone"];
const VOLUME: readonly FieldName[] = [
  "bytes_sent",
  "bytes_received",
  "packets_sent",
  "packets_received",
  "duration",
];

/** The use that a model of these conditions makes of its fields. */
const uses = (...conditions: Condition[]): ModelUse => ({
  conditions: conditions.map((condition) => ({ condition, decides: null })),
  displayed: [],
});

function classOf(group: ReadingGroup, readings: { readonly [name in FieldName]?: string | number }): string {
  const facts = emptyFacts();
  for (const [name, value] of Object.entries(readings)) facts[slotOf(name as FieldName)] = value;
  return group.classOf(facts);
}

describe("a group of readings", () => {
  const sent = (bytes: number) => ({ bytes_sent: bytes });

  it("has a class for each result of a condition, and no more", () => {
    const group = new ReadingGroup(VOLUME, uses(atLeast(field("bytes_sent"), 100)));
    expect(classOf(group, sent(100))).toBe(classOf(group, sent(5000)));
    expect(classOf(group, sent(0))).toBe(classOf(group, {}));
    expect(classOf(group, sent(0))).not.toBe(classOf(group, sent(100)));
  });

  it("takes the parts of a condition that depend on it as one, beside parts that do not", () => {
    const large = atLeast(field("bytes_sent"), 100);
    const long = atLeast(field("duration"), 60);
    for (const [condition, equivalent] of [
      [all(is(field("action"), "blocked"), large, long), [sent(0), sent(100), { duration: 60 }]],
      [any(is(field("action"), "blocked"), large, long), [sent(100), { duration: 60 }]],
      [not(all(present(column("service")), any(large, long))), [sent(100), { duration: 60 }]],
    ] as const) {
      const group = new ReadingGroup(VOLUME, uses(condition));
      const classes = new Set(equivalent.map((readings) => classOf(group, readings)));
      expect(classes.size).toBe(1);
      const other = condition.form === "all" ? { bytes_sent: 100, duration: 60 } : sent(0);
      expect(classes).not.toContain(classOf(group, other));
    }
  });

  it("ignores conditions on other readings, and on none", () => {
    const group = new ReadingGroup(VOLUME, uses(is(field("client"), "browser"), all()));
    expect(classOf(group, sent(0))).toBe(classOf(group, sent(10 ** 10)));
  });

  it("keeps a value that is compared with a value outside the group", () => {
    const condition: Condition = { form: "at_least", left: field("bytes_sent"), right: column("points") };
    const group = new ReadingGroup(VOLUME, uses(all(condition, present(field("action")))));
    expect(classOf(group, sent(1))).not.toBe(classOf(group, sent(2)));
  });

  it("keeps a value that is displayed, but not one that only a derived value of its own takes over", () => {
    const group = (by: "src_end" | null) =>
      new ReadingGroup(ENDS, { conditions: [], displayed: [{ field: "src_zone", by }] });
    const zones = [{ src_zone: "users" }, { src_zone: "servers" }];
    expect(new Set(zones.map((zone) => classOf(group(null), zone))).size).toBe(2);
    expect(new Set(zones.map((zone) => classOf(group("src_end"), zone))).size).toBe(1);
  });

  it("keeps the direction, which is a column of its own", () => {
    const group = new ReadingGroup(ENDS);
    const sides = ["internal", "external"];
    const ways = sides.map((src_side) => sides.map((dest_side) => classOf(group, { src_side, dest_side })));
    expect(new Set(ways.flat()).size).toBe(4);
  });

  it("has the derived values that depend on it alone, and ignores the conditions that decide them", () => {
    const group = new ReadingGroup(ENDS, {
      conditions: [
        { condition: is(field("direction"), "outbound"), decides: null },
        { condition: is(field("src_zone"), "dmz"), decides: "src_end" },
      ],
      displayed: [],
    });
    const leaves = classOf(group, { src_side: "internal", dest_side: "external" });
    expect(classOf(group, { src_zone: "dmz", dest_zone: "outside" })).toBe(leaves);
    expect(classOf(group, { src_side: "internal", dest_side: "internal" })).not.toBe(leaves);
  });
});

describe("the bounds of a number", () => {
  it.each([
    [0, 0],
    [19, 0],
    [20, 1],
    [49, 1],
    [50, 2],
    [10 ** 15, 2],
  ])("%i reaches %i of 20 and 50", (value, count) => {
    expect(boundsReached([20, 50], value)).toBe(count);
  });
});

import { describe, expect, it } from "vitest";
import { all, any, atLeast, column, field, is, not, present } from "../../src/risk/expression.ts";
import {
  ASPECTS,
  type Asked,
  Aspect,
  type Condition,
  emptyFacts,
  type FieldName,
  slotOf,
} from "../../src/risk/index.ts";

const asks = (condition: Condition): Asked => ({ condition, by: null });

function classOf(aspect: Aspect, readings: { readonly [name in FieldName]?: string | number }): string {
  const facts = emptyFacts();
  for (const [name, value] of Object.entries(readings)) facts[slotOf(name as FieldName)] = value;
  return aspect.classOf(facts);
}

describe("an aspect", () => {
  const sent = (bytes: number) => ({ bytes_sent: bytes });

  it("tells apart what one condition tells apart, and nothing more", () => {
    const aspect = new Aspect(ASPECTS.volume, [asks(atLeast(field("bytes_sent"), 100))], []);
    expect(classOf(aspect, sent(100))).toBe(classOf(aspect, sent(5000)));
    expect(classOf(aspect, sent(0))).toBe(classOf(aspect, {}));
    expect(classOf(aspect, sent(0))).not.toBe(classOf(aspect, sent(100)));
  });

  it("asks together what a condition asks together, beside what others know", () => {
    const large = atLeast(field("bytes_sent"), 100);
    const long = atLeast(field("duration"), 60);
    for (const [together, alike] of [
      [all(is(field("rule"), "administration"), large, long), [sent(0), sent(100), { duration: 60 }]],
      [any(is(field("rule"), "administration"), large, long), [sent(100), { duration: 60 }]],
      [not(all(present(column("service")), any(large, long))), [sent(100), { duration: 60 }]],
    ] as const) {
      const aspect = new Aspect(ASPECTS.volume, [asks(together)], []);
      const classes = new Set(alike.map((readings) => classOf(aspect, readings)));
      expect(classes.size).toBe(1);
      const other = together.form === "all" ? { bytes_sent: 100, duration: 60 } : sent(0);
      expect(classes).not.toContain(classOf(aspect, other));
    }
  });

  it("does not ask what other readings answer", () => {
    const aspect = new Aspect(ASPECTS.volume, [asks(is(field("client"), "browser")), asks(all())], []);
    expect(classOf(aspect, sent(0))).toBe(classOf(aspect, sent(10 ** 10)));
  });

  it("keeps a value that is compared with what only others know", () => {
    const condition: Condition = { form: "at_least", left: field("bytes_sent"), right: column("points") };
    const aspect = new Aspect(ASPECTS.volume, [asks(all(condition, present(field("rule"))))], []);
    expect(classOf(aspect, sent(1))).not.toBe(classOf(aspect, sent(2)));
  });

  it("keeps a value that is shown, but not one that only becomes part of another of its own", () => {
    const aspect = (by: "src_end" | null) => new Aspect(ASPECTS.ends, [], [{ field: "src_zone", by }]);
    const zones = [{ src_zone: "users" }, { src_zone: "servers" }];
    expect(new Set(zones.map((zone) => classOf(aspect(null), zone))).size).toBe(2);
    expect(new Set(zones.map((zone) => classOf(aspect("src_end"), zone))).size).toBe(1);
  });

  it("keeps the direction, which is a column of its own", () => {
    const aspect = new Aspect(ASPECTS.ends, []);
    const sides = ["internal", "external"];
    const ways = sides.map((src_side) => sides.map((dest_side) => classOf(aspect, { src_side, dest_side })));
    expect(new Set(ways.flat()).size).toBe(4);
  });

  it("knows what follows from its readings alone, and does not ask how", () => {
    const aspect = new Aspect(
      ASPECTS.ends,
      [asks(is(field("direction"), "outbound")), { condition: is(field("src_zone"), "dmz"), by: "src_end" }],
      [],
    );
    const leaves = classOf(aspect, { src_side: "internal", dest_side: "external" });
    expect(classOf(aspect, { src_zone: "dmz", dest_zone: "outside" })).toBe(leaves);
    expect(classOf(aspect, { src_side: "internal", dest_side: "internal" })).not.toBe(leaves);
  });
});

/** The JavaScript back end of the expression language, form by form. */
import { describe, expect, it } from "vitest";
import {
  addRow,
  compileCondition,
  compileTemplate,
  emptyFacts,
  type Facts,
  fill,
  holds as holdsFor,
  slotOf,
} from "../../src/risk/evaluate.ts";
import {
  all,
  any,
  atLeast,
  type Condition,
  column,
  type FieldName,
  field,
  is,
  not,
  number,
  present,
  text,
} from "../../src/risk/expression.ts";

const fields = {
  port: 4444,
  transport: "tcp",
  action: null,
  src_side: null,
  dest_side: null,
  direction: "outbound",
  listing: null,
  level: null,
};
const row = {
  port: 4444,
  transport: "tcp" as const,
  service: "s",
  category: "c",
  points: 70,
  legitimate_use: "",
  legitimate_points: 0,
  prevalence: "" as const,
  mitre: ["T1", "T2"],
};
/** Facts are made once everything that reads them is compiled. */
function factsOf(given: typeof row | null): Facts {
  const facts = emptyFacts();
  for (const [name, value] of Object.entries(fields)) facts[slotOf(name as FieldName)] = value;
  if (given !== null) addRow(facts, given);
  return facts;
}
function holds(condition: Condition, given: typeof row | null = row): boolean {
  const test = compileCondition(condition);
  return holdsFor(test, factsOf(given));
}

describe("conditions", () => {
  it.each<[string, Condition, boolean]>([
    ["present", present(field("port")), true],
    ["absent", present(field("action")), false],
    ["an empty column is absent", present(column("legitimate_use")), false],
    ["equal texts", is(field("transport"), "tcp"), true],
    ["other texts", is(field("transport"), "udp"), false],
    ["an absent text equals nothing", is(field("action"), "blocked"), false],
    [
      "absent does not equal absent",
      { form: "equals", left: field("action"), right: field("listing") },
      false,
    ],
    ["a number does not equal its text", is(field("port"), "4444"), false],
    ["at least", atLeast(column("points"), 70), true],
    ["not at least", atLeast(column("points"), 71), false],
    ["a text is at least nothing", atLeast(field("transport"), 0), false],
    ["absent is at least nothing", atLeast(field("action"), 0), false],
    ["all of nothing", all(), true],
    [
      "one field equal to two texts",
      all(is(field("transport"), "tcp"), is(field("transport"), "udp")),
      false,
    ],
    [
      "one field not equal to one of two texts",
      any(not(is(field("transport"), "tcp")), not(is(field("transport"), "udp"))),
      true,
    ],
    [
      "one field equal to neither of two texts",
      not(any(is(field("transport"), "icmp"), is(field("transport"), "udp"))),
      true,
    ],
    ["all", all(present(field("port")), present(field("action"))), false],
    ["any of nothing", any(), false],
    ["any of the texts", any(is(field("transport"), "udp"), is(field("transport"), "tcp")), true],
    ["none of the texts", any(is(field("transport"), "udp"), is(field("transport"), "sctp")), false],
    ["absent is none of the texts", any(is(field("action"), "a"), is(field("action"), "b")), false],
    [
      "any of texts of two fields",
      any(is(field("action"), "a"), is(field("transport"), "x"), is(field("transport"), "tcp")),
      true,
    ],
    [
      "a column that equals a field",
      any({ form: "equals", left: column("service"), right: field("transport") }, is(column("service"), "s")),
      true,
    ],
    [
      "any of texts of a field, of nothing else, and of texts of the field again",
      any(is(field("action"), "a"), present(column("service")), is(field("action"), "b")),
      true,
    ],
    [
      "any of a field and another field, then a text",
      any(
        { form: "equals", left: field("transport"), right: field("action") },
        is(field("transport"), "tcp"),
      ),
      true,
    ],
    ["any", any(present(field("port")), present(field("action"))), true],
    ["not", not(present(field("action"))), true],
  ])("%s", (_, condition, expected) => {
    expect(holds(condition)).toBe(expected);
  });

  it("find no column where there is no row", () => {
    expect(holds(present(column("points")), null)).toBe(false);
    expect(holds(atLeast(column("points"), 0), null)).toBe(false);
  });
});

describe("templates", () => {
  it("are filled with texts, numbers and lists, and absent where any part is", () => {
    const whole = compileTemplate([
      "a ",
      field("port"),
      "/",
      field("transport"),
      " ",
      column("mitre"),
      text("!"),
      number(1),
    ]);
    expect(fill(whole, factsOf(row))).toBe("a 4444/tcp T1 T2!1");
    const absent = compileTemplate(["a ", field("action")]);
    expect(fill(absent, factsOf(row))).toBeNull();
  });
});

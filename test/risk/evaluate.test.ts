/** The JavaScript back end of the expression language, form by form. */
import { describe, expect, it } from "vitest";
import { compileCondition, compileTemplate, type Facts } from "../../src/risk/evaluate.ts";
import {
  all,
  any,
  atLeast,
  type Condition,
  column,
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
  transport: "tcp",
  service: "s",
  category: "c",
  points: 70,
  legitimate_use: "",
  legitimate_points: 0,
  prevalence: "" as const,
  mitre: ["T1", "T2"],
};
const facts: Facts = { fields, row };
const holds = (condition: Condition, given: Facts = facts) => compileCondition(condition)(given);

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
    ["all", all(present(field("port")), present(field("action"))), false],
    ["any of nothing", any(), false],
    ["any", any(present(field("port")), present(field("action"))), true],
    ["not", not(present(field("action"))), true],
  ])("%s", (_, condition, expected) => {
    expect(holds(condition)).toBe(expected);
  });

  it("find no column where there is no row", () => {
    expect(holds(present(column("points")), { fields, row: null })).toBe(false);
    expect(holds(atLeast(column("points"), 0), { fields, row: null })).toBe(false);
  });
});

describe("templates", () => {
  it("are filled with texts, numbers and lists, and absent where any part is", () => {
    expect(
      compileTemplate([
        "a ",
        field("port"),
        "/",
        field("transport"),
        " ",
        column("mitre"),
        text("!"),
        number(1),
      ])(facts),
    ).toBe("a 4444/tcp T1 T2!1");
    expect(compileTemplate(["a ", field("action")])(facts)).toBeNull();
  });
});

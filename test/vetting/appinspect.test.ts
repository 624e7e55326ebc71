/** Reading AppInspect's report: one run with every check, split as runs under each tag would have it. */
import { describe, expect, it } from "vitest";
import { type Check, differences, readReport, underTag, verdictOf } from "../../src/vetting/index.ts";

const check = (name: string, tags: readonly string[], result = "success", message?: string): Check => ({
  name,
  tags,
  result,
  messages: message === undefined ? [] : [{ result, message, filename: "default/app.conf", line: 3 }],
});

const CHECKS = [
  check("check_a", ["cloud", "future"]),
  check("check_b", ["cloud"]),
  check("check_c", ["future"], "warning", "looks\n  odd"),
  check("check_d", ["packaging_standards"]),
  check("check_e", ["cloud"], "not_applicable"),
  check("check_f", ["splunk_appinspect"], "failure", "is wrong"),
];
const names = (checks: readonly Check[]) => checks.map(({ name }) => name);

describe("AppInspect's report", () => {
  it("is read whole, over all its groups", () => {
    const reports = [{ groups: [{ checks: CHECKS.slice(0, 2) }, { checks: CHECKS.slice(2) }] }];
    expect(readReport(JSON.stringify({ reports }))).toEqual(CHECKS);
  });

  it("is split by tags; the checks of the package's form belong to every tag", () => {
    expect(names(underTag(CHECKS, "cloud"))).toEqual(["check_a", "check_b", "check_d", "check_e"]);
    expect(names(underTag(CHECKS, "future"))).toEqual(["check_a", "check_c", "check_d"]);
  });

  it("gives what was said against the package, on one line each, and how much was well", () => {
    expect(verdictOf(CHECKS, "every check")).toEqual({
      successes: 3,
      objections: [
        { name: "check_c", text: "warning check_c: looks odd" },
        { name: "check_f", text: "failure check_f: is wrong" },
      ],
    });
  });

  it.each(["warning", "failure", "future_failure", "error", "manual_check", "something new"])(
    "counts the result %s as an objection",
    (result) => {
      expect(verdictOf([...CHECKS.slice(0, 4), check("x", [], result)], "x").objections).toHaveLength(2);
    },
  );

  it("proves nothing where hardly a check ran", () => {
    expect(() => verdictOf(underTag(CHECKS, "future"), "future")).toThrow(
      "AppInspect ran hardly any check under future; its result proves nothing.",
    );
  });

  it("differs from another where a check is missing, has another result, or says something else", () => {
    expect(differences(CHECKS, [...CHECKS].reverse())).toEqual([]);
    const others = [
      ...CHECKS.slice(0, 1),
      check("check_b", ["cloud"], "not_applicable"),
      check("check_c", ["future"], "warning", "looks fine"),
      ...CHECKS.slice(3, 5),
      check("check_g", []),
    ];
    expect(differences(CHECKS, others)).toEqual(["check_b", "check_c", "check_f", "check_g"]);
  });
});

/** The findings as text, JSON and JUnit's XML. */
import type { Finding, Status } from "./check.ts";
import type { CheckResult } from "./run.ts";

/** Gives a status its colour. */
export type Paint = (status: Status, text: string) => string;

const LABELS: { readonly [status in Status]: string } = {
  ok: "OK",
  warning: "WARNING",
  failed: "FAILED",
  skipped: "SKIPPED",
};

export function countOf(results: readonly CheckResult[], status: Status): number {
  return results.flatMap(({ findings }) => findings).filter((finding) => finding.status === status).length;
}

/** A line for each finding, its remedy below it. */
export function textReport(results: readonly CheckResult[], paint: Paint = (_, text) => text): string {
  const width = Math.max(...results.map(({ check }) => check.length));
  const lines = results.flatMap(({ check, findings }) =>
    findings.flatMap(({ status, object, seen, remedy }) => [
      `${paint(status, LABELS[status].padEnd(7))}  ${check.padEnd(width)}  ${object === undefined ? "" : `${object}: `}${seen}`,
      ...(remedy === undefined ? [] : [`${" ".repeat(11 + width)}→ ${remedy}`]),
    ]),
  );
  return `${lines.join("\n")}\n\n${summary(results)}`;
}

export function summary(results: readonly CheckResult[]): string {
  return (["ok", "warning", "failed", "skipped"] as const)
    .map((status) => `${countOf(results, status)} ${LABELS[status]}`)
    .join(", ");
}

/** {"app", "version", "findings": [{"check", "object"?, "status", "seen", "remedy"?}], "summary"} */
export function jsonReport(app: string, version: string, results: readonly CheckResult[]): string {
  const findings = results.flatMap(({ check, findings: found }) =>
    found.map((finding) => ({ check, ...finding })),
  );
  const counts = (["ok", "warning", "failed", "skipped"] as const).map((status) => [
    status,
    countOf(results, status),
  ]);
  return JSON.stringify({ app, version, findings, summary: Object.fromEntries(counts) }, null, 2);
}

/** JUnit's XML, a test case for each finding; a warning is a passed case with its text in system-out. */
export function junitReport(app: string, results: readonly CheckResult[]): string {
  const all = results.flatMap(({ findings }) => findings);
  const cases = results.flatMap(({ check, findings, milliseconds }) =>
    findings.map((finding) => {
      const name = finding.object === undefined ? check : `${check}: ${finding.object}`;
      // The time of a check with several findings is that of the first.
      const seconds = finding === findings[0] ? milliseconds / 1000 : 0;
      return `    <testcase classname="${xml(app)}.${xml(check)}" name="${xml(name)}" time="${seconds.toFixed(3)}">${inside(finding)}</testcase>`;
    }),
  );
  const counts = `tests="${all.length}" failures="${countOf(results, "failed")}" skipped="${countOf(results, "skipped")}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite name="${xml(app)}" ${counts}>\n${cases.join("\n")}\n  </testsuite>\n</testsuites>\n`;
}

function inside({ status, seen, remedy }: Finding): string {
  const text = xml(remedy === undefined ? seen : `${seen} → ${remedy}`);
  if (status === "failed") return `<failure message="${xml(seen)}">${text}</failure>`;
  if (status === "skipped") return `<skipped message="${xml(seen)}"/>`;
  return `<system-out>${text}</system-out>`;
}

/** XML 1.0 has no form for most control characters. */
function xml(text: string): string {
  const entities: { readonly [character: string]: string } = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text.replace(/[&<>"]/g, (each) => entities[each]!).replace(/[^\P{Cc}\t\n\r]/gu, "?");
}

/** Test Anything Protocol, version 14 (testanything.org/tap-version-14-specification.html): a diagnostic block in YAML below what failed. */
import { failureLines, type Report, type ReportedTest, summary } from "./report.ts";

export const TAP: Report = {
  begin: (count) => `TAP version 14\n1..${count}\n`,
  test: (test, number) => {
    const { status, reason } = test.result;
    const directive = status === "skipped" ? ` # SKIP ${oneLine(reason ?? "")}` : "";
    const line = `${status === "failed" ? "not ok" : "ok"} ${number} - ${escaped(`${test.file}: ${test.name}`)}${directive}\n`;
    return status === "failed" ? line + diagnostics(test) : line;
  },
  end: (tests) => `# ${summary(tests)}\n`,
};

function diagnostics(test: ReportedTest): string {
  const first = test.result.failures[0]!;
  const lines = [
    "---",
    `file: ${JSON.stringify(test.file)}`,
    `line: ${first.line === 0 ? test.line : first.line}`,
    "message: |-",
    ...failureLines(test).map((line) => `  ${line}`),
    "...",
  ];
  return lines.map((line) => `  ${line}\n`).join("");
}

/** "#" begins a directive, "\" escapes it. */
function escaped(text: string): string {
  return oneLine(text).replace(/[\\#]/g, "\\$&");
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}

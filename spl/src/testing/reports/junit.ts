/** JUnit's XML, as continuous integration reads it: a suite for each file, times in seconds. */
import { countsOf, failureLines, type Report, type ReportedTest } from "./report.ts";

export const JUNIT: Report = {
  begin: () => "",
  test: () => "",
  end: (tests) => {
    const files = [...new Set(tests.map(({ file }) => file))];
    const suites = files.map((file) =>
      suite(
        file,
        tests.filter((test) => test.file === file),
      ),
    );
    return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${totals(tests)}>\n${suites.join("")}</testsuites>\n`;
  },
};

function suite(file: string, tests: readonly ReportedTest[]): string {
  return `  <testsuite name="${escaped(file)}"${totals(tests)}>\n${tests.map(testcase).join("")}  </testsuite>\n`;
}

function testcase(test: ReportedTest): string {
  const { status, reason, failures, milliseconds } = test.result;
  const name = `name="${escaped(test.name)}" classname="${escaped(test.file)}"`;
  const open = `    <testcase ${name} file="${escaped(test.file)}" line="${test.line}" time="${seconds(milliseconds)}"`;
  if (status === "passed") return `${open}/>\n`;
  if (status === "skipped") return `${open}><skipped message="${escaped(reason ?? "")}"/></testcase>\n`;
  const message = escaped(failures[0]?.message.split("\n")[0] ?? "");
  const text = escaped(failureLines(test).join("\n"));
  return `${open}><failure message="${message}" type="failure">${text}</failure></testcase>\n`;
}

function totals(tests: readonly ReportedTest[]): string {
  const { failed, skipped } = countsOf(tests);
  const time = tests.reduce((sum, { result }) => sum + result.milliseconds, 0);
  return ` tests="${tests.length}" failures="${failed}" errors="0" skipped="${skipped}" time="${seconds(time)}"`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

/** Characters that XML 1.0 cannot hold, not even as a reference, are shown as U+FFFD. */
function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"]/g, (character) => names[character]!);
}

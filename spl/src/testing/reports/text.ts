/** For reading: a line for each test, below a failed one what differs. */
import { failureLines, type Report, summary } from "./report.ts";

const WORDS = { passed: "ok     ", failed: "FAILED ", skipped: "skipped" };

export const TEXT: Report = {
  begin: () => "",
  test: (test) => {
    const { status, reason, messages } = test.result;
    const lines = [
      `${WORDS[status]} ${test.file}:${test.line}  ${test.name}${reason === null ? "" : ` (${reason})`}`,
      ...failureLines(test),
      ...(status === "failed" ? messages : []),
    ];
    return `${lines.map((line, index) => (index === 0 ? line : `  ${line}`)).join("\n")}\n`;
  },
  end: (tests) => `${summary(tests)}\n`,
};

/** Annotations of GitHub Actions (workflow commands): an error at the line of the test file for each thing that differs. */
import { annotation } from "../../text/annotation.ts";
import { differenceLines, type Report, summary } from "./report.ts";

export const GITHUB: Report = {
  begin: () => "",
  test: ({ file, line: own, name, result }) =>
    result.failures
      .map(({ line, message, differences }) => {
        const text = [message, ...differenceLines(differences)].join("\n");
        return annotation("error", { file, line: line === 0 ? own : line, title: name }, text);
      })
      .join(""),
  end: (tests) => `${summary(tests)}\n`,
};

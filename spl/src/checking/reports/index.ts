/** The forms of what was found, by the name that --format takes. */
import { annotation } from "../../text/annotation.ts";
import type { Checked } from "../check.ts";
import { printSarif } from "./sarif.ts";
import { namesText, printText } from "./text.ts";

export const CHECK_REPORTS: Readonly<
  Record<"text" | "json" | "sarif" | "github", (checked: Checked) => string>
> = {
  text: printText,
  /** An object: the number of searches, and the findings with file, line, severity, code, message, of and excerpt. */
  json: (checked) => `${JSON.stringify(checked, null, 1)}\n`,
  sarif: printSarif,
  /** Annotations of GitHub Actions. */
  github: ({ findings }) =>
    findings
      .map(({ severity, code, message, file, line, of, excerpt }) =>
        annotation(
          severity,
          { file, line, title: code },
          [message, ...excerpt, ...(of.length === 0 ? [] : [`in ${namesText(of)}`])].join("\n"),
        ),
      )
      .join(""),
};

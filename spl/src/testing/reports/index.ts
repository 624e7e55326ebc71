/** The forms of a report, by the name that --format takes. */
import { GITHUB } from "./github.ts";
import { JUNIT } from "./junit.ts";
import type { Report } from "./report.ts";
import { TAP } from "./tap.ts";
import { TEXT } from "./text.ts";

export { JUNIT } from "./junit.ts";
export { countsOf, type Report, type ReportedTest } from "./report.ts";

export const REPORTS: Readonly<Record<"text" | "junit" | "tap" | "github", Report>> = {
  text: TEXT,
  junit: JUNIT,
  tap: TAP,
  github: GITHUB,
};

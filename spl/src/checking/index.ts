/** Checks of searches without events: of an app, of a file, of a text. */
export { type Checked, checkApp, checkFile, checkText } from "./check.ts";
export { CHECK_CODES, type Finding } from "./finding.ts";
export { CHECK_REPORTS } from "./reports/index.ts";

/** Whether an installed app works: the checks of `npm run smoke` and their reports. */
export type { Check, CheckContext, Finding, Status } from "./check.ts";
export { commandsIn, SIDE_EFFECTS } from "./checks/guard.ts";
export { countOf, jsonReport, junitReport, type Paint, summary, textReport } from "./report.ts";
export { CHECKS, type CheckResult, runChecks, unreachable } from "./run.ts";
export { makeEvents, makeFirstEvents, type SampleEvent } from "./sample.ts";

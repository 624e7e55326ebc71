/** The SPL runner held against a real Splunk: the same searches on both, and each difference. */
export { type Case, type CaseEvent, readCases, scoringCases } from "./case.ts";
export { type Compared, compareCases, difference } from "./compare.ts";
export { type Engine, type Outcome, runnerEngine, splunkEngine } from "./outcome.ts";
export { comparisonReport, comparisonText, counts } from "./report.ts";
export { statementOf } from "./statement.ts";

export { type Baseline, baselines } from "./baselines.ts";
export { type Connection, isConnection, parseConnection } from "./connections.ts";
export { type Pair, ReportedPairs } from "./detection.ts";
export { type Evaluation, evaluate, type Scored } from "./evaluate.ts";
export { type Line, readLines } from "./lines.ts";
export { evaluationJson, evaluationText } from "./report.ts";
export { parseScenario, readScenarios, type Scenario } from "./scenarios.ts";
export { evaluateTraffic, type ScoredConnection, type TrafficEvaluation } from "./traffic.ts";
export { trafficText } from "./traffic-report.ts";

export { type Baseline, baselines } from "./baselines.ts";
export { atThreshold, averagePrecision, type Judged, rocAuc } from "./measures.ts";
export { halfOf, refit, type Sample, weigh } from "./refit.ts";
export { portOf, readScenarios, type Scenario } from "./scenarios.ts";

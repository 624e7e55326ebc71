export { type Baseline, baselines } from "./baselines.ts";
export { type Evaluation, evaluate, type Scored } from "./evaluate.ts";
export { evaluationJson, evaluationText } from "./report.ts";
export { readScenarios, type Scenario } from "./scenarios.ts";

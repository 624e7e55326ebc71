/** Tests of searches: files in YAML, run and reported. */

export { forgetRepositories } from "./content-repository.ts";
export { loadTests } from "./load.ts";
export {
  type Job,
  type JobResult,
  localWorker,
  processWorker,
  runJobs,
  serveJobs,
  type TestWorker,
} from "./pool.ts";
export { countsOf, JUNIT, REPORTS, type Report, type ReportedTest } from "./reports/index.ts";
export { appsOf } from "./run-test.ts";
export type { ReadOptions, TestCase } from "./test-case.ts";

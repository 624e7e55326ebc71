export { type Comparison, compare } from "./compare.ts";
export { type EventsFile, readEventsFile } from "./events-file.ts";
export { jsonReport, type Layout, textReport } from "./report.ts";
export { type DemoResult, runDemo } from "./run.ts";
export { measureSpeed } from "./speed.ts";
export { type Paint, SCORED_EVENT, textTable } from "./table.ts";
export { type Unpacked, unpack } from "./unpack.ts";

/** The benchmark: workloads, programs to compare, measurements and their tables. Nothing of it ships. */
export { Driver, type Measurement, type Program } from "./drive.ts";
export { type Grid, markdownTable, replaceMarked, terminalTable, writeMarked } from "./grid.ts";
export { machine } from "./machine.ts";
export { modelAsJson } from "./model.ts";
export { childSeconds, peersGrid, type Share, type Simulation, simulatePeers } from "./peers.ts";
export { type FunctionTime, timeByFunction } from "./profile.ts";
export { bodiesIn, compareRows } from "./replies.ts";
export { firstBodies, message, writeRequests } from "./requests.ts";
export { costGrid, growthGrid, spreadGrid, startUpGrid, throughputGrid } from "./results.ts";
export { runnerGrid } from "./runner.ts";
export { median, pairedRatio, slope } from "./statistics.ts";
export {
  type Engines,
  type Measured,
  measureGrowth,
  measureStartUp,
  measureWorkload,
  type Plan,
} from "./suite.ts";
export { memoryLimit } from "./targets.ts";
export { cacheFolder, compiled, MissingTool, pythonWithSdk, sdkProgram } from "./tools.ts";
export { type KnownPort, knownPorts } from "./traffic.ts";
export { bodiesOf, WORKLOADS, type Workload } from "./workloads.ts";

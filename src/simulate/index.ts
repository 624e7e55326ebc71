/** Days of traffic of a simulated network, and what a built app reports of them. */
export { printReport } from "./print.ts";
export type { Report } from "./report.ts";
export { type SimulateRequest, simulate } from "./simulate.ts";
export { DEFAULT_SCALE, HOURS_A_DAY } from "./simulation.ts";
export { type SimulatedEvents, simulatedEvents } from "./table.ts";

export { COMPARED, type Comparison, compare } from "./compare.ts";
export { type EventsFile, readEventsFile } from "./events-file.ts";
export { measureSpeed } from "./speed.ts";
export { SCORED_EVENT, score, textTable } from "./table.ts";
export { type Unpacked, unpack } from "./unpack.ts";

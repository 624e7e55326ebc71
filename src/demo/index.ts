export { type EventsFile, readEventsFile } from "./events-file.ts";
export { measureSpeed } from "./speed.ts";
export { first, highestFirst, scoreTable } from "./table.ts";
export { type Unpacked, unpack } from "./unpack.ts";

/** The simulated site: its events, and what its splunkd answers. */
export { type Day, simulatedDay } from "./events.ts";
export { splunkdReplies } from "./replies.ts";

export { decodeEvents, type Event, encodeEvents } from "./csv.ts";
export { type Launcher, type Reply, Session, SessionError, type SessionOptions } from "./session.ts";

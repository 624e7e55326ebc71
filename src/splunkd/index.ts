export { CommandFailure, type CommandResult, type CommandRun, getinfo, runCommand } from "./command.ts";
export { decodeEvents, type Event, encodeEvents } from "./csv.ts";
export { type Reply, Session, SessionError, type SessionOptions } from "./session.ts";

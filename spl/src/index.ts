/** The SPL runner: check and run searches of an app against events, without Splunk. */
export { type SavedSearch, SearchApps } from "./app-view.ts";
export type { CompiledSearch } from "./compile.ts";
export { ERROR_CODES, type ErrorCode, type Span, SplError } from "./errors.ts";
export { adaptEstreamer, ESTREAMER_ALIASES, ESTREAMER_SOURCETYPE } from "./estreamer.ts";
export { type EventAdapter, eventsFromObjects, readEvents } from "./events.ts";
export { formatRefusal } from "./format.ts";
export { DEFAULT_LIMITS, type Limits } from "./limits.ts";
export { cell, printCsv, printJson, rowsAsObjects, shownFields } from "./print.ts";
export { SearchRefusal } from "./refusal.ts";
export type { Registry } from "./registry.ts";
export { REGISTRY } from "./registry-of-splunk.ts";
export {
  checkedTimezone,
  checkSearch,
  type Message,
  runSearch,
  type SearchRequest,
  type SearchResult,
} from "./run.ts";
export type { MultiValue, Row, Scalar, Table, Value } from "./table.ts";
export { parseTime } from "./time.ts";
export { substituteTokens, tokensOf } from "./tokens.ts";

/** The SPL runner: check and run searches of an app against events, without Splunk. */
export { type DispatchRange, dispatchRange, type SavedSearch } from "./app/saved-search.ts";
export { SearchApps } from "./app/search-apps.ts";
export { substituteTokens, tokensOf } from "./app/tokens.ts";
export {
  ASSUMPTIONS,
  type Assumption,
  type Assumptions,
  NO_ASSUMPTIONS,
  printAssumptions,
  readAssumption,
} from "./assumptions/index.ts";
export type { Change, Records, State, StoredFile } from "./contract/state.ts";
export { ERROR_CODES, type ErrorCode } from "./errors/codes.ts";
export { type Span, SplError } from "./errors/spl-error.ts";
export { EventFile } from "./io/event-file.ts";
export { applyEventFormat, ESTREAMER, EVENT_FORMATS, type EventFormat } from "./io/event-format.ts";
export type { EventSource } from "./io/event-source.ts";
export { eventsFromObjects, readEvents } from "./io/events.ts";
export { type Bytes, bytesOf } from "./io/lines.ts";
export { readLocations } from "./io/locations.ts";
export { cell, printCsv, printJson, rowsAsObjects, shownFields } from "./io/print.ts";
export { readReplies } from "./io/replies.ts";
export type { CompiledSearch } from "./plan/compile.ts";
export type { Registry } from "./plan/registry.ts";
export { DEFAULT_LIMITS, LIMITS_IN_WORDS, type Limits } from "./run/limits.ts";
export {
  checkedTimezone,
  checkSearch,
  type Message,
  runSearch,
  type SearchRequest,
  type SearchResult,
} from "./run/run.ts";
export { REGISTRY } from "./run/splunk-registry.ts";
export { FolderState } from "./state/folder.ts";
export { MemoryState } from "./state/memory.ts";
export { formatSearchError } from "./text/report.ts";
export { SearchError } from "./text/search-error.ts";
export { parseInstant } from "./time/instant.ts";
export { parseTime } from "./time/modifier.ts";
export { asLimit } from "./values/size.ts";
export type { MultiValue, Row, Scalar, Table, Value } from "./values/table.ts";

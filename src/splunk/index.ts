/** A typed adapter over splunk-sdk: a Splunk's management port, with verified TLS, for smoke and deploy. */
export { endsConnection, SplunkError, type SplunkErrorCode } from "./errors.ts";
export { Http, type HttpReply, type HttpRequest } from "./http.ts";
export { isObject, type ServerMessage, truth as truthOf } from "./replies.ts";
export type { Cell, JobOptions, JobProgress, JobResult, SearchOptions, SearchTable } from "./search.ts";
export { Secrets } from "./secrets.ts";
export type { Credentials, HttpSettings, SplunkSettings } from "./settings.ts";
export {
  type InstalledApp,
  type Peer,
  type ServerInfo,
  type ServerSavedSearch,
  type ServerStanza,
  Splunk,
  type User,
} from "./splunk.ts";

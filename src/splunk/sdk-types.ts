/** The parts of splunk-sdk 2 that are used here, read from its lib/service.js, lib/context.js and lib/http.js: the package has no types. */

/** lib/http.js */
export interface SdkHttpClass {
  /** A subclass with these methods. */
  extend(methods: { makeRequest(url: string, message: SdkMessage): Promise<SdkResponse> }): new () => SdkHttp;
}

/** lib/service.js */
export type SdkServiceClass = new (http: SdkHttp, parameters: SdkParameters) => SdkService;

export interface SdkHttp {
  version: string;
}
export interface SdkMessage {
  readonly method: string;
  readonly headers: { [name: string]: string };
  readonly body: string;
}
export interface SdkResponse {
  readonly response: { readonly headers: object; readonly statusCode: number };
  readonly status: number;
  readonly data: unknown;
  readonly error: null;
}
export interface SdkNamespace {
  readonly owner: string;
  readonly app: string;
}
export type SdkParameters = { readonly [name: string]: unknown };
export interface SdkEntity {
  readonly name: string;
  properties(): { readonly [name: string]: unknown };
  acl(): { readonly [name: string]: unknown };
  fetch(parameters?: SdkParameters): Promise<this>;
}
export interface SdkCollection<Entity extends SdkEntity = SdkEntity> {
  fetch(parameters?: SdkParameters): Promise<this>;
  list(): readonly Entity[];
}
export interface SdkJob extends SdkEntity {
  readonly sid: string;
  /** The reply and the job itself. */
  results(parameters: SdkParameters): Promise<readonly [unknown, SdkJob]>;
  cancel(): Promise<unknown>;
}
export interface SdkJobs extends SdkCollection<SdkJob> {
  create(search: string, parameters: SdkParameters): Promise<SdkJob>;
  oneshotSearch(search: string, parameters: SdkParameters): Promise<unknown>;
}
export interface SdkService {
  sessionKey: string | null;
  /** "default" until getInfo has read it. */
  version: string;
  login(): Promise<unknown>;
  getInfo(): Promise<unknown>;
  get(path: string, parameters?: SdkParameters): Promise<SdkResponse>;
  post(path: string, parameters?: SdkParameters): Promise<SdkResponse>;
  request(
    path: string,
    method: string,
    query: SdkParameters,
    post: SdkParameters | null,
    body: string | null,
    headers: { [name: string]: string },
  ): Promise<SdkResponse>;
  /** Whether the server is older than version 2 of the search endpoints. */
  disableV2SearchApi(): boolean;
  serverInfo(): Promise<SdkEntity>;
  apps(): SdkCollection;
  savedSearches(namespace: SdkNamespace): SdkCollection;
  views(namespace: SdkNamespace): SdkCollection;
  jobs(namespace: SdkNamespace): SdkJobs;
}

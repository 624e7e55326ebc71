/** A request to the stand-in, what it is about, and what is replied. */
import type { Jobs } from "./jobs.ts";
import type { SplunkdOptions } from "./options.ts";
import type { Store } from "./store.ts";

/** What the endpoints read and change. */
export interface Splunkd {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly sessions: Set<string>;
  readonly apps: ReadonlyMap<string, unknown>;
  readonly installed: URLSearchParams[];
  restarts: number;
  /** Ends what a restart ends, and brings the server back after some looks at it. */
  restart(): void;
  readonly options: SplunkdOptions;
}

export interface Call {
  readonly method: string;
  readonly path: string;
  /** Of query and body. */
  readonly parameters: URLSearchParams;
  readonly authorization: string;
  readonly cookie: string;
}

export interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body: object | string;
  readonly headers?: { [name: string]: string };
}

export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

export interface Place {
  readonly owner: string;
  readonly app: string;
  /** What follows the namespace: "search/jobs". */
  readonly rest: string;
}

/** What a check of an installed app is, and what it finds. */
import type { App } from "../conf/index.ts";
import type { Splunk } from "../splunk/index.ts";

/**
 * ok: as it should be. warning: works, but somebody should look. failed: does not work. skipped: was not looked at, `seen` says why.
 */
export type Status = "ok" | "warning" | "failed" | "skipped";

export interface Finding {
  readonly status: Status;
  /** What it is about, where a check looks at several things: the name of a saved search. */
  readonly object?: string;
  /** What was seen, in one sentence. */
  readonly seen: string;
  /** What to do; of every warning and failure. */
  readonly remedy?: string;
}

export interface CheckContext {
  readonly splunk: Splunk;
  /** The app as it was packaged: what should be on the server. */
  readonly app: App;
  /** Milliseconds that a search may take. */
  readonly searchTimeout: number;
  /** Events to score, as the events of a search without an index; see sample.ts. */
  readonly sample: string;
  /** Is called with how far a long search is. */
  readonly onProgress?: (text: string) => void;
}

export interface Check {
  readonly name: string;
  /** What it looks at, for --help and documents. */
  readonly about: string;
  /** Checks that must not have failed. */
  readonly needs: readonly string[];
  run(context: CheckContext): Promise<readonly Finding[]>;
}

export const ok = (seen: string, object?: string): Finding => finding("ok", seen, object);
export const skipped = (seen: string, object?: string): Finding => finding("skipped", seen, object);
export const warning = (seen: string, remedy: string, object?: string): Finding => ({
  ...finding("warning", seen, object),
  remedy,
});
export const failed = (seen: string, remedy: string, object?: string): Finding => ({
  ...finding("failed", seen, object),
  remedy,
});

function finding(status: Status, seen: string, object?: string): Finding {
  return { status, seen, ...(object === undefined ? {} : { object }) };
}

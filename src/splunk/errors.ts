/** What can go wrong between here and a Splunk, as codes with a remedy. */

const SPLUNK_ERROR_CODES = [
  "invalid_settings",
  "unreachable",
  "untrusted_certificate",
  "timed_out",
  "connection_cut",
  "unauthorized",
  "forbidden",
  "not_found",
  "rejected",
  "unavailable",
  "malformed_reply",
  "search_failed",
  "search_timed_out",
] as const;

export type SplunkErrorCode = (typeof SPLUNK_ERROR_CODES)[number];

/** A failed request or search. The message is one sentence; the remedy says what to do. Neither contains a secret. */
export class SplunkError extends Error {
  override readonly name = "SplunkError";

  constructor(
    readonly code: SplunkErrorCode,
    message: string,
    readonly remedy: string,
    /** The HTTP status, where a reply came. */
    readonly status: number | null = null,
  ) {
    super(message);
  }
}

/** Errors after which no other request to the same server can succeed. */
export function endsConnection(error: unknown): boolean {
  return (
    error instanceof SplunkError &&
    ["invalid_settings", "unreachable", "untrusted_certificate", "unauthorized"].includes(error.code)
  );
}

/**
 * What the metadata of a custom command's replies means. Reads the keys that splunkd knows; rejects values of the wrong
 * type, and features that cannot be run faithfully (streaming_preop).
 */
import type { Reply } from "@suspicious-ports/scpv2/client";
import { type Span, SplError } from "../errors/spl-error.ts";

export interface GetinfoAnswer {
  readonly type: "streaming" | "stateful" | "events" | "reporting";
  readonly generating: boolean;
  /** The fields that the command wants to see; null for all. */
  readonly requiredFields: readonly string[] | null;
  /** Seconds of silence that it asks for; null where it does not. */
  readonly maxwait: number | null;
}

export interface CommandMessage {
  readonly severity: "INFO" | "WARN" | "ERROR";
  readonly text: string;
}

/** The answer to getinfo. Throws SplError external_command. */
export function readGetinfo({ metadata }: Reply, command: string, span: Span): GetinfoAnswer {
  const fail = failing(command, span);
  const {
    type = "streaming",
    generating = false,
    streaming_preop: preop = "",
    required_fields: required,
    maxwait,
  } = metadata;
  if (type !== "streaming" && type !== "stateful" && type !== "events" && type !== "reporting") {
    throw fail(`its type ${JSON.stringify(type)} is none of streaming, stateful, events, reporting`);
  }
  if (typeof generating !== "boolean") throw fail("generating in its reply is neither true nor false");
  if (preop !== "") throw fail("it asks for a streaming_preop, which is not supported");
  if (maxwait !== undefined && (typeof maxwait !== "number" || !(maxwait >= 0)))
    throw fail("its maxwait is not a number");
  return { type, generating, requiredFields: fieldList(required, fail), maxwait: maxwait ?? null };
}

function fieldList(value: unknown, fail: (what: string) => SplError): readonly string[] | null {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value) || !value.every((entry): entry is string => typeof entry === "string")) {
    throw fail("required_fields in its reply is not a list of texts");
  }
  if (value.includes("*")) return null;
  const wildcard = value.find((entry) => entry.includes("*"));
  if (wildcard !== undefined) throw fail(`the wildcard ${wildcard} in required_fields is not documented`);
  return value;
}

/** Messages for the user, in the order of the reply. DEBUG is left out, FATAL counts as ERROR. */
export function readMessages({ metadata }: Reply): CommandMessage[] {
  const { inspector } = metadata;
  const messages =
    typeof inspector === "object" && inspector !== null
      ? (inspector as { messages?: unknown }).messages
      : null;
  if (!Array.isArray(messages)) return [];
  const found: CommandMessage[] = [];
  for (const message of messages as unknown[]) {
    if (!Array.isArray(message) || typeof message[0] !== "string" || typeof message[1] !== "string") continue;
    const [severity, text] = message as [string, string];
    if (severity === "INFO" || severity === "WARN" || severity === "ERROR") found.push({ severity, text });
    else if (severity === "FATAL") found.push({ severity: "ERROR", text });
  }
  return found;
}

/** The text with which the command stops the search; null where it does not. A FATAL message stops it as well. */
export function readError({ metadata }: Reply): string | null {
  const { error } = metadata;
  return typeof error === "string" && error !== "" ? error : null;
}

function failing(command: string, span: Span): (what: string) => SplError {
  return (what) => new SplError("external_command", `The custom command ${command} failed: ${what}.`, span);
}

/**
 * Labelled connections of captured traffic: one JSON object a line, with capture, label, event and, as far as it is known, x: what a
 * firewall would not tell, by Zeek's names (state, hist, missed) or Argus' (dir).
 */
import { isObject, type JsonObject, type Line } from "./lines.ts";

export interface Connection {
  readonly capture: string;
  /** "malicious" and "benign" are ranked; every other label shows only how many events are reported. */
  readonly label: string;
  /** The capture holds only a part of it: it began before, or packets are missing. */
  readonly partial: boolean;
  /** Field → value, as the firewall or an add-on has it. */
  readonly event: Readonly<Record<string, unknown>>;
}

/** Whether a line is of this format, and not a scenario. */
export const isConnection = ({ value }: Line): boolean => "capture" in value;

/** Throws Error naming a line that is not a labelled connection. */
export function parseConnection({ value, place }: Line): Connection {
  const { capture, label, event, x } = value;
  if (typeof capture !== "string" || typeof label !== "string" || !isObject(event))
    throw new Error(`${place}: a labelled connection has capture, label and event.`);
  return { capture, label, event, partial: isPartial(isObject(x) ? x : {}, event.transport) };
}

/** Zeek's states of a TCP connection whose begin or end of one side was not seen (Zeek, conn.log, conn_state). */
const PARTIAL_STATES: readonly unknown[] = ["OTH", "SHR", "SH", "RSTRH", "RSTOS0"];

function isPartial({ hist, state, missed, dir }: JsonObject, transport: unknown): boolean {
  // Argus saw neither the first packet nor the last.
  if (dir === "<?>") return true;
  if (typeof hist !== "string" || transport !== "tcp") return false;
  return PARTIAL_STATES.includes(state) || Number(missed ?? 0) > 0 || (hist !== "" && !hist.startsWith("S"));
}

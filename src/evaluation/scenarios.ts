/** Labelled events: one JSON object a line, with id, label, strength, why and the event. */
import { isObject, type Line, readLines } from "./lines.ts";

export interface Scenario {
  readonly id: string;
  readonly malicious: boolean;
  /** "clear": port, transport and direction point the right way; "hard": another field decides. */
  readonly strength: "clear" | "hard";
  readonly why: string;
  /** Field → value, as the firewall or an add-on has it. */
  readonly event: Readonly<Record<string, unknown>>;
}

/** Throws Error naming a line that is not a labelled event, and errors of the file system. */
export function readScenarios(path: string): readonly Scenario[] {
  return readLines(path).map(parseScenario);
}

/** Throws Error naming a line that is not a labelled event. */
export function parseScenario({ value, place }: Line): Scenario {
  const { id, label, strength, why, event } = value;
  if (
    typeof id !== "string" ||
    (label !== "malicious" && label !== "benign") ||
    (strength !== "clear" && strength !== "hard") ||
    !isObject(event)
  ) {
    throw new Error(
      `${place}: a labelled event has id, label (malicious or benign), strength (clear or hard) and event.`,
    );
  }
  return {
    id,
    malicious: label === "malicious",
    strength,
    why: typeof why === "string" ? why : "",
    event,
  };
}

/** The destination port as a number; NaN where there is none. */
export function portOf({ event }: Scenario): number {
  return Number(event.dest_port ?? event.ResponderPort);
}

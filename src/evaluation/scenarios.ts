/** Labelled events: one JSON object a line, with id, label, strength, why and the event. */
import { readFileSync } from "node:fs";

export interface Scenario {
  readonly id: string;
  readonly malicious: boolean;
  /** "clear": port, transport and direction point the right way; "hard": another field decides. */
  readonly strength: "clear" | "hard";
  readonly why: string;
  /** Field → value, as the firewall or an add-on has it. */
  readonly event: Readonly<Record<string, unknown>>;
}

/** @throws Error naming the line that is no labelled event. */
export function readScenarios(path: string): readonly Scenario[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .map((text, index) => ({ text, place: `${path}:${index + 1}` }))
    .filter(({ text }) => text.trim() !== "")
    .map(({ text, place }) => parseScenario(text, place));
}

function parseScenario(text: string, place: string): Scenario {
  let value: Partial<Record<string, unknown>>;
  try {
    value = JSON.parse(text) as Partial<Record<string, unknown>>;
  } catch {
    throw new Error(`${place}: the line is not JSON.`);
  }
  const { id, label, strength, why, event } = value;
  if (
    typeof id !== "string" ||
    (label !== "malicious" && label !== "benign") ||
    (strength !== "clear" && strength !== "hard") ||
    typeof event !== "object" ||
    event === null
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
    event: event as Record<string, unknown>,
  };
}

/** The destination port as a number; NaN where there is none. */
export function portOf({ event }: Scenario): number {
  return Number(event.dest_port ?? event.ResponderPort);
}

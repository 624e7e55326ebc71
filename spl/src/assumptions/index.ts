/**
 * What Splunk's documentation leaves open and a user may decide by name: `--assume percentile=nearest-rank`. Without the assumption the search
 * or the event is rejected. Each one that is accepted is reported with the result.
 */
import { SplError } from "../errors/spl-error.ts";

export interface Assumption {
  readonly values: readonly string[];
  /** What it decides, as a sentence. */
  readonly summary: string;
}

export const ASSUMPTIONS: ReadonlyMap<string, Assumption> = new Map([
  [
    "percentile",
    {
      values: ["nearest-rank", "interpolated"],
      summary:
        "How perc, p, exactperc and median are computed where the two methods differ and the app's limits.conf does not say.",
    },
  ],
  [
    "kv-limits",
    {
      values: ["raised"],
      summary:
        "That limits.conf, [kv], of the deployment lets fields be extracted from events of any size, for events read with `--as json` and " +
        "`--as key-value`. By default Splunk takes at most 100 fields, from the first 10,240 bytes.",
    },
  ],
  [
    "json-null",
    {
      values: ["absent", "text"],
      summary: "What null in an event read with `--as json` becomes: no field, or the text null.",
    },
  ],
]);

/** Name → value. */
export type Assumptions = ReadonlyMap<string, string>;

export const NO_ASSUMPTIONS: Assumptions = new Map();

/** "percentile=nearest-rank" → name and value. Throws SplError invalid_option_value. */
export function readAssumption(text: string): [name: string, value: string] {
  const [, name = "", value = ""] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  const assumption = ASSUMPTIONS.get(name);
  if (assumption?.values.includes(value) === true) return [name, value];
  const known = [...ASSUMPTIONS].map(([one, { values }]) => `${one}=${values.join("|")}`).join(", ");
  throw new SplError(
    "invalid_option_value",
    `"${text}" is not an assumption that can be made; there are ${known}.`,
  );
}

/** One line for each, for people: "percentile=nearest-rank". */
export function printAssumptions(assumptions: Assumptions): string[] {
  return [...assumptions].map(([name, value]) => `${name}=${value}`);
}

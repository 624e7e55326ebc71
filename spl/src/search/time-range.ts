/** Time modifiers of a base search → the range that they set. Throws SplError ambiguous or invalid_time. */
import type { SearchTimes, TimeRange } from "../contract/command.ts";
import { SplError } from "../errors/spl-error.ts";
import type { TimeModifier } from "./tree.ts";

/** Epoch seconds; both ends null where there is no modifier. Source: Search Reference, Time modifiers. */
export function readTimeRange(
  modifiers: readonly TimeModifier[],
  { now, resolve, earliestGiven }: SearchTimes,
): TimeRange {
  if (modifiers.length === 0) return { earliest: null, latest: null };
  const find = (name: TimeModifier["name"]) => modifiers.find((modifier) => modifier.name === name);
  const earliest = find("earliest");
  const latest = find("latest");
  if (earliest === undefined && earliestGiven) {
    const message =
      "latest= replaces the time range of the request; where the search then begins is not documented.";
    throw new SplError("ambiguous", `${message} Add earliest=.`, latest!.span);
  }
  const range = {
    earliest: earliest === undefined ? 0 : resolve(earliest.value, earliest.span),
    latest: latest === undefined ? now : resolve(latest.value, latest.span),
  };
  if (range.earliest > range.latest) {
    throw new SplError("invalid_time", "The time range ends before it begins.", (latest ?? earliest)!.span);
  }
  return range;
}

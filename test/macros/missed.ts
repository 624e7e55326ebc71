/** Which events reach the threshold by the command's score, and are not read by the detection. */
import { eventsFromObjects, runSearch } from "spl-runner";
import type { App } from "../../src/conf/index.ts";
import { inputOf, READINGS, readPort } from "../../src/risk/index.ts";
import type { RandomEvent } from "./random-events.ts";

/** The event as an add-on gives it: CIM's names are filled, and values are written plainly. A base search asks for nothing else. */
function asAddOn(event: RandomEvent, number: number): RandomEvent {
  const plain: RandomEvent = { number: String(number) };
  for (const reading of READINGS) {
    const { fields } = inputOf(reading);
    const values = fields
      .map((field) => event[field])
      .map((value) => (Array.isArray(value) ? value[0] : value));
    const value = values.find((each) => each !== undefined && String(each) !== "");
    if (value === undefined) continue;
    // An add-on writes numbers as digits; other forms are the other tests' matter.
    if (inputOf(reading).form === "count" && !/^[0-9]{1,15}$/.test(String(value))) continue;
    if (inputOf(reading).form === "address" && !/^(?:[0-9.]+|(?!.*ffff:)[0-9a-f:]+)$/i.test(String(value)))
      continue;
    const port = reading === "port" ? readPort(String(value)) : null;
    plain[fields[0]!] = port === null ? String(value).trim() : port;
  }
  return plain;
}

async function numbers(app: App, search: string, events: readonly RandomEvent[]): Promise<Set<string>> {
  const { table } = await runSearch({ search, app, events: eventsFromObjects([...events]) });
  return new Set(table.rows.map((row) => String(row.get("number"))));
}

export interface Missed {
  /** How many reach the threshold. */
  readonly reached: number;
  /** Those of them that the prefilter leaves out. */
  readonly missed: readonly RandomEvent[];
}

export async function missedByPrefilter(app: App, drawn: readonly RandomEvent[]): Promise<Missed> {
  const events = drawn.map(asAddOn);
  const reached = await numbers(app, "* | `portrisk` | where portrisk_score>=`portrisk_threshold`", events);
  const passed = await passing(app, events);
  return {
    reached: reached.size,
    missed: [...reached]
      .filter((number) => !passed.has(number))
      .map((number) => events[Number(number)] as RandomEvent),
  };
}

/** The numbers of the events that the prefilter lets pass. */
export const passing = (app: App, events: readonly RandomEvent[]) =>
  numbers(app, "`portrisk_prefilter`", events);

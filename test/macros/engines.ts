/** Both engines side by side: the command of an app, and its macros, run by the SPL runner. */
import { eventsFromObjects, type Row, runSearch } from "spl-runner";
import type { App } from "../../src/conf/index.ts";
import { DEFAULT_PREFIX, OUTPUT_NAMES } from "../../src/risk/index.ts";
import type { RandomEvent } from "./random-events.ts";

/**
 * The columns that an engine adds, as one text for each event, in their order.
 * @param engine a macro or command of the app
 */
export async function score(
  app: App,
  engine: string,
  events: readonly RandomEvent[],
  mergePrecedence: "event" | "reply" = "event",
): Promise<readonly string[]> {
  const numbered = events.map((event, number) => ({ ...event, number: String(number) }));
  const { table } = await runSearch({
    search: `* | \`${engine}\``,
    app,
    events: eventsFromObjects(numbered),
    mergePrecedence,
  });
  const byNumber = new Map(table.rows.map((row) => [Number(row.get("number")), row]));
  return events.map((_, number) => columnsOf(byNumber.get(number)!));
}

/** All of our columns; a column that is missing and one that is empty look the same. */
function columnsOf(row: Row): string {
  return OUTPUT_NAMES.map((output) => {
    const value = row.get(DEFAULT_PREFIX + output);
    return `${output}: ${value === undefined ? "" : [value].flat().join(" | ")}`;
  }).join("\n");
}

export interface Difference {
  /** The event as JSON. */
  readonly event: string;
  readonly command: string;
  readonly macros: string;
}

/** What the command adds to each event, and the events to which the macros add something else. */
export async function compareEngines(
  app: App,
  events: readonly RandomEvent[],
): Promise<{ readonly command: readonly string[]; readonly different: readonly Difference[] }> {
  const command = await score(app, "portrisk", events);
  const macros = await score(app, "portrisk_eval", events);
  const different = events
    .map((event, number) => ({
      event: JSON.stringify(event),
      command: command[number]!,
      macros: macros[number]!,
    }))
    .filter((each) => each.command !== each.macros);
  return { command, different };
}

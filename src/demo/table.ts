/** Scored events as a table for people, highest score first. */
import Table from "cli-table3";
import type { Event } from "../splunkd/index.ts";

const COLUMNS = ["time (UTC)", "source", "destination", "port", "score", "level", "reason"];
/** Widths that fit whole IPv6 addresses; the reason gets what is left. */
const WIDTHS = [21, 26, 26, 11, 7, 15];
const NARROWEST_REASON = 40;

/** @param width the terminal's, in characters */
export function scoreTable(events: readonly Event[], width: number): string {
  const taken = WIDTHS.reduce((sum, column) => sum + column, 0) + COLUMNS.length + 1;
  const table = new Table({
    head: COLUMNS,
    colWidths: [...WIDTHS, Math.max(NARROWEST_REASON, width - taken)],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const event of highestFirst(events)) {
    table.push([
      time(event),
      first(event, "src", "InitiatorIP"),
      first(event, "dest", "ResponderIP"),
      port(event),
      first(event, "portrisk_score"),
      first(event, "portrisk_level"),
      first(event, "portrisk_reason"),
    ]);
  }
  return table.toString();
}

export function highestFirst(events: readonly Event[]): readonly Event[] {
  const score = (event: Event) => Number(first(event, "portrisk_score") || -1);
  return [...events].sort((a, b) => score(b) - score(a));
}

/** The first of these fields that the event has, its first value; empty if it has none. */
export function first(event: Event, ...fields: readonly string[]): string {
  for (const field of fields) {
    const value = event.get(field);
    if (value !== undefined) return typeof value === "string" ? value : (value[0] ?? "");
  }
  return "";
}

function port(event: Event): string {
  const number = first(event, "dest_port", "ResponderPort");
  const transport = first(event, "transport", "Protocol");
  return transport === "" || number === "" ? number : `${number}/${transport}`;
}

function time(event: Event): string {
  const seconds = Number(first(event, "FirstPacketSecond", "EventSecond") || Number.NaN);
  return Number.isNaN(seconds) ? "" : new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}

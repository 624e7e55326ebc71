/** The demo's results as text for a terminal, and as JSON. */
import type { Row } from "spl-runner";
import { COMPARED } from "./compare.ts";
import type { DemoResult } from "./run.ts";
import { type Paint, SCORED_EVENT, textTable } from "./table.ts";

export interface Layout {
  /** How many rows of each table are shown. */
  readonly rows: number;
  /** Columns of the terminal. */
  readonly width: number;
  /** Gives a text the colour of a level. */
  readonly paint: Paint;
}

/** The whole report, the summary first. */
export function textReport(result: DemoResult, eventsPerSecond: number | null, layout: Layout): string {
  const { events, comparison } = result;
  const { rows, width, paint } = layout;
  const shown = (total: number) =>
    total > rows ? `the first ${rows} are shown (--rows shows more)` : "all are shown";
  const parts = [
    summary(result, layout),
    "Every event through | portrisk, highest score first:",
    `${textTable(SCORED_EVENT, events.slice(0, rows), width, paint)}\n${plural(events.length, "event")}, ${result.usable} with a usable port; ${shown(events.length)}.`,
    "The detection as Splunk publishes it (version 6), and the scored one beside it:",
    [
      textTable(COMPARED, comparison.rows.slice(0, rows), width, paint),
      `${plural(comparison.rows.length, "row")}; ${shown(comparison.rows.length)}.`,
      `Version 6 reports ${result.published}, each worth 20. The scored detection reports ${result.scored}.`,
      `What the score changed: ${comparison.both} stay, ${comparison.onlyPublished} fall below the threshold, ${comparison.onlyScored} are new.`,
    ].join("\n"),
  ];
  if (eventsPerSecond !== null) {
    const fields = new Set(
      events.flatMap((row) => [...row.keys()]).filter((f) => !f.startsWith("portrisk_")),
    );
    parts.push(
      `${Math.round(eventsPerSecond / 1000) * 1000} events a second (these events over and over, ${plural(fields.size, "field")} each, chunks of 50,000).`,
    );
  }
  return parts.join("\n\n");
}

/** "83 events: 9 critical, 22 high. Version 6 reports 11 connections, the scored detection 31." */
function summary({ events, levels, published, scored }: DemoResult, { paint }: Layout): string {
  const kinds = [...levels].map(([level, number]) => paint(level, `${number} ${level}`));
  const list = kinds.length === 0 ? "" : `: ${kinds.join(", ")}`;
  return `${plural(events.length, "event")}${list}. Version 6 reports ${plural(published, "connection")}, the scored detection ${scored}.`;
}

/** One JSON object: the numbers of the report, every event, and every row of the comparison. */
export function jsonReport(result: DemoResult, eventsPerSecond: number | null): string {
  const { events, usable, levels, published, scored, comparison } = result;
  const { rows, both, onlyPublished, onlyScored } = comparison;
  const objects = (table: readonly Row[]) => table.map((row) => Object.fromEntries(row));
  const summary = {
    events: events.length,
    usable,
    levels: Object.fromEntries(levels),
    published_detection: published,
    scored_detection: scored,
    both,
    only_published: onlyPublished,
    only_scored: onlyScored,
    events_per_second: eventsPerSecond === null ? null : Math.round(eventsPerSecond),
  };
  return JSON.stringify({ summary, events: objects(events), detections: objects(rows) }, null, 2);
}

function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** What a search gave, on a Splunk or in the runner, in one form: texts, so that the two can be compared. */

import { cell, type Registry, runSearch, SearchApps, SplError } from "spl-runner";
import type { App } from "../conf/index.ts";
import { type Splunk, SplunkError } from "../splunk/index.ts";

/** A row's fields that are not empty; the values of a multivalue field on lines of their own. */
export type PlainRow = { readonly [field: string]: string };

export type Outcome =
  | { readonly kind: "rows"; readonly fields: readonly string[]; readonly rows: readonly PlainRow[] }
  | { readonly kind: "rejected"; readonly code: string; readonly message: string };

/** Runs a search at a time: epoch seconds. */
export type Engine = (search: string, now: number) => Promise<Outcome>;

/** A search that a Splunk rejects or fails is an outcome; what the connection does wrong is thrown as SplunkError. */
export function splunkEngine(splunk: Splunk): Engine {
  return async (search, now) => {
    try {
      const { fields, rows } = await splunk.oneshot(search, { now });
      return {
        kind: "rows",
        fields,
        rows: rows.map((row) =>
          plain(
            Object.entries(row).map(([field, value]) => {
              const text = typeof value === "string" ? value : value.join("\n");
              return [field, field === "_time" ? epochText(text) : text];
            }),
          ),
        ),
      };
    } catch (error) {
      if (error instanceof SplunkError && (error.code === "rejected" || error.code === "search_failed"))
        return { kind: "rejected", code: error.code, message: error.message };
      throw error;
    }
  };
}

/**
 * The SPL runner with the packaged app.
 * @param registry the runner's commands and functions; absent: its own
 */
export function runnerEngine(app: App, timezone: string, registry?: Registry): Engine {
  const apps = new SearchApps([app]);
  return async (search, now) => {
    try {
      const { table } = await runSearch({
        search,
        app: apps,
        now,
        timezone,
        ...(registry === undefined ? {} : { registry }),
      });
      const rows = table.rows.map((row) =>
        plain(
          table.fields.map((field) => {
            const text = cell(row, field);
            return [field, field === "_time" ? epochText(text) : text];
          }),
        ),
      );
      return { kind: "rows", fields: table.fields, rows };
    } catch (error) {
      if (error instanceof SplError) return { kind: "rejected", code: error.code, message: error.message };
      throw error;
    }
  };
}

/** Empty is absent: splunkd leaves out or shows "", by command and version. */
function plain(cells: readonly (readonly [field: string, text: string])[]): PlainRow {
  return Object.fromEntries(cells.filter(([, text]) => text !== ""));
}

/** splunkd shows _time as ISO 8601 with milliseconds, the runner as epoch seconds: both become seconds with three decimals. */
function epochText(text: string): string {
  const seconds = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  return Number.isNaN(seconds) ? text : seconds.toFixed(3);
}

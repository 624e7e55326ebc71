/** Replies in the forms of splunkd's REST API: feeds of entries, messages, results. */
import type { Table, Value } from "spl-runner";
import { cell } from "spl-runner";

export interface Acl {
  app: string;
  owner: string;
  /** user, app, global or system */
  sharing: string;
  perms: { read: string[]; write: string[] } | null;
}

export interface StoredEntry {
  name: string;
  acl: Acl;
  content: { [name: string]: unknown };
}

export const GENERATOR = { build: "000000000000", version: "9.4.1" };

/** What splunkd gives for a list and for a single resource (REST API User Manual, "Splunk responses to REST operations"). */
export function feed(
  path: string,
  entries: readonly StoredEntry[],
  paging = { total: entries.length, perPage: 30, offset: 0 },
) {
  const title = path.split("/").slice(3).join("/");
  return {
    links: { create: `${path}/_new`, _reload: `${path}/_reload` },
    origin: `https://localhost:8089${path}`,
    updated: "2026-01-01T00:00:00+00:00",
    generator: GENERATOR,
    entry: entries.map(({ name, acl, content }) => ({
      name,
      id: `https://localhost:8089/servicesNS/${acl.owner}/${acl.app}/${title}/${encodeURIComponent(name)}`,
      updated: "2026-01-01T00:00:00+00:00",
      links: { alternate: `/servicesNS/${acl.owner}/${acl.app}/${title}/${encodeURIComponent(name)}` },
      author: acl.owner,
      acl: { ...acl, can_write: true, modifiable: true, removable: true },
      fields: {
        required: [],
        optional: Object.keys({ disabled: 0, description: "", ...content }),
        wildcard: [],
      },
      content,
    })),
    paging,
    messages: [],
  };
}

/** {"messages": [{"type", "text"}]}, the body of an error (REST API User Manual, "Basic concepts"). */
export function errorBody(type: string, text: string) {
  return { messages: [{ type, text }] };
}

function texts(value: Value | undefined): string | string[] | null {
  if (value === undefined) return null;
  const text = (entry: Value) => cell(new Map([["", entry]]), "");
  return typeof value === "object" ? value.map(text) : text(value);
}

/** Results in an output mode of search/v2/jobs/{search_id}/results (REST API Reference, "Search endpoint descriptions"). */
export function results(
  table: Table,
  mode: string,
  messages: readonly object[],
): { readonly type: string; readonly body: string } {
  // splunkd shows the time of an event as text.
  const shown = (field: string, value: Value | undefined) =>
    field === "_time" && typeof value === "number"
      ? new Date(value * 1000).toISOString().replace("Z", "+00:00")
      : texts(value);
  const json = (body: object) => ({ type: "application/json; charset=UTF-8", body: JSON.stringify(body) });
  const shared = { preview: false, init_offset: 0, messages };
  if (mode === "json_rows")
    return json({
      ...shared,
      post_process_count: table.rows.length,
      fields: table.fields,
      rows: table.rows.map((row) => table.fields.map((field) => shown(field, row.get(field)))),
    });
  if (mode === "csv") {
    const lines = [
      table.fields.join(","),
      ...table.rows.map((row) => table.fields.map((field) => cell(row, field)).join(",")),
    ];
    return { type: "text/csv; charset=UTF-8", body: `${lines.join("\n")}\n` };
  }
  if (mode === "xml") {
    const rows = table.rows.map(
      (row, offset) =>
        `<result offset='${offset}'>${table.fields.map((field) => `<field k='${field}'><value><text>${cell(row, field)}</text></value></field>`).join("")}</result>`,
    );
    const order = table.fields.map((field) => `<field>${field}</field>`).join("");
    const body = `<?xml version='1.0' encoding='UTF-8'?><results preview='0'><meta><fieldOrder>${order}</fieldOrder></meta>${rows.join("")}</results>`;
    return { type: "text/xml; charset=UTF-8", body };
  }
  return json({
    ...shared,
    fields: table.fields.map((name) => ({ name })),
    results: table.rows.map((row) =>
      Object.fromEntries(
        table.fields
          .filter((field) => row.has(field))
          .map((field) => [field, shown(field, row.get(field))] as const),
      ),
    ),
    highlighted: {},
  });
}

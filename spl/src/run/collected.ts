/** Events that searches have collected into indexes, beside those that are given to a search. */
import { newestFirst, type TimeRange, withinRange } from "../io/event-order.ts";
import type { Row, Table } from "../values/table.ts";

/** The columns of all collected events, found once for as long as nothing more is collected. */
const tables = new WeakMap<readonly Row[], Table>();

/**
 * Both, newest first; of one second, those that are given come first. Throws SplError malformed_event.
 *
 * @param given in the range already, newest first
 */
export function withCollected(
  given: Table,
  collected: readonly Row[],
  range: TimeRange,
  indexed: TimeRange,
): Table {
  const summary = withinRange(withinRange(tableOf(collected), indexed, "_indextime"), range);
  if (summary.rows.length === 0) return given;
  return newestFirst({
    fields: [...new Set([...given.fields, ...summary.fields])],
    rows: [...given.rows, ...summary.rows],
  });
}

function tableOf(rows: readonly Row[]): Table {
  const known = tables.get(rows);
  if (known !== undefined) return known;
  const fields = new Set<string>();
  for (const row of rows) for (const field of row.keys()) fields.add(field);
  const table = { fields: [...fields], rows };
  tables.set(rows, table);
  return table;
}

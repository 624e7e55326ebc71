/** Where a base search gets its events from: a table, or a file of JSON lines that is read in batches. */
import { batchesOf, type RowBatches, type Table } from "../values/table.ts";
import { newestFirst, type TimeRange, withinRange } from "./event-order.ts";

export interface EventSource {
  /**
   * The events of a time range whose time of indexing is in another, newest first; those of one second in the order in which they
   * were given. Throws SplError malformed_event, also while batches are read.
   */
  batches(range: TimeRange, indexed: TimeRange): RowBatches;
}

export class EventTable implements EventSource {
  private sorted: { readonly indexed: TimeRange; readonly events: Table } | null = null;

  constructor(private readonly table: Table) {}

  batches(range: TimeRange, indexed: TimeRange): RowBatches {
    if (this.sorted?.indexed !== indexed) {
      this.sorted = { indexed, events: newestFirst(withinRange(this.table, indexed, "_indextime")) };
    }
    return batchesOf(withinRange(this.sorted.events, range));
  }
}

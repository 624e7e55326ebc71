/**
 * Warns of fields that a base search compares although no event brings them, while Splunk extracts them: the text of an event holds "name="
 * (Knowledge Manager Manual, automatic key-value field extraction), or they are parts of the time in it (Use default fields, date_hour and
 * others). A search that finds nothing here may well find something there. Gives messages, changes no row.
 */
import type { RunContext } from "../contract/command.ts";
import type { Row } from "../values/table.ts";
import type { SearchNode } from "./tree.ts";

const DATES = /^date_(?:hour|mday|minute|month|second|wday|year|zone)$/;

export class Unextracted {
  private empty = true;
  /** Compared fields that no event has had yet. */
  private readonly absent: Map<string, { readonly pair: RegExp; found: boolean }>;

  constructor(tree: SearchNode) {
    this.absent = new Map(
      comparedFields(tree).map((field) => {
        const pair = new RegExp(`(?<![\\w.])${field.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}=`);
        return [field, { pair, found: false }];
      }),
    );
  }

  /** The next events that the search reads. */
  see(rows: readonly Row[]): void {
    if (rows.length > 0) this.empty = false;
    for (const [field, seen] of this.absent) {
      if (rows.some((row) => row.has(field))) {
        this.absent.delete(field);
        continue;
      }
      seen.found ||= rows.some((row) => {
        const raw = row.get("_raw");
        return typeof raw === "string" && seen.pair.test(raw);
      });
    }
  }

  /** To be called after the last event. */
  warn(context: RunContext): void {
    for (const [field, { found }] of this.absent) {
      if (DATES.test(field) && !this.empty) {
        context.message(
          "WARN",
          `No event has the field ${field}, which Splunk takes from the time in an event's text. Add the field to the events, or compare ` +
            "strftime(_time, …) with where.",
        );
      }
      if (!found) continue;
      context.message(
        "WARN",
        `No event has the field ${field}, but _raw of some holds "${field}=", which Splunk would extract. ` +
          "Add the field to the events.",
      );
    }
  }
}

function comparedFields(node: SearchNode): string[] {
  switch (node.kind) {
    case "and":
    case "or":
      return node.nodes.flatMap(comparedFields);
    case "not":
      return comparedFields(node.node);
    case "compare":
    case "in":
      return [node.field];
    default:
      return [];
  }
}

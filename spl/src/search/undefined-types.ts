/**
 * Warns of event types and tags that a base search names although no event has a field eventtype or tag: neither the app nor the events define
 * them, so the condition fits nothing, while it may fit in a deployment. Gives messages, changes no row.
 */
import type { RunContext } from "../contract/command.ts";
import type { Row } from "../values/table.ts";
import type { SearchNode } from "./tree.ts";

export class UndefinedTypes {
  /** Fields of event types and tags that no event has had yet → the values that the search compares. */
  private readonly absent = new Map<string, string[]>();
  private empty = true;

  constructor(tree: SearchNode) {
    collect(tree, this.absent);
  }

  /** The next events that the search reads. */
  see(rows: readonly Row[]): void {
    if (rows.length > 0) this.empty = false;
    for (const field of this.absent.keys()) {
      if (rows.some((row) => row.has(field))) this.absent.delete(field);
    }
  }

  /** To be called after the last event. */
  warn(context: RunContext): void {
    if (this.empty) return;
    for (const [field, values] of this.absent) {
      const what = field === "eventtype" ? "event type" : "tag";
      context.message(
        "WARN",
        `No event has the field ${field}, so ${field}=${[...new Set(values)].join(", ")} fits no event. Define the ${what} in the ` +
          `${field === "eventtype" ? "eventtypes.conf" : "tags.conf"} of an app (--app), or add the field ${field} to the events.`,
      );
    }
  }
}

function collect(node: SearchNode, into: Map<string, string[]>): void {
  if (node.kind === "and" || node.kind === "or") for (const child of node.nodes) collect(child, into);
  else if (node.kind === "not") collect(node.node, into);
  else if (
    (node.kind === "compare" || node.kind === "in") &&
    /^(?:eventtype|tag(?:::.*)?)$/.test(node.field)
  ) {
    const values = node.kind === "in" ? node.values : [node.value];
    into.set(node.field, [...(into.get(node.field) ?? []), ...values]);
  }
}

/** Whether a base search reads events that searches have collected into indexes of the state, beside the events that are given. */
import type { Collected } from "../contract/command.ts";
import type { SearchState } from "../contract/state.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { namesIndexes } from "./named-indexes.ts";
import type { SearchNode } from "./tree.ts";

/** Throws SplError ambiguous. */
export function readsCollected(tree: SearchNode, state: SearchState | undefined, span: Span): Collected {
  const named = namesIndexes(tree);
  if (named === "all") {
    state?.assertUnwritten("events", span);
    return "with collected";
  }
  const isOpen = state?.events().some((event) => named === "some" || event.get("index") === "main");
  if (isOpen !== true) return "given only";
  throw new SplError(
    "ambiguous",
    "The state has collected events, and whether this search reads them depends on the indexes that a role searches by default; name an index in every part of the search.",
    span,
  );
}

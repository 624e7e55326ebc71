/**
 * The condition of a search, ready to run: compiled at once where it has no subsearch, else when its subsearches have run.
 */
import type { RunContext } from "../contract/command.ts";
import { parseSearch } from "./parse.ts";
import { compilePredicate, type RowPredicate } from "./predicate.ts";
import { hasSubsearch, resolveSubsearches, withoutSubsearches } from "./subsearch.ts";
import type { SearchNode } from "./tree.ts";

export interface Condition {
  readonly tree: SearchNode;
  readonly predicate: RowPredicate;
}

/** Check and compile what can be before anything runs; the rest when the subsearches have. Throws SplError. */
export function prepareCondition(tree: SearchNode, base: boolean): (run: RunContext) => Promise<Condition> {
  const known = { tree, predicate: compilePredicate(withoutSubsearches(tree), base) };
  if (!hasSubsearch(tree)) return async () => known;
  return async (run) => {
    const resolved = await resolveSubsearches(tree, run, (cursor) => parseSearch(cursor, false).tree);
    const predicate = compilePredicate(resolved, base);
    const cost = countLeaves(resolved);
    return {
      tree: resolved,
      // What a subsearch found decides how much work each row is.
      predicate: (row) => {
        run.spend(cost);
        return predicate(row);
      },
    };
  };
}

function countLeaves(node: SearchNode): number {
  if (node.kind === "not") return countLeaves(node.node);
  if (node.kind !== "and" && node.kind !== "or") return 1;
  return node.nodes.reduce((sum, child) => sum + countLeaves(child), 0);
}

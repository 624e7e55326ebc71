/**
 * Whether a base search names the indexes that it reads. One that does not reads the indexes that a role searches by default, and a
 * summary index is none of them (Knowledge Manager Manual, summary indexing). Terms under NOT, and `index!=`, name none.
 */
import type { SearchNode } from "./tree.ts";

/** "some": one side of an OR does, the other does not, so that it depends on the deployment what is read. */
export function namesIndexes(node: SearchNode): "all" | "some" | "none" {
  switch (node.kind) {
    case "compare":
      return node.field === "index" && node.operator === "=" ? "all" : "none";
    case "in":
      return node.field === "index" ? "all" : "none";
    case "and": {
      const parts = node.nodes.map(namesIndexes);
      return parts.includes("all") ? "all" : parts.includes("some") ? "some" : "none";
    }
    case "or": {
      const parts = node.nodes.map(namesIndexes);
      if (parts.every((part) => part === "all")) return "all";
      return parts.every((part) => part === "none") ? "none" : "some";
    }
    default:
      return "none";
  }
}

/**
 * What the aliases of a YAML document (*name) stand for: the node with the last anchor of that name before them. Rejects an alias inside of
 * what it stands for, and a document that is too deep, or that its aliases make too large, to be read.
 */
import { isAlias, isMap, isSeq, type ParsedNode } from "yaml";

/** Values in a document, with those that aliases repeat. A file of tests has some thousands. */
const MAXIMUM_VALUES = 1_000_000;
const MAXIMUM_DEPTH = 100;

interface Extent {
  readonly values: number;
  readonly depth: number;
}

/** @param failure makes the error of a sentence about a node */
export function resolveAliases(
  contents: ParsedNode | null,
  failure: (node: ParsedNode, reason: string) => Error,
): ReadonlyMap<ParsedNode, ParsedNode> {
  const resolved = new Map<ParsedNode, ParsedNode>();
  const anchors = new Map<string, ParsedNode>();
  /** Of nodes that have been walked to their end; an alias of any other one is inside of it. */
  const extents = new Map<ParsedNode, Extent>();

  const ofAlias = (alias: ParsedNode & { readonly source: string }): Extent => {
    const target = anchors.get(alias.source);
    // The parser rejects an alias without an anchor.
    if (target === undefined)
      throw failure(alias, `Nothing before *${alias.source} has the anchor &${alias.source}.`);
    const extent = extents.get(target);
    if (extent === undefined)
      throw failure(alias, `*${alias.source} stands inside of what it stands for; write its value out.`);
    resolved.set(alias, target);
    return extent;
  };
  const walk = (node: ParsedNode | null, level: number): Extent => {
    if (node === null) return { values: 1, depth: 1 };
    if (isAlias(node)) return ofAlias(node);
    if (level > MAXIMUM_DEPTH) throw failure(node, `Values are nested more than ${MAXIMUM_DEPTH} deep.`);
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    let values = 1;
    let depth = 0;
    for (const child of childrenOf(node)) {
      const extent = walk(child, level + 1);
      values += extent.values;
      depth = Math.max(depth, extent.depth);
      if (values > MAXIMUM_VALUES)
        throw failure(
          node,
          `With what its aliases repeat, this has more than ${MAXIMUM_VALUES} values; write fewer.`,
        );
      if (level + depth > MAXIMUM_DEPTH)
        throw failure(node, `Values are nested more than ${MAXIMUM_DEPTH} deep.`);
    }
    const extent = { values, depth: depth + 1 };
    extents.set(node, extent);
    return extent;
  };
  walk(contents, 1);
  return resolved;
}

function childrenOf(node: ParsedNode): (ParsedNode | null)[] {
  if (isSeq(node)) return node.items as (ParsedNode | null)[];
  if (isMap(node))
    return node.items.flatMap(({ key, value }) => [key as ParsedNode | null, value as ParsedNode | null]);
  return [];
}

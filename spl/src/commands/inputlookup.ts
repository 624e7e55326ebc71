/** inputlookup: the rows of a CSV lookup or a collection. Supports append, start, max, strict and WHERE; rejects other lookups. */
import type { AppView, Command } from "../contract/command.ts";
import type { LookupDefinition } from "../contract/lookup.ts";
import { SplError } from "../errors/spl-error.ts";
import { parseSearch } from "../search/parse.ts";
import { compilePredicate, type RowPredicate } from "../search/predicate.ts";
import { printSearch, type SearchNode } from "../search/tree.ts";
import type { Token } from "../text/cursor.ts";
import { joinParts, printName } from "../text/quoting.ts";
import { EMPTY_TABLE, type Table } from "../values/table.ts";
import { printOptions, takeOptions } from "./stats/arguments.ts";
import { collectionPredicate, filtered } from "./support/collection-filter.ts";
import { booleanOption, type GivenOption, integerOption, supported } from "./support/options.ts";
import { ambiguous, withFields } from "./support/step.ts";

const OPTIONS = [
  supported("append", "<bool>"),
  supported("start", "<int>"),
  supported("max", "<int>"),
  supported("strict", "<bool>"),
];

/** "Supports a limited set of search query operators: =, !=, <, >, <=, >=, AND, OR, NOT." */
function assertPlain(node: SearchNode): void {
  if (node.kind === "and" || node.kind === "or") node.nodes.forEach(assertPlain);
  else if (node.kind === "not") assertPlain(node.node);
  else if (node.kind === "in" || node.kind === "term") {
    throw new SplError(
      "unexpected_text",
      "WHERE of inputlookup knows comparisons, AND, OR and NOT only.",
      node.span,
    );
  }
}

interface Content {
  readonly table: Table;
  /** Absent for a file that does not exist. */
  readonly definition?: LookupDefinition;
  readonly warning?: string;
}

function read(app: AppView, name: Token): Content {
  const definition = filtered(app.lookup(name.text, name.span), name.span);
  const { store, table } = definition;
  if (store.kind === "collection" && !store.fields.includes("_key")) {
    throw ambiguous(
      `Whether inputlookup gives _key where fields_list does not name it is not documented; add _key to fields_list of ${name.text}.`,
      name.span,
    );
  }
  return { definition, table };
}

/** "If the lookup does not exist, a warning message is displayed": the reference says so of files. */
function orWarning(app: AppView, name: Token): Content {
  try {
    return read(app, name);
  } catch (error) {
    if (!(error instanceof SplError) || error.code !== "unknown_lookup" || !/\.csv$/i.test(name.text))
      throw error;
    return { table: EMPTY_TABLE, warning: `The lookup file "${name.text}" does not exist.` };
  }
}

export const inputlookup: Command = {
  name: "inputlookup",
  generating: true,
  syntax:
    "| inputlookup [append=<bool>] [start=<int>] [max=<int>] [strict=<bool>] <filename>|<tablename> [WHERE <search>]",
  summary: "Reads the rows of a lookup.",
  page: "Search Reference, inputlookup",
  options: OPTIONS,
  differences: [
    "A lookup that does not exist is an error, as with strict=true. With strict=false written out, a missing file is a warning and has no rows.",
    "WHERE of a file compares texts without regard to case, as search does; of a collection it rejects what depends on case, and numbers whose type collections.conf does not give.",
    "Records of a collection come in the order of their first write. start and max that leave some out are rejected, because the reference gives no order.",
    "start or max together with WHERE is unsupported: the reference does not say which comes first.",
  ],
  examples: ["inputlookup services where port>1023"],
  compile(cursor, context, span) {
    const options = new Map<string, GivenOption>();
    takeOptions(cursor, "inputlookup", OPTIONS, options);
    const name = cursor.token("The name of the lookup");
    takeOptions(cursor, "inputlookup", OPTIONS, options);
    const hasCondition = cursor.take("where");
    const written = cursor.rest().trim();
    const tree = hasCondition ? parseSearch(cursor, false).tree : null;
    if (tree !== null) assertPlain(tree);
    cursor.finish("inputlookup");
    const number = (option: string, otherwise: number): number =>
      options.has(option) ? integerOption(options.get(option)!, 0) : otherwise;
    const start = number("start", 0);
    const limit = number("max", 1_000_000_000);
    const lenient = options.has("strict") && !booleanOption(options.get("strict")!);
    const appends = options.has("append") && booleanOption(options.get("append")!);
    if (tree !== null && (options.has("start") || options.has("max"))) {
      throw new SplError(
        "ambiguous",
        "Whether start and max count before or after WHERE is not documented.",
        span,
      );
    }
    if (context.app === null) {
      throw new SplError(
        "unknown_lookup",
        `The lookup "${name.text}" needs an app to be defined in.`,
        name.span,
      );
    }
    const { table, definition, warning } = lenient ? orWarning(context.app, name) : read(context.app, name);
    const collection = definition?.store.kind === "collection" ? definition.store : null;
    let predicate: RowPredicate | null = null;
    let clause = "";
    if (tree !== null && collection === null) {
      predicate = compilePredicate(tree, false);
      clause = `where ${printSearch(tree)}`;
    } else if (tree !== null && collection !== null) {
      predicate = collectionPredicate(tree, collection, cursor.source);
      // As written, because quotes make a difference.
      clause = `where ${written}`;
    }
    const text = joinParts("inputlookup", printOptions(options), printName(name.text), clause);
    return {
      command: "inputlookup",
      span,
      text,
      appends,
      run: (input, run) => {
        if (warning !== undefined) run.message("WARN", warning);
        if (collection !== null && (start > 0 || table.rows.length > limit)) {
          throw ambiguous(
            "start and max count rows in an order, and the reference gives the records of a collection none: use sort and head.",
            span,
          );
        }
        const kept = table.rows.slice(start, start + limit);
        const rows = predicate === null ? kept : kept.filter(predicate);
        if (!appends) return { fields: table.fields, rows };
        return { fields: withFields(input.fields, table.fields), rows: [...input.rows, ...rows] };
      },
    };
  },
};

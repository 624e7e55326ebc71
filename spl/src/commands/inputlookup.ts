/** inputlookup: the rows of a lookup. Supports append, start, max, strict and WHERE; rejects what is not a CSV lookup. */
import type { AppView, Command } from "../contract/command.ts";
import { SplError } from "../errors/spl-error.ts";
import { parseSearch } from "../search/parse.ts";
import { compilePredicate, type RowPredicate } from "../search/predicate.ts";
import { printSearch, type SearchNode } from "../search/tree.ts";
import type { Token } from "../text/cursor.ts";
import { joinParts, printName } from "../text/quoting.ts";
import { EMPTY_TABLE, type Table } from "../values/table.ts";
import { printOptions, takeOptions } from "./stats/arguments.ts";
import { booleanOption, type GivenOption, integerOption, supported } from "./support/options.ts";
import { withFields } from "./support/step.ts";

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
  readonly warning?: string;
}

const read = (app: AppView, name: Token): Content => app.lookup(name.text, name.span);

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
    "WHERE compares texts without regard to case, as search does.",
    "start or max together with WHERE is unsupported: the reference does not say which comes first.",
  ],
  examples: ["inputlookup services where port>1023"],
  compile(cursor, context, span) {
    const options = new Map<string, GivenOption>();
    takeOptions(cursor, "inputlookup", OPTIONS, options);
    const name = cursor.token("The name of the lookup");
    takeOptions(cursor, "inputlookup", OPTIONS, options);
    let predicate: RowPredicate | null = null;
    let clause = "";
    if (cursor.take("where")) {
      const { tree } = parseSearch(cursor, false);
      assertPlain(tree);
      predicate = compilePredicate(tree, false);
      clause = `where ${printSearch(tree)}`;
    }
    cursor.finish("inputlookup");
    const number = (option: string, otherwise: number): number =>
      options.has(option) ? integerOption(options.get(option)!, 0) : otherwise;
    const start = number("start", 0);
    const limit = number("max", 1_000_000_000);
    const lenient = options.has("strict") && !booleanOption(options.get("strict")!);
    const appends = options.has("append") && booleanOption(options.get("append")!);
    if (predicate !== null && (options.has("start") || options.has("max"))) {
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
    const { table, warning } = lenient ? orWarning(context.app, name) : read(context.app, name);
    const text = joinParts("inputlookup", printOptions(options), printName(name.text), clause);
    return {
      command: "inputlookup",
      span,
      text,
      appends,
      run: (input, run) => {
        if (warning !== undefined) run.message("WARN", warning);
        const kept = table.rows.slice(start, start + limit);
        const rows = predicate === null ? kept : kept.filter(predicate);
        if (!appends) return { fields: table.fields, rows };
        return { fields: withFields(input.fields, table.fields), rows: [...input.rows, ...rows] };
      },
    };
  },
};

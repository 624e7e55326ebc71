/**
 * Rows of a subsearch → the condition that they stand for. Each row is its fields joined by AND, the rows are joined by OR;
 * fields that begin with an underscore are left out; a field named search or query gives its value as it is; several
 * values of a field are joined by OR; no rows, or rows of internal fields alone, give NOT ( ), which nothing fits (Search Reference, format; Search Manual, "Change the format of
 * subsearch results"). Rejects texts of which the reference does not show how they are quoted.
 */
import type { Pipeline, RunContext } from "../contract/command.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { runSteps } from "../pipeline/run-steps.ts";
import { Cursor } from "../text/cursor.ts";
import { Source } from "../text/source.ts";
import { compareText, scalarText } from "../values/number.ts";
import { EMPTY_TABLE, type Row, type Scalar, type Table } from "../values/table.ts";
import type { SearchNode } from "./tree.ts";

/** "By default, subsearches return a maximum of 10,000 results" (Search Manual, About subsearches). */
const MAXIMUM_ROWS = 10_000;

/** The texts that format puts around and between the parts. */
export interface FormatParts {
  readonly rowPrefix: string;
  readonly columnPrefix: string;
  readonly columnSeparator: string;
  readonly columnEnd: string;
  readonly rowSeparator: string;
  readonly rowEnd: string;
  readonly valueSeparator: string;
  readonly empty: string;
}

export const DEFAULT_PARTS: FormatParts = {
  rowPrefix: "(",
  columnPrefix: "(",
  columnSeparator: "AND",
  columnEnd: ")",
  rowSeparator: "OR",
  rowEnd: ")",
  valueSeparator: "OR",
  empty: "NOT ( )",
};

/** Fields whose values are a piece of the condition themselves. */
const DIRECT = new Set(["search", "query"]);

/** One text for all rows, as the format command writes it: fields in the order of their names. Throws SplError at `span`. */
export function formatRows(table: Table, parts: FormatParts, span: Span): string {
  const fields = table.fields.filter((field) => !field.startsWith("_")).sort(compareText);
  if (!table.rows.some((row) => fields.some((field) => row.has(field)))) return parts.empty;
  const groups: string[] = [];
  for (const row of table.rows) {
    const columns = fields.flatMap((field) => columnOf(row, field, parts, span));
    if (columns.length === 0) {
      throw unclear("What a row without any field becomes in a condition is not documented", span);
    }
    groups.push([parts.columnPrefix, columns.join(` ${parts.columnSeparator} `), parts.columnEnd].join(" "));
  }
  return [parts.rowPrefix, groups.join(` ${parts.rowSeparator} `), parts.rowEnd].join(" ");
}

function columnOf(row: Row, field: string, parts: FormatParts, span: Span): string[] {
  const value = row.get(field);
  if (value === undefined) return [];
  const entries: readonly Scalar[] = typeof value === "object" ? value : [value];
  if (DIRECT.has(field)) {
    if (entries.length > 1)
      throw unclear(`What several values of a field named ${field} become is not documented`, span);
    const text = certainText(entries[0]!, span).trim();
    if (text === "") throw unclear(`What an empty field named ${field} becomes is not documented`, span);
    return [text];
  }
  if (!/^[A-Za-z][\w.]*$/.test(field)) {
    throw unclear(`How the field name "${field}" is written into a condition is not documented`, span);
  }
  const comparisons = entries.map((entry) => {
    const text = certainText(entry, span);
    if (text === "" || /["\\]/.test(text)) {
      throw unclear(`How the value "${text}" of ${field} is quoted in a condition is not documented`, span);
    }
    return `${field}="${text}"`;
  });
  if (comparisons.length === 1) return comparisons;
  return [`( ${comparisons.join(` ${parts.valueSeparator} `)} )`];
}

/** The tree with every subsearch in it run and replaced by its condition. */
export async function resolveSubsearches(
  node: SearchNode,
  context: RunContext,
  parse: (cursor: Cursor) => SearchNode,
): Promise<SearchNode> {
  switch (node.kind) {
    case "subsearch":
      return conditionOf(node.pipeline, context, node.span, parse);
    case "not":
      return { kind: "not", node: await resolveSubsearches(node.node, context, parse) };
    case "and":
    case "or": {
      const nodes: SearchNode[] = [];
      for (const child of node.nodes) nodes.push(await resolveSubsearches(child, context, parse));
      return { kind: node.kind, nodes };
    }
    default:
      return node;
  }
}

/** The tree with `*` in place of every subsearch, to check the rest of it before anything runs. */
export function withoutSubsearches(node: SearchNode): SearchNode {
  switch (node.kind) {
    case "subsearch":
      return { kind: "all" };
    case "not":
      return { kind: "not", node: withoutSubsearches(node.node) };
    case "and":
    case "or":
      return { kind: node.kind, nodes: node.nodes.map(withoutSubsearches) };
    default:
      return node;
  }
}

export function hasSubsearch(node: SearchNode): boolean {
  if (node.kind === "and" || node.kind === "or") return node.nodes.some(hasSubsearch);
  return node.kind === "subsearch" || (node.kind === "not" && hasSubsearch(node.node));
}

/** Run a subsearch and give its condition. `parse` reads a condition that is not the base search's own text. */
async function conditionOf(
  pipeline: Pipeline,
  context: RunContext,
  span: Span,
  parse: (cursor: Cursor) => SearchNode,
): Promise<SearchNode> {
  const table = await runSteps(pipeline.steps, EMPTY_TABLE, context);
  if (table.rows.length > MAXIMUM_ROWS) {
    throw new SplError(
      "limit",
      `The subsearch gives ${table.rows.length} rows; Splunk takes ${MAXIMUM_ROWS} of them, without saying which.`,
      span,
    );
  }
  const text = formatRows(table, DEFAULT_PARTS, span);
  // The second form is that of a format command at the end of the subsearch, which has already said that there is nothing.
  if (/^(?:NOT \( \)|\( \( NOT \( \) \) \))$/.test(text)) return { kind: "not", node: { kind: "all" } };
  try {
    return simplify(parse(new Cursor(new Source(text), 0, text.length)));
  } catch (error) {
    if (!(error instanceof SplError)) throw error;
    throw new SplError(error.code, `The rows of the subsearch make no condition: ${error.message}`, span);
  }
}

/** `a=1 OR a=2 OR …` as one list, which is looked up at once; IN means the same (Search Reference, search). */
function simplify(node: SearchNode): SearchNode {
  if (node.kind !== "or") return node;
  const values: string[] = [];
  let first: (SearchNode & { kind: "compare" }) | null = null;
  for (const child of node.nodes) {
    if (child.kind !== "compare" || child.operator !== "=") return node;
    first ??= child;
    if (child.field !== first.field) return node;
    values.push(child.value);
  }
  return first === null ? node : { kind: "in", field: first.field, values, span: first.span };
}

/** The text of a value, with the place of the subsearch where it has none that is certain. */
function certainText(value: Scalar, span: Span): string {
  try {
    return scalarText(value);
  } catch (error) {
    throw error instanceof SplError ? new SplError(error.code, error.message, span) : error;
  }
}

function unclear(message: string, span: Span): SplError {
  return new SplError("ambiguous", `${message}. Give the subsearch plain fields with table or rename.`, span);
}

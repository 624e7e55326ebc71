/**
 * Conditions on records of a collection: WHERE of inputlookup, and `filter` of transforms.conf. Comparisons with = != < > <= >=, AND, OR
 * and NOT, and the wildcard * in texts. Sources: Search Reference, inputlookup ("String values from KV store lookups must be enclosed in
 * double quotation marks"; "If the field type is not explicitly defined, the where clause does not work", of a number);
 * transforms.conf.spec, filter. Rejected: what depends on letter case, and what != makes of a record without the field.
 */
import type { CollectionStore, LookupDefinition } from "../../contract/lookup.ts";
import { type Span, SplError } from "../../errors/spl-error.ts";
import { parseSearch } from "../../search/parse.ts";
import type { RowPredicate } from "../../search/predicate.ts";
import type { Operator, SearchNode } from "../../search/tree.ts";
import { Cursor } from "../../text/cursor.ts";
import { Source } from "../../text/source.ts";
import { entriesOf } from "../../values/entries.ts";
import { globMatches, parseGlob } from "../../values/glob.ts";
import { readNumber, scalarText } from "../../values/number.ts";
import type { Scalar } from "../../values/table.ts";
import { ambiguous } from "./step.ts";

/** The lookup with the rows that the filter of its definition leaves. Throws SplError. */
export function filtered(definition: LookupDefinition, span: Span): LookupDefinition {
  const { store, table } = definition;
  if (store.kind === "csv" || store.filter === null) return definition;
  const predicate = readFilter(store.filter, store, span);
  return { ...definition, table: { fields: table.fields, rows: table.rows.filter(predicate) } };
}

function readFilter(filter: string, store: CollectionStore, span: Span): RowPredicate {
  try {
    const source = new Source(filter);
    const { tree } = parseSearch(new Cursor(source, 0, filter.length), false);
    return collectionPredicate(tree, store, source);
  } catch (error) {
    if (!(error instanceof SplError)) throw error;
    throw new SplError(error.code, `The filter of ${store.name} in transforms.conf: ${error.message}`, span);
  }
}

/** @param source the text that the tree was read from. Throws SplError, and the predicate does for a row that it has no answer for. */
export function collectionPredicate(node: SearchNode, store: CollectionStore, source: Source): RowPredicate {
  switch (node.kind) {
    case "not": {
      const inner = collectionPredicate(node.node, store, source);
      return (row) => !inner(row);
    }
    case "and":
    case "or": {
      // Every part looks at every row, so that one that has no answer is rejected in either order.
      const parts = node.nodes.map((child) => collectionPredicate(child, store, source));
      const all = node.kind === "and";
      return (row) => {
        const answers = parts.map((part) => part(row));
        return all ? !answers.includes(false) : answers.includes(true);
      };
    }
    case "compare":
      return comparison(node, store, source);
    default:
      throw new SplError(
        "unexpected_text",
        "The condition of a lookup knows comparisons, AND, OR and NOT only.",
        node.kind === "all" ? undefined : node.span,
      );
  }
}

type Comparison = SearchNode & { kind: "compare" };

function comparison(node: Comparison, store: CollectionStore, source: Source): RowPredicate {
  const { field, operator, value, span } = node;
  if (!store.fields.includes(field)) {
    throw new SplError(
      "invalid_field_name",
      `fields_list has no field "${field}"; it has: ${store.fields.join(", ")}.`,
      span,
    );
  }
  const quoted = source.text[span.end - 1] === '"';
  const type = field === "_key" ? "string" : store.types.get(field);
  const test =
    type === "number"
      ? numberTest(node, quoted)
      : textTest(node, quoted, type === "string" || type === "cidr");
  return (row) => {
    const found = row.get(field);
    if (found === undefined) {
      if (operator !== "!=") return false;
      throw ambiguous(
        `Whether ${field}!="${value}" keeps a record without ${field} is not documented. Use where behind inputlookup.`,
        span,
      );
    }
    const answers = entriesOf(found).map(test);
    if (answers.every((answer) => answer === answers[0])) return answers[0]!;
    throw ambiguous(`Whether a list in ${field} fits by one of its values is not documented.`, span);
  };
}

function numberTest(
  { field, operator, value, span }: Comparison,
  quoted: boolean,
): (entry: Scalar) => boolean {
  const wanted = readNumber(value);
  if (quoted || typeof wanted !== "number") {
    throw ambiguous(
      `${field} is a number in collections.conf: compare it with a plain number, without quotes.`,
      span,
    );
  }
  return (entry) => holds(operator, Number(entry) - wanted);
}

function textTest(
  { field, operator, value, span }: Comparison,
  quoted: boolean,
  isText: boolean,
): (entry: Scalar) => boolean {
  if (!quoted) {
    throw ambiguous(
      isText
        ? `A text to compare ${field} with must be in double quotes.`
        : `Set field.${field} = number in collections.conf to compare it with a number, or put a text in double quotes.`,
      span,
    );
  }
  if (operator !== "=" && operator !== "!=") {
    throw ambiguous(`The order of texts in a condition of a lookup is not documented; use where.`, span);
  }
  const exact = parseGlob(value);
  const folded = parseGlob(value.toLowerCase());
  return (entry) => {
    if (!isText && readNumber(entry) !== null) {
      throw ambiguous(
        `Whether ${field} of a record is the number ${entry} or a text depends on a type: set field.${field} in collections.conf.`,
        span,
      );
    }
    const text = scalarText(entry);
    const fits = globMatches(exact, text);
    if (fits !== globMatches(folded, text.toLowerCase())) {
      throw ambiguous(
        `Whether "${text}" fits "${value}" depends on letter case, which the reference does not settle for collections. Use where behind inputlookup.`,
        span,
      );
    }
    return fits === (operator === "=");
  };
}

/** `difference` is left minus right. */
function holds(operator: Operator, difference: number): boolean {
  switch (operator) {
    case "=":
      return difference === 0;
    case "!=":
      return difference !== 0;
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    case ">":
      return difference > 0;
    case ">=":
      return difference >= 0;
  }
}

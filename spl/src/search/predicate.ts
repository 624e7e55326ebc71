/**
 * A `search` tree → a function that says whether a row fits. Throws SplError for rows that Splunk's documentation gives no
 * answer for, and for events that lack what every event in Splunk has.
 *
 * Rules (Search Reference, search; Search Manual, "Difference between NOT and !="):
 * - `=` and `!=` compare texts without regard to case ("1" is not "1.0"), with `*` as wildcard; an address also fits a
 *   network in CIDR notation. `!=` needs the field to exist, NOT does not.
 * - `<`, `<=`, `>`, `>=` compare two numbers as numbers and everything else as texts.
 * - A multi-value field fits if one of its values does.
 */

import { type Span, SplError } from "../errors/spl-error.ts";
import { isMapped, isVersion4, networkContains, parseAddress, parseNetwork } from "../values/address.ts";
import { globMatches, parseGlob } from "../values/glob.ts";
import { foldsApart } from "../values/letter-case.ts";
import { compareText, readNumber, scalarText } from "../values/number.ts";
import type { Row, Scalar, Value } from "../values/table.ts";
import type { Operator, SearchNode } from "./tree.ts";
import { compileWord } from "./words.ts";

export type RowPredicate = (row: Row) => boolean;

/** Fields that every event of an index has; one that lacks them was exported without them. */
export const DEFAULT_FIELDS: ReadonlySet<string> = new Set([
  "index",
  "source",
  "sourcetype",
  "host",
  "splunk_server",
  "linecount",
  "punct",
]);

/** Compile a tree. `base` is true for the search that reads the events. Throws SplError. */
export function compilePredicate(node: SearchNode, base: boolean): RowPredicate {
  switch (node.kind) {
    case "all":
      return () => true;
    case "not": {
      const inner = compilePredicate(node.node, base);
      return (row) => !inner(row);
    }
    case "and": {
      const parts = node.nodes.map((child) => compilePredicate(child, base));
      return (row) => parts.every((part) => part(row));
    }
    case "or": {
      const parts = node.nodes.map((child) => compilePredicate(child, base));
      return (row) => parts.some((part) => part(row));
    }
    case "subsearch":
      throw new Error("subsearches are resolved before a condition is compiled");
    case "term":
      return compileTerm(node, base);
    case "in":
      return compileIn(node.field, node.values, base, node.span);
    case "compare":
      return compileComparison(node.field, node.operator, node.value, base, node.span);
  }
}

function compileTerm(node: SearchNode & { kind: "term" }, base: boolean): RowPredicate {
  const matcher = compileWord(node.text, { form: node.form, base });
  if (typeof matcher === "string") throw new SplError("ambiguous", `"${node.text}": ${matcher}.`, node.span);
  return (row) => {
    const raw = row.get("_raw");
    if (raw === undefined || typeof raw === "object") {
      const code = base ? "malformed_event" : "ambiguous";
      throw new SplError(
        code,
        `"${node.text}" is looked for in _raw, which a row lacks; compare a field instead.`,
        node.span,
      );
    }
    const answer = matcher(String(raw));
    if (answer === "unclear") {
      const message = `Whether "${node.text}" matches inside the words of an event is not documented; use wildcards or a field.`;
      throw new SplError("ambiguous", message, node.span);
    }
    return answer;
  };
}

type Test = (value: Scalar) => boolean;

function compileIn(field: string, values: readonly string[], base: boolean, span: Span): RowPredicate {
  const plain = new Set<string>();
  const others: Test[] = [];
  for (const value of values) {
    // Letters beyond ASCII have case rules of their own, which equality() looks after.
    if (value.includes("*") || parseNetwork(value) !== null || NOT_ASCII.test(value))
      others.push(equality(value, span));
    else plain.add(value.toLowerCase());
  }
  const test: Test = (value) => {
    const text = scalarText(value);
    if (plain.has(text.toLowerCase()) || others.some((other) => other(value))) return true;
    for (const one of NOT_ASCII.test(text) ? plain : []) rejectOpenCase(text, one, span);
    return false;
  };
  const read = reader(field, base, span);
  return (row) => some(read(row), test);
}

function compileComparison(
  field: string,
  operator: Operator,
  literal: string,
  base: boolean,
  span: Span,
): RowPredicate {
  const read = reader(field, base, span);
  if (operator === "=") {
    const test = equality(literal, span);
    return (row) => some(read(row), test);
  }
  if (operator === "!=") {
    const test = equality(literal, span);
    return (row) => {
      const value = read(row);
      if (value === undefined) return false;
      const fits = some(value, test);
      if (typeof value === "object" && fits && !value.every(test)) {
        const message = `${field} has several values, of which some equal "${literal}" and some do not; whether != fits is not documented.`;
        throw new SplError("ambiguous", `${message} Use NOT ${field}=…`, span);
      }
      return !fits;
    };
  }
  const test = ordering(operator, literal, span);
  return (row) => some(read(row), test);
}

function reader(field: string, base: boolean, span: Span): (row: Row) => Value | undefined {
  if (!base || !DEFAULT_FIELDS.has(field)) return (row) => row.get(field);
  return (row) => {
    const value = row.get(field);
    if (value !== undefined) return value;
    throw lacksDefault(field, span);
  };
}

/** The error for an event without a field of DEFAULT_FIELDS. */
export function lacksDefault(field: string, span: Span): SplError {
  const message = `An event has no ${field}, as every event in Splunk has; add it to the events.`;
  return new SplError("malformed_event", message, span);
}

function some(value: Value | undefined, test: Test): boolean {
  if (value === undefined) return false;
  return typeof value === "object" ? value.some(test) : test(value);
}

function equality(literal: string, span: Span): Test {
  const folded = literal.toLowerCase();
  if (folded.includes("*")) {
    if (/^\*+$/.test(folded)) return () => true;
    const glob = parseGlob(folded);
    const raised = parseGlob(literal.toUpperCase());
    return (value) => {
      const text = scalarText(value);
      const matches = globMatches(glob, text.toLowerCase());
      if (!NOT_ASCII.test(text) && !NOT_ASCII.test(literal)) return matches;
      if (globMatches(raised, text.toUpperCase()) !== matches) throw openCase(text, literal, span);
      return matches;
    };
  }
  const network = parseNetwork(literal);
  if (network === null) {
    return (value) => {
      if (value === literal) return true;
      const text = scalarText(value);
      rejectOpenCase(text, literal, span);
      return text.toLowerCase() === folded;
    };
  }
  return (value) => {
    const text = scalarText(value);
    const address = parseAddress(text);
    if (address === null) return text.toLowerCase() === folded;
    if (isMapped(address) && isVersion4(network.address)) {
      const message = `Whether the IPv4-mapped address ${text} is in the IPv4 network ${literal} is not documented. Write the network in its IPv6 form too, or replace() the ::ffff: before.`;
      throw new SplError("ambiguous", message, span);
    }
    return networkContains(network, address);
  };
}

const NOT_ASCII = /\P{ASCII}/u;

function rejectOpenCase(text: string, literal: string, span: Span): void {
  if (foldsApart(text, literal)) throw openCase(text, literal, span);
}

function openCase(text: string, literal: string, span: Span): SplError {
  const message = `Whether "${text}" fits "${literal}" without regard to case is not documented, because a letter has no single`;
  return new SplError("ambiguous", `${message} upper or lower case; use where.`, span);
}

function ordering(operator: Operator, literal: string, span: Span): Test {
  const number = readNumber(literal);
  const folded = literal.toLowerCase();
  const unclear = (what: string) => new SplError("ambiguous", what, span);
  if (number === "doubtful")
    throw unclear(`Whether "${literal}" counts as a number is not documented; write it plainly.`);
  return (value) => {
    if (number !== null) {
      const own = readNumber(value);
      if (own === "doubtful")
        throw unclear(
          `Whether the value "${value}" counts as a number is not documented. Convert it with eval tonumber() before.`,
        );
      if (own !== null) return holds(operator, own - number);
    }
    const text = scalarText(value);
    const answer = holds(operator, compareText(text, literal));
    if (answer !== holds(operator, compareText(text.toLowerCase(), folded))) {
      throw unclear(
        `Whether ${operator} respects case is not documented, and "${text}" and "${literal}" depend on it. Use where with lower().`,
      );
    }
    return answer;
  };
}

/** `difference` is left minus right. */
function holds(operator: Operator, difference: number): boolean {
  switch (operator) {
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    case ">":
      return difference > 0;
    default:
      return difference >= 0;
  }
}

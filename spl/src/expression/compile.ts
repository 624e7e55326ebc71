/**
 * Tree → closures. Looks up functions, counts their arguments, and checks types as far as they are known before a row
 * is seen; a field's type is not known, because its text may denote a number.
 */
import type { Expression } from "../contract/expression.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { comparison } from "../evaluation/compare.ts";
import { guarded } from "../evaluation/guarded.ts";
import { decimals, EXACT, shownDecimals } from "../evaluation/precision.ts";
import { orderText } from "../values/number.ts";
import type { Row } from "../values/table.ts";
import { arithmetic, join, negative } from "./arithmetic.ts";
import { arityText, callParts, checkParameter, unknownFunction } from "./call.ts";
import { checkChain } from "./chain.ts";
import { logical, not } from "./logic.ts";
import { build, type Parts, type Tables } from "./parts.ts";
import type { Node } from "./tree.ts";

export function compileNode(node: Node, tables: Tables): Expression {
  return build(node, parts(node, tables));
}

function parts(node: Node, tables: Tables): Parts {
  switch (node.type) {
    case "number":
      return numberLiteral(node.text, node.span);
    case "string":
      if (node.lineEscape) {
        throw new SplError(
          "ambiguous",
          'Documentation gives \\n and \\r in a text to regular expressions only: use urldecode("%0A") or ' +
            'urldecode("%0D"), or "\\\\n" for a backslash and a letter.',
          node.span,
        );
      }
      return { type: "string", literal: node.value, fields: [], evaluate: () => node.value };
    case "constant":
      return {
        type: node.value === null ? "any" : "boolean",
        kind: node.value === null ? "value" : "boolean",
        fields: [],
        evaluate: () => node.value,
      };
    case "field":
      return node.orNull === true ? literalOrField(node.name, node.span) : field(node.name);
    case "negative":
      return negative(compileNode(node.operand, tables));
    case "not":
      return not(node.span, compileNode(node.operand, tables));
    case "arithmetic":
      if (node.operator === "+" || node.operator === "-") checkChain(node, tables);
      return arithmetic(
        node.operator,
        compileNode(node.left, tables),
        compileNode(node.right, tables),
        node.span,
      );
    case "join":
      checkChain(node, tables);
      return join(compileNode(node.left, tables), compileNode(node.right, tables));
    case "comparison": {
      const left = compileNode(node.left, tables);
      const right = compileNode(node.right, tables);
      for (const side of [left, right]) {
        if (side.kind === "boolean") {
          throw new SplError(
            "ambiguous",
            "Documentation does not give comparison with a Boolean: use the condition itself or NOT, or quote a text.",
            side.span,
          );
        }
      }
      return {
        type: "boolean",
        fields: [...left.fields, ...right.fields],
        evaluate: comparison(node.operator, left, right, node.span),
      };
    }
    case "logical":
      return logical(
        node.operator,
        compileNode(node.left, tables),
        compileNode(node.right, tables),
        node.span,
      );
    case "call":
      return call(node, tables);
  }
}

function numberLiteral(text: string, span: Span): Parts {
  const value = Number(text);
  if (text.length > 15 && !hasDigits(value, text)) {
    throw new SplError("ambiguous", "The number loses digits as a double: write the value as a text.", span);
  }
  const places = shownDecimals(text);
  const shown = orderText(value) === text ? value : text.includes(".") ? text : value;
  return {
    type: "number",
    literal: value,
    fields: [],
    evaluate: () => value,
    display: () => shown,
    precision: () => decimals(places),
  };
}

/** Whether a double holds all digits of a literal; fractions may have 16. */
function hasDigits(value: number, text: string): boolean {
  if (text.length > 17) return Number.isSafeInteger(value) && text.length <= 40;
  return text.includes(".") || BigInt(value) === BigInt(text);
}

function field(name: string): Parts {
  return {
    type: "any",
    kind: "value",
    field: name,
    fields: [name],
    evaluate: (row) => row.get(name) ?? null,
    display: (row) => row.get(name) ?? null,
    precision: (row) => {
      const value = row.get(name);
      return typeof value === "string" || typeof value === "number" ? decimals(shownDecimals(value)) : EXACT;
    },
  };
}

/** NULL: null, unless the row has a field of this name, as after chart. */
function literalOrField(name: string, span: Span): Parts {
  const evaluate = (row: Row): null => {
    if (!row.has(name)) return null;
    throw new SplError(
      "ambiguous",
      `Documentation gives the literal null in lower case only, and the row has a field ${name}: write null(), or '${name}' ` +
        "in single quotes for the field.",
      span,
    );
  };
  return { type: "any", kind: "value", fields: [name], evaluate };
}

function call(node: Node & { type: "call" }, tables: Tables): Parts {
  const entry = tables.functions.get(node.name);
  if (entry === undefined) throw unknownFunction(node, tables);
  const [minimum, maximum] = entry.arity;
  const count = node.argument.length;
  if (count < minimum || count > maximum) {
    throw new SplError(
      "wrong_argument_count",
      `${node.name}() takes ${arityText(minimum, maximum)}, not ${count}: ${entry.syntax}.`,
      node.span,
    );
  }
  const argument = node.argument.map((child, i) => {
    const plain =
      entry.regexParameter === i && child.type === "string" ? { ...child, lineEscape: false } : child;
    const compiled = compileNode(plain, tables);
    checkParameter(entry, i, compiled);
    const shownAsIs = child.type === "call" && tables.functions.get(child.name)?.select === undefined;
    return entry.rawArguments === true || shownAsIs ? compiled : guarded(compiled);
  });
  entry.check?.(argument, node.span);
  return callParts(entry, argument, node.span);
}

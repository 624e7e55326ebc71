/**
 * Function calls: number and types of arguments, and what a call evaluates to. The functions are entries of a table; no
 * function is known here.
 */

import type { Expression } from "../contract/expression.ts";
import type { EvalFunction } from "../contract/function.ts";
import { nearest } from "../errors/nearest.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { EXACT, shownDecimals } from "../evaluation/precision.ts";
import { asLimit, characters, sizeOf } from "../values/size.ts";
import { type Evaluate, type Parts, type Tables, wrong } from "./parts.ts";
import type { Node } from "./tree.ts";

export function callParts(entry: EvalFunction, argument: readonly Expression[], span: Span): Parts {
  const { apply } = entry;
  const evaluate: Evaluate = (row, context) => {
    try {
      const result = apply(argument, row, context, span);
      if (typeof result === "boolean") return result;
      if (typeof result === "string") characters(result.length, span);
      else if (typeof result === "object" && result !== null) sizeOf(result, span);
      return result;
    } catch (error) {
      throw asLimit(error, span);
    }
  };
  const fields = argument.flatMap((child) => child.fields);
  const { select, precision } = entry;
  if (select !== undefined) {
    const branches = entry.branches?.(argument) ?? argument;
    const kinds = new Set(branches.map((branch) => branch.kind));
    const types = new Set(branches.map((branch) => branch.type));
    return {
      type: types.size === 1 ? branches[0]!.type : "any",
      kind: kinds.size === 1 ? branches[0]!.kind : "any",
      fields,
      evaluate,
      display: (row, context) => {
        // Only a number may be shown in another way than it is.
        const value = evaluate(row, context);
        return typeof value === "number"
          ? (select(argument, row, context, span)?.display(row, context) ?? null)
          : value;
      },
      precision: (row, context) => select(argument, row, context, span)?.precision(row, context) ?? EXACT,
    };
  }
  return {
    type: entry.kind === "boolean" ? "boolean" : (entry.type ?? "any"),
    kind: entry.kind,
    fields,
    evaluate,
    precision:
      precision !== undefined
        ? (row, context) => precision(argument, row, context)
        : (row, context) => {
            const value = evaluate(row, context);
            if (typeof value !== "number") return EXACT;
            return { decimals: shownDecimals(value), otherwise: Number.POSITIVE_INFINITY };
          },
  };
}

export function unknownFunction(node: Node & { type: "call" }, tables: Tables): SplError {
  const reason = tables.unsupported.get(node.name);
  if (reason !== undefined)
    return new SplError("unsupported_function", `${node.name}(): ${reason}`, node.nameSpan);
  const lower = node.name.toLowerCase();
  const near = nearest(lower, [...tables.functions.keys(), ...tables.unsupported.keys()]);
  const hint = tables.functions.has(lower)
    ? ` Names are case-sensitive: write ${lower}().`
    : near === null
      ? ""
      : ` Did you mean ${near}()?`;
  return new SplError("unknown_function", `Unknown eval function ${node.name}().${hint}`, node.nameSpan);
}

export function arityText(minimum: number, maximum: number): string {
  if (minimum === maximum) return minimum === 1 ? "1 argument" : `${minimum} arguments`;
  return maximum === Number.POSITIVE_INFINITY ? `at least ${minimum}` : `${minimum} to ${maximum} arguments`;
}

export function checkParameter(entry: EvalFunction, index: number, argument: Expression): void {
  const expected = entry.parameters?.[Math.min(index, entry.parameters.length - 1)] ?? "value";
  if (expected === "any") return;
  if (expected === "boolean") {
    if (argument.kind === "value") {
      throw wrong(
        `${entry.name}() needs a condition here; a value must be compared first, as in x=1.`,
        argument.span,
      );
    }
    return;
  }
  if (argument.kind === "boolean") {
    throw wrong(`${entry.name}() cannot take a Boolean here: put it into if() or tostring().`, argument.span);
  }
  if (expected === "number" && argument.type === "string") {
    throw wrong(`${entry.name}() needs a number here, and this is a text: use tonumber().`, argument.span);
  }
  if (expected === "string" && argument.type === "number") {
    throw wrong(`${entry.name}() needs a text here, and this is a number: use tostring().`, argument.span);
  }
}

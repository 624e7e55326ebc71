/**
 * Paths into JSON: a.b{}.c{2}.d. Keys are joined by periods, {} is every element of an array, {n} the n-th, from 0 in
 * json_extract() and rejected in spath().
 * Source: Search Reference, JSON functions (json_extract) and spath.
 */
import { type Span, SplError } from "../errors/spl-error.ts";
import { isJsonArray, isJsonObject, type Json, JsonNumber, parseJson } from "../values/json.ts";
import type { Scalar, Value } from "../values/table.ts";

type Step = { readonly key: string } | { readonly index: number | "all" };

export function parsePath(path: string, span: Span): readonly Step[] {
  const steps: Step[] = [];
  const pattern = /(^|\.)?([^.{}]+)|(\.?)\{(\d*)\}/y;
  let position = 0;
  while (position < path.length) {
    pattern.lastIndex = position;
    const found = pattern.exec(path);
    if (found === null || (found[2] !== undefined && position > 0 && found[1] !== ".") || found[3] === ".") {
      throw new SplError(
        "invalid_option_value",
        `"${path}" is not a path such as a.b{}.c or {0}.name.`,
        span,
      );
    }
    if (found[2] !== undefined) steps.push({ key: found[2] });
    else steps.push({ index: found[4] === "" ? "all" : Number(found[4]) });
    position = pattern.lastIndex;
  }
  if (steps.length === 0) throw new SplError("invalid_option_value", "The path is empty.", span);
  return steps;
}

/** What a path reaches: one value, several (through {}), or nothing. */
export function reach(
  value: Json,
  steps: readonly Step[],
): { readonly values: readonly Json[]; readonly several: boolean } {
  let values: Json[] = [value];
  let several = false;
  for (const step of steps) {
    const next: Json[] = [];
    for (const one of values) {
      if ("key" in step) {
        if (isJsonObject(one) && one.has(step.key)) next.push(one.get(step.key)!);
      } else if (isJsonArray(one)) {
        if (step.index === "all") next.push(...one);
        else if (step.index < one.length) next.push(one[step.index]!);
      }
    }
    if (!("key" in step) && step.index === "all") several = true;
    values = next;
  }
  return { values, several };
}

/** spath(): the texts and numbers at a path; null where there is nothing. */
export function extractPath(text: string, path: string, span: Span): Value | null {
  const steps = parsePath(path, span);
  for (const step of steps) {
    if (!("key" in step) && step.index !== "all") {
      throw new SplError(
        "ambiguous",
        "Documentation does not say from which number {n} counts in spath(): use json_extract(), which counts from 0.",
        span,
      );
    }
  }
  const document = parseJson(text, span);
  if (document === undefined) {
    throw new SplError(
      "ambiguous",
      "Documentation does not say what spath() gives for a text that is not JSON.",
      span,
    );
  }
  const found: Scalar[] = reach(document, steps).values.map((value) => {
    if (typeof value === "string" || typeof value === "number") return value;
    if (value instanceof JsonNumber) return value.digits;
    if (typeof value === "boolean") return String(value);
    throw new SplError(
      "ambiguous",
      "Documentation does not say what spath() gives for null, an object or an array at the end of its path.",
      span,
    );
  });
  return found.length === 0 ? null : found.length === 1 ? found[0]! : found;
}

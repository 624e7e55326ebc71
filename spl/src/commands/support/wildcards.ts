/** Wildcards that are carried over into another name: `rename EU* AS EMEA*`, `sum(*) as total_*`. */
import { type FieldName, isInternal } from "./fields.ts";
import { ambiguous } from "./step.ts";

export function countWildcards(name: string): number {
  return name.split("*").length - 1;
}

/**
 * What each wildcard of a pattern stands for in a name, its texts found as far left or as far right as possible; null
 * when the name does not fit. In time proportional to the name, however many wildcards there are.
 */
function capture(parts: readonly string[], name: string, side: "left" | "right"): string[] | null {
  const first = parts[0]!;
  const last = parts[parts.length - 1]!;
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
    return null;
  const captured: string[] = [];
  let from = first.length;
  let to = name.length - last.length;
  const middle = parts.slice(1, -1);
  if (side === "left") {
    for (const part of middle) {
      const at = name.indexOf(part, from);
      if (at < 0 || at + part.length > to) return null;
      captured.push(name.slice(from, at));
      from = at + part.length;
    }
    return [...captured, name.slice(from, to)];
  }
  for (const part of middle.reverse()) {
    const at = to - part.length < from ? -1 : name.lastIndexOf(part, to - part.length);
    if (at < from) return null;
    captured.unshift(name.slice(at + part.length, to));
    to = at;
  }
  return [name.slice(from, to), ...captured];
}

/** What each wildcard stands for in a field's name; null when it does not fit. Rejects names that fit in several ways. Name the fields, or use one wildcard. */
export function captureWildcards(pattern: FieldName, field: string): string[] | null {
  return isInternal(field) && !isInternal(pattern.name) ? null : captureText(pattern, field);
}

/** The same for any text: a value knows no internal names. */
export function captureText(pattern: FieldName, field: string): string[] | null {
  const parts = pattern.name.split("*");
  const left = capture(parts, field, "left");
  if (left === null) return null;
  const right = capture(parts, field, "right")!;
  if (left.every((part, index) => part === right[index])) return left;
  throw ambiguous(
    `The wildcards of "${pattern.name}" can match "${field}" in several ways. Name the fields, or use one wildcard.`,
    pattern.token.span,
  );
}

/** The name with its wildcards replaced, one after the other. */
export function fillWildcards(name: string, captured: readonly string[]): string {
  let index = 0;
  return name.replace(/\*/g, () => captured[index++]!);
}

/**
 * Puts the rows that a custom command replies with together with the rows that it was sent. With `required_fields` it only
 * saw some columns and `_chunked_idx`, the number of the row in its chunk; the fields that it did not see are added again.
 * Rejects replies whose rows cannot be matched to the rows that were sent.
 */
import { type Span, SplError } from "../errors/spl-error.ts";
import { scalarText } from "../values/number.ts";
import type { Row, Value } from "../values/table.ts";

export const INDEX_FIELD = "_chunked_idx";

/**
 * Whose value counts where a command replies with a field that it did not ask for and that the event has already. Splunk documents
 * neither; a command that must not depend on it asks for the fields that it adds.
 */
export type MergePrecedence = "event" | "reply";

/**
 * @param sent The rows of the chunk with all their fields.
 * @param reply The rows that came back.
 * @param seen The fields that were sent; null for all.
 */
export function mergeReply(
  sent: readonly Row[],
  reply: readonly Row[],
  seen: ReadonlySet<string> | null,
  precedence: MergePrecedence,
  command: string,
  span: Span,
): Row[] {
  if (seen === null) return [...reply];
  return reply.map((row, index) => {
    const number = row.get(INDEX_FIELD);
    const original = typeof number === "string" && /^\d+$/.test(number) ? sent[Number(number)] : undefined;
    if (original === undefined) {
      const message = `${command} asked for required_fields, but row ${index + 1} of its reply lacks a valid ${INDEX_FIELD}`;
      throw new SplError("external_command", `${message}, so it cannot be matched to a row.`, span);
    }
    const merged: Row = new Map();
    for (const [field, value] of original) {
      if (!seen.has(field)) merged.set(field, value);
      else if (row.has(field)) merged.set(field, same(value, row.get(field)!) ? value : row.get(field)!);
    }
    for (const [field, value] of row) {
      const added = !merged.has(field) || (precedence === "reply" && !seen.has(field));
      if (field !== INDEX_FIELD && added) merged.set(field, value);
    }
    return merged;
  });
}

/** Whether a value came back as it went: numbers travel as texts. */
function same(sent: Value, received: Value): boolean {
  if (typeof sent !== "object" || typeof received !== "object") {
    return typeof sent !== "object" && typeof received !== "object" && scalarText(sent) === received;
  }
  return (
    sent.length === received.length && sent.every((value, index) => scalarText(value) === received[index])
  );
}

/**
 * reset_before and reset_after of streamstats: `reset_after="("count==5")"`. The expression stands between "(" and ")",
 * each in double quotes, and a quote inside it is escaped (Search Reference, streamstats). Rejects other forms.
 */
import type { CompileContext } from "../../contract/command.ts";
import type { EvalContext, Expression } from "../../contract/expression.ts";
import { type Span, SplError } from "../../errors/spl-error.ts";
import { Cursor } from "../../text/cursor.ts";
import { Source } from "../../text/source.ts";
import type { Row } from "../../values/table.ts";

export interface Reset {
  readonly when: "before" | "after";
  readonly expression: Expression;
  readonly span: Span;
}

const OPEN = '"("';
const CLOSE = '")"';

/** An error in the expression, whose own places are in another text, at the place of the whole option. */
function atOption<T>(span: Span, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof SplError) throw new SplError(error.code, error.message, span);
    throw error;
  }
}

/** Read one of the options if it comes next. Throws SplError. */
export function tryReset(cursor: Cursor, context: CompileContext): Reset | undefined {
  const ahead = cursor.fork();
  const name = ahead.tryToken();
  const when = /^reset_(before|after)$/i.exec(name?.quote === null ? name.text : "")?.[1]?.toLowerCase();
  if (name === undefined || (when !== "before" && when !== "after") || !ahead.take("=")) return undefined;
  ahead.skipSpace();
  const { text } = cursor.source;
  if (!text.startsWith(OPEN, ahead.position)) {
    throw new SplError(
      "invalid_option_value",
      `${name.text} takes an expression between ${OPEN} and ${CLOSE}, as in ${name.text}=${OPEN}x==1${CLOSE}.`,
      ahead.here(),
    );
  }
  const start = ahead.position + OPEN.length;
  let end = text.indexOf(CLOSE, start);
  while (end > 0 && text[end - 1] === "\\") end = text.indexOf(CLOSE, end + 1);
  if (end < 0 || end + CLOSE.length > cursor.end) {
    throw new SplError(
      "unbalanced_bracket",
      `${name.text} opened here is never closed: add ${CLOSE}.`,
      ahead.here(),
    );
  }
  cursor.position = end + CLOSE.length;
  const span = cursor.spanFrom(name.span.start);
  const inner = text.slice(start, end).replaceAll('\\"', '"');
  const expression = atOption(span, () => {
    const own = new Cursor(new Source(inner), 0, inner.length);
    const read = context.expression(own);
    own.finish(name.text);
    return read;
  });
  if (expression.kind === "value") {
    throw new SplError("wrong_type", `${name.text} needs a condition, not a value.`, span);
  }
  return { when, expression, span };
}

export function printReset({ when, expression }: Reset): string {
  return `reset_${when}=${OPEN}${expression.print().replaceAll('"', '\\"')}${CLOSE}`;
}

/** Whether the statistics are reset at this row. */
export function resetsAt(reset: Reset, row: Row, context: EvalContext): boolean {
  const result = atOption(reset.span, () => reset.expression.evaluate(row, context));
  if (result === null || typeof result === "boolean") return result === true;
  throw new SplError("wrong_type", `reset_${reset.when} needs a condition, not a value.`, reset.span);
}

/** Subsearches: reading `[ … ]` behind a command, and running the steps in it. */
import type { CompileContext, Pipeline, RunContext } from "../../contract/command.ts";
import type { Span } from "../../errors/spl-error.ts";
import { unclosed } from "../../errors/unclosed.ts";
import { runSteps } from "../../pipeline/run-steps.ts";
import { Cursor } from "../../text/cursor.ts";
import type { Table } from "../../values/table.ts";

/** The end of the bracket that opens at the cursor, quotes and inner brackets respected. */
function closingBracket(cursor: Cursor): number {
  const { text } = cursor.source;
  const open = cursor.position;
  let depth = 0;
  for (let i = open; i < cursor.end; i++) {
    const character = text[i]!;
    if (character === "\\") i++;
    else if (character === '"') {
      for (i++; i < cursor.end && text[i] !== '"'; i++) if (text[i] === "\\") i++;
    } else if (character === "[") depth++;
    else if (character === "]" && --depth === 0) return i;
  }
  throw unclosed("[", { start: open, end: open + 1 });
}

/** Move behind `[ … ]`; gives its place, brackets included. Throws SplError. */
export function bracketed(cursor: Cursor, command: string): Span {
  if (cursor.peek() !== "[")
    throw cursor.unexpected(`${command} needs a subsearch in [brackets]`, "missing_argument");
  const start = cursor.position;
  const end = closingBracket(cursor) + 1;
  cursor.position = end;
  return { start, end };
}

/** Read `[ … ]` and compile it. Throws SplError, also for what is wrong inside. */
export function readSubsearch(cursor: Cursor, context: CompileContext, command: string): Pipeline {
  const span = bracketed(cursor, command);
  return context.subsearch(new Cursor(cursor.source, span.start + 1, span.end - 1), span);
}

/** Run the steps of a subsearch. */
export function runPipeline(pipeline: Pipeline, input: Table, context: RunContext): Promise<Table> {
  return runSteps(pipeline.steps, input, context);
}

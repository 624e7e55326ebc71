/**
 * The whole argument of stats, eventstats and streamstats: options, aggregates, BY fields, options again (Splunk's
 * examples put them at either end).
 */
import type { CommandOption, CompileContext } from "../../contract/command.ts";
import type { Cursor } from "../../text/cursor.ts";
import { joinParts, printText } from "../../text/quoting.ts";
import { assertDistinct, type FieldName, fieldList, printNames, someFields } from "../support/fields.ts";
import { type GivenOption, tryKnownOption } from "../support/options.ts";
import { assertNames, readTerm, type Term } from "./terms.ts";

export interface StatsArguments {
  readonly terms: readonly Term[];
  readonly by: readonly FieldName[];
  readonly options: ReadonlyMap<string, GivenOption>;
  readonly text: string;
}

export function printOptions(options: ReadonlyMap<string, GivenOption>): string {
  return [...options.values()]
    .map(
      ({ name, value }) => `${name}=${/^[\w.%@+-]+$/.test(value.text) ? value.text : printText(value.text)}`,
    )
    .join(" ");
}

/** Take all options that come next. */
export function takeOptions(
  cursor: Cursor,
  command: string,
  known: readonly CommandOption[],
  into: Map<string, GivenOption>,
  /** Takes an option of a form of its own if one comes next. */
  takeOwn: () => boolean = () => false,
): void {
  for (;;) {
    if (takeOwn()) continue;
    const option = tryKnownOption(cursor, command, known);
    if (option === undefined) return;
    into.set(option.name, option);
  }
}

export function readStats(
  cursor: Cursor,
  command: string,
  known: readonly CommandOption[],
  context: CompileContext,
  /** Takes an option of a form of its own if one comes next. */
  takeOwn?: () => boolean,
): StatsArguments {
  const options = new Map<string, GivenOption>();
  const takeAll = (): void => takeOptions(cursor, command, known, options, takeOwn);
  takeAll();
  const terms: Term[] = [];
  let by: FieldName[] = [];
  for (;;) {
    takeAll();
    if (cursor.done) break;
    if (cursor.take("by")) {
      by = someFields(cursor, "BY", { endsAtOption: true, stop: ["by"] });
      takeAll();
      const more = fieldList(cursor, { stop: ["by"] });
      if (more.length > 0) throw cursor.unexpected(`${command} has fields after the options that follow BY`);
      break;
    }
    if (terms.length > 0) cursor.take(",");
    terms.push(readTerm(cursor, context));
  }
  cursor.finish(command);
  if (terms.length === 0)
    throw cursor.unexpected(`${command} needs a statistical function`, "missing_argument");
  assertDistinct(by, "BY");
  assertNames(
    terms,
    by.map(({ name }) => name),
  );
  const text = joinParts(
    printOptions(options),
    terms.map((term) => term.text).join(", "),
    by.length === 0 ? "" : `by ${printNames(by, ", ")}`,
  );
  return { terms, by, options, text };
}

/** The argument of chart and timechart: options, aggregates, OVER and BY with the options of each split field. */
import type { CommandOption, CompileContext } from "../../contract/command.ts";
import { SplError } from "../../errors/spl-error.ts";
import type { Cursor } from "../../text/cursor.ts";
import { joinParts, printName } from "../../text/quoting.ts";
import { printOptions, takeOptions } from "../stats/arguments.ts";
import { assertNames, readTerm, type Term } from "../stats/terms.ts";
import { type FieldName, fieldName } from "../support/fields.ts";
import type { GivenOption } from "../support/options.ts";

/** Options that belong to the axis they stand at. */
const AXIS = new Set(["span", "aligntime"]);

export interface SplitField {
  readonly field: FieldName;
  readonly axis: ReadonlyMap<string, GivenOption>;
}

export interface ChartArguments {
  readonly terms: readonly Term[];
  readonly options: ReadonlyMap<string, GivenOption>;
  /** Options of the axis that stand before any split field. */
  readonly axis: ReadonlyMap<string, GivenOption>;
  readonly over: SplitField | null;
  readonly by: readonly SplitField[];
  readonly text: string;
}

class Reader {
  readonly options = new Map<string, GivenOption>();
  constructor(
    private readonly cursor: Cursor,
    private readonly command: string,
    private readonly known: readonly CommandOption[],
  ) {}

  /** Take options; those of an axis are given back, the others kept. */
  axis(): Map<string, GivenOption> {
    const taken = new Map<string, GivenOption>();
    takeOptions(this.cursor, this.command, this.known, taken);
    const axis = new Map<string, GivenOption>();
    for (const [name, option] of taken) (AXIS.has(name) ? axis : this.options).set(name, option);
    return axis;
  }

  split(): SplitField {
    const field = fieldName(
      this.cursor.token(`The field after ${this.command === "chart" ? "OVER or BY" : "BY"}`),
    );
    return { field, axis: this.axis() };
  }
}

export function readChart(
  cursor: Cursor,
  command: "chart" | "timechart",
  known: readonly CommandOption[],
  context: CompileContext,
): ChartArguments {
  const reader = new Reader(cursor, command, known);
  const axis = new Map<string, GivenOption>();
  const terms: Term[] = [];
  let over: SplitField | null = null;
  const by: SplitField[] = [];
  for (;;) {
    for (const [name, option] of reader.axis()) axis.set(name, option);
    if (cursor.done) break;
    if (command === "chart" && over === null && cursor.take("over")) {
      over = reader.split();
      if (!cursor.done && !cursor.take("by"))
        throw cursor.unexpected("chart has text behind OVER that is not BY");
      else if (cursor.done) break;
      by.push(...readBy(cursor, reader));
      break;
    }
    if (cursor.take("by")) {
      by.push(...readBy(cursor, reader));
      break;
    }
    if (terms.length > 0) cursor.take(",");
    terms.push(readTerm(cursor, context));
  }
  cursor.finish(command);
  if (terms.length === 0)
    throw cursor.unexpected(`${command} needs a statistical function`, "missing_argument");
  const wild = terms.find((term) => term.pattern !== null);
  if (wild !== undefined) {
    throw new SplError(
      "ambiguous",
      `Wildcards in the functions of ${command} are not run; name the fields.`,
      wild.pattern!.token.span,
    );
  }
  const limit = command === "chart" && over === null ? 2 : 1;
  if (by.length > limit) {
    throw new SplError(
      "unexpected_text",
      `${command} splits by at limit ${limit} fields here.`,
      by[limit]!.field.token.span,
    );
  }
  const splits = [...(over === null ? [] : [over]), ...by];
  for (const { field } of splits) {
    if (terms.some((term) => term.field === field.name)) {
      const text = `"${field.name}" cannot be both aggregated and split by (${command}, Usage). Copy it with eval before.`;
      throw new SplError("invalid_field_name", text, field.token.span);
    }
    if (splits.filter((other) => other.field.name === field.name).length > 1) {
      throw new SplError("invalid_field_name", `"${field.name}" is split by twice.`, field.token.span);
    }
  }
  // A single function split into columns needs no name of its own.
  const columns = command === "timechart" ? by.length : splits.length - 1;
  if (terms.length > 1 || columns < 1) assertNames(terms, []);
  const print = ({ field, axis: own }: SplitField): string =>
    joinParts(printName(field.name), printOptions(own));
  const text = joinParts(
    printOptions(reader.options),
    printOptions(axis),
    terms.map((term) => term.text).join(", "),
    over === null ? "" : `over ${print(over)}`,
    by.length === 0 ? "" : `by ${by.map(print).join(" ")}`,
  );
  return { terms, options: reader.options, axis, over, by, text };
}

function readBy(cursor: Cursor, reader: Reader): SplitField[] {
  const splits: SplitField[] = [];
  while (!cursor.done) {
    const ahead = cursor.fork();
    const word = ahead.tryToken();
    if (word?.quote === null && word.text.toLowerCase() === "where") {
      throw new SplError(
        "unsupported_option",
        "The where clause of chart and timechart is unsupported: what its function sees of empty cells is not documented. Use limit.",
        word.span,
      );
    }
    splits.push(reader.split());
    cursor.take(",");
  }
  if (splits.length === 0) throw cursor.unexpected("A field is missing after BY", "missing_argument");
  return splits;
}

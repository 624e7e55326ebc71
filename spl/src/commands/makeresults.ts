/** makeresults: rows out of nothing, or out of CSV or JSON in the search itself. */

import { CsvError } from "@suspicious-ports/csv";
import type { Command } from "../contract/command.ts";
import { SplError } from "../errors/spl-error.ts";
import { readCsvTable } from "../io/csv-table.ts";
import { valueFrom } from "../values/entries.ts";
import { isJsonArray, isJsonObject, type Json, JsonNumber, parseJson } from "../values/json.ts";
import type { Row, Scalar, Table, Value } from "../values/table.ts";
import { printOptions, takeOptions } from "./stats/arguments.ts";
import {
  booleanOption,
  type GivenOption,
  integerOption,
  supported,
  unsupported,
  wordOption,
} from "./support/options.ts";
import { ambiguous, makeStep } from "./support/step.ts";

const OPTIONS = [
  supported("count", "<num>"),
  supported("annotate", "false"),
  supported("format", "csv|json"),
  supported("data", "<string>"),
  supported("splunk_server", "local"),
  unsupported("splunk_server_group", "<string>", "there are no servers here; leave it out."),
];
const MAXIMUM_ROWS = 1_000_000;
/** "Inline datasets cannot exceed a threshold of 29,999 characters." */
const MAXIMUM_DATA = 29_999;

function damaged(option: GivenOption, what: string): SplError {
  return new SplError(
    "invalid_option_value",
    `The data of makeresults is not understood: ${what}.`,
    option.value.span,
  );
}

function csvTable(option: GivenOption): Table {
  const text = option.value.text;
  // Whether a backslash and an n end a line here is not documented; the reference's examples break the line itself.
  if (/\\[nr]/.test(text)) {
    throw ambiguous(
      "Whether \\n in CSV data ends a line is not documented. Break the line inside the quotes.",
      option.value.span,
    );
  }
  // Whether the spaces of "name, age" belong to the names and values is not documented.
  const untidy = text.split(/\r?\n/).some((line) => line.split(",").some((cell) => cell !== cell.trim()));
  if (untidy)
    throw ambiguous(
      "Whether spaces around the commas of CSV data belong to the values is not documented. Leave them out.",
      option.value.span,
    );
  let table: Table;
  try {
    table = readCsvTable(Buffer.from(text, "utf8"));
  } catch (error) {
    if (error instanceof CsvError) throw damaged(option, error.message);
    throw error;
  }
  if (table.rows.length > 0) return table;
  throw damaged(option, "it has a header, but no line of values below it");
}

function jsonEntry(value: Json, option: GivenOption): Scalar {
  if (typeof value === "string" || typeof value === "number") return value;
  if (value instanceof JsonNumber) return value.digits;
  if (typeof value === "boolean") return String(value);
  throw damaged(option, "a value must be a text, a number, true, false, null or a list of those");
}

function jsonTable(option: GivenOption): Table {
  const parsed = parseJson(option.value.text, option.value.span);
  if (parsed === undefined) throw damaged(option, "it is not valid JSON");
  if (!isJsonArray(parsed)) throw damaged(option, "it must be one JSON array of objects");
  const fields = new Set<string>();
  const rows = parsed.map((object) => {
    if (!isJsonObject(object)) throw damaged(option, "it must be one JSON array of objects");
    const row: Row = new Map();
    for (const [name, value] of object) {
      if (value === null) continue;
      const entries = isJsonArray(value) ? value : [value];
      const made: Value | null = valueFrom(entries.map((entry) => jsonEntry(entry, option)));
      if (made === null) continue;
      fields.add(name);
      row.set(name, made);
    }
    return row;
  });
  return { fields: [...fields], rows };
}

export const makeresults: Command = {
  name: "makeresults",
  generating: true,
  syntax: "| makeresults [count=<num>] [format=csv|json data=<string>]",
  summary: "Makes rows: some with only the time of the search in _time, or those of CSV or JSON data.",
  page: "Search Reference, makeresults",
  options: OPTIONS,
  differences: [
    "annotate=true is rejected, because the name of the server is not known.",
    "Rows of format and data have the fields of the data only.",
    "Spaces next to the commas of CSV data, \\n in place of a line break, and a header without values are rejected.",
  ],
  examples: [
    "makeresults count=5",
    String.raw`makeresults format=json data="[{\"name\":\"John\", \"age\":35}]"`,
  ],
  compile(cursor, _context, span) {
    const options = new Map<string, GivenOption>();
    takeOptions(cursor, "makeresults", OPTIONS, options);
    cursor.finish("makeresults");
    const annotate = options.get("annotate");
    if (annotate !== undefined && booleanOption(annotate)) {
      throw new SplError(
        "unsupported_option",
        "annotate=true needs the name of the server, which is not known.",
        annotate.value.span,
      );
    }
    const server = options.get("splunk_server");
    if (server !== undefined && server.value.text !== "local") {
      throw new SplError(
        "unsupported_option",
        "makeresults runs on the local server only: use splunk_server=local, or leave the option out.",
        server.value.span,
      );
    }
    const format = options.get("format");
    const data = options.get("data");
    if ((format === undefined) !== (data === undefined)) {
      throw new SplError("missing_argument", "format and data of makeresults belong together.", span);
    }
    const counted = options.get("count");
    const count = counted === undefined ? 1 : integerOption(counted, 0);
    if (count > MAXIMUM_ROWS)
      throw new SplError(
        "limit",
        `makeresults gives at most ${MAXIMUM_ROWS} rows here: use a smaller count.`,
        span,
      );
    const text = printOptions(options);
    if (format !== undefined && data !== undefined) {
      if (data.value.text.length > MAXIMUM_DATA) {
        throw new SplError(
          "invalid_option_value",
          `The data is longer than ${MAXIMUM_DATA} characters.`,
          data.value.span,
        );
      }
      const made = wordOption(format, ["csv", "json"]) === "csv" ? csvTable(data) : jsonTable(data);
      return makeStep("makeresults", span, text, () => made);
    }
    return makeStep("makeresults", span, text, (_input, run) => ({
      fields: ["_time"],
      rows: Array.from({ length: count }, (): Row => new Map([["_time", run.now]])),
    }));
  },
};

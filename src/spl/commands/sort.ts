/** sort: rows in the order of fields. Honours the limit, + and -, auto, str, ip, num, and desc. */
import type { Command } from "../contract.ts";
import { SplError } from "../errors.ts";
import { honoured, integerOption, tryKnownOption } from "./support/options.ts";
import { joinParts } from "./support/print.ts";
import { printSortKey, readSortKey, type SortKey, sortRows } from "./support/sorting.ts";
import { makeStep } from "./support/step.ts";

const OPTIONS = [honoured("limit", "<int>")];
const DEFAULT_LIMIT = 10_000;

export const sort: Command = {
  name: "sort",
  syntax: "sort [<count> | limit=<int>] [+|-]<field> [, (+|-)<field>] … [d|desc]",
  summary: "Orders the rows, and keeps the first of them (10,000, or the count; 0 for all).",
  page: "Search Reference, sort",
  options: OPTIONS,
  differences: [
    "A pair of texts on which the reference's two rules for leading numbers disagree is refused.",
    "num() of what is no number, ip() of what is no address, and multi-value fields are refused.",
  ],
  examples: ["sort - count", "sort 100 -num(size), +str(source)", "sort 0 _time desc"],
  compile(cursor, _context, span) {
    let limit = DEFAULT_LIMIT;
    const option = tryKnownOption(cursor, "sort", OPTIONS);
    if (option !== undefined) {
      limit = integerOption(option, 0);
    } else {
      const ahead = cursor.fork();
      const count = ahead.tryToken();
      if (count?.quote === null && /^\d+$/.test(count.text)) {
        limit = Number(count.text);
        cursor.position = ahead.position;
      }
    }
    const keys: SortKey[] = [];
    let reversed = false;
    do {
      keys.push(readSortKey(cursor));
      cursor.take(",");
      if (/^(d|desc)\s*$/i.test(cursor.rest())) {
        reversed = true;
        cursor.position = cursor.end;
      }
    } while (!cursor.done);
    if (
      keys.length > 1 &&
      keys.some((key, index) => keys.findIndex((k) => k.field.name === key.field.name) !== index)
    ) {
      throw new SplError("bad_field_name", "A field is named twice in sort.", span);
    }
    const final = reversed ? keys.map((key) => ({ ...key, descending: !key.descending })) : keys;
    const text = joinParts(limit === DEFAULT_LIMIT ? "" : String(limit), final.map(printSortKey).join(", "));
    return makeStep("sort", span, text, (input, run) => {
      run.spend(input.rows.length);
      const rows = sortRows(input.rows, final);
      return { fields: input.fields, rows: limit === 0 ? rows : rows.slice(0, limit) };
    });
  },
};

/**
 * dedup: rows without those whose fields repeat. Supports the number to keep, keepevents, keepempty, consecutive and
 * sortby; rejects combinations of them that the reference does not settle.
 */
import type { Command, RowStream, RunContext } from "../contract/command.ts";
import { SplError } from "../errors/spl-error.ts";
import { joinParts } from "../text/quoting.ts";
import { keyOf } from "../values/entries.ts";
import { VALUE_SIZE } from "../values/size.ts";
import type { Row } from "../values/table.ts";
import { assertDistinct, type FieldName, fieldList, printNames } from "./support/fields.ts";
import { booleanOption, type GivenOption, supported, tryKnownOption } from "./support/options.ts";
import { printSortKey, readSortKey, type SortKey, sortRows } from "./support/sorting.ts";
import { ambiguous, drain, makeStep, streamingStep } from "./support/step.ts";

const OPTIONS = [
  supported("keepevents", "<bool>"),
  supported("keepempty", "<bool>"),
  supported("consecutive", "<bool>"),
];

/** The combination of values of a row; null when a field is missing. */
function combinationOf(row: Row, names: readonly FieldName[]): string | null {
  let key = "";
  for (const { name } of names) {
    const value = row.get(name);
    if (value === undefined) return null;
    const text = keyOf(value);
    key += `${text.length}:${text}`;
  }
  return key;
}

interface Settings {
  readonly names: readonly FieldName[];
  readonly count: number;
  readonly keepEvents: boolean;
  readonly keepEmpty: boolean;
  readonly consecutive: boolean;
}

function deduplication(settings: Settings, context: RunContext): RowStream {
  const seen = new Map<string, number>();
  let last: string | null = null;
  let gap = false;
  const kept: Row[] = [];
  const take = (row: Row): void => {
    const key = combinationOf(row, settings.names);
    if (key === null) {
      if (settings.keepEvents && !settings.keepEmpty) {
        throw ambiguous(
          "keepevents keeps all events and keepempty=false drops those that lack a field; which of them holds is not documented. " +
            "Set keepempty=true, or drop such rows before.",
          settings.names.find(({ name }) => !row.has(name))!.token.span,
        );
      }
      if (settings.keepEmpty) kept.push(row);
      gap = true;
      return;
    }
    if (settings.consecutive) {
      if (gap && key === last) {
        throw ambiguous(
          "Whether duplicates with a row between them that lacks a field are consecutive is not documented. Drop such rows with where isnotnull() before.",
          settings.names[0]!.token.span,
        );
      }
      if (key !== last) seen.clear();
      last = key;
      gap = false;
    }
    const times = seen.get(key) ?? 0;
    if (times === 0 && !settings.consecutive) context.retain(key.length + VALUE_SIZE);
    seen.set(key, times + 1);
    if (times < settings.count) {
      kept.push(row);
    } else if (settings.keepEvents) {
      const stripped = new Map(row);
      for (const { name } of settings.names) stripped.delete(name);
      kept.push(stripped);
    }
  };
  return {
    push: (rows) => {
      rows.forEach(take);
      return kept.splice(0);
    },
    finish: (fields) => ({ fields, rows: [] }),
  };
}

export const dedup: Command = {
  name: "dedup",
  syntax:
    "dedup [<N>] <field-list> [keepevents=<bool>] [keepempty=<bool>] [consecutive=<bool>] [sortby (+|-)<field> …]",
  summary: "Keeps the first rows (one, or N) of each combination of values.",
  page: "Search Reference, dedup",
  options: OPTIONS,
  differences: [
    "keepevents=true without keepempty=true is rejected for a row that lacks a field.",
    "Multi-value fields are equal when they have the same values in the same order.",
    "Events of the same second keep the order of the file; Splunk's order among them is not documented.",
  ],
  examples: ["dedup host", "dedup 2 source host keepempty=true sortby -_time"],
  compile(cursor, _context, span) {
    const options = new Map<string, GivenOption>();
    const takeOptions = (): void => {
      for (let option = tryKnownOption(cursor, "dedup", OPTIONS); option !== undefined; ) {
        options.set(option.name, option);
        option = tryKnownOption(cursor, "dedup", OPTIONS);
      }
    };
    let count = 1;
    const ahead = cursor.fork();
    const first = ahead.tryToken();
    if (first?.quote === null && /^\d+$/.test(first.text)) {
      count = Number(first.text);
      if (count === 0) throw new SplError("invalid_option_value", "dedup keeps at least 1 row.", first.span);
      cursor.position = ahead.position;
    }
    takeOptions();
    const names = fieldList(cursor, { stop: ["sortby"], endsAtOption: true });
    takeOptions();
    const keys: SortKey[] = [];
    if (cursor.take("sortby")) {
      do {
        if (!/^[+-]$/.test(cursor.peek())) throw cursor.unexpected("sortby needs + or - before each field");
        keys.push(readSortKey(cursor));
        cursor.take(",");
      } while (/^[+-]$/.test(cursor.peek()));
    }
    takeOptions();
    cursor.finish("dedup");
    if (names.length === 0) throw cursor.unexpected("dedup needs a field", "missing_argument");
    assertDistinct(names, "dedup");
    const flag = (name: string): boolean => {
      const option = options.get(name);
      return option !== undefined && booleanOption(option);
    };
    const settings: Settings = {
      names,
      count,
      keepEvents: flag("keepevents"),
      keepEmpty: flag("keepempty"),
      consecutive: flag("consecutive"),
    };
    if (settings.keepEvents && count > 1) {
      throw ambiguous(
        "From which row on keepevents removes the fields when several are kept is not documented. Keep one row, or leave keepevents out.",
        span,
      );
    }
    const text = joinParts(
      count === 1 ? "" : String(count),
      printNames(names),
      settings.keepEvents ? "keepevents=true" : "",
      settings.keepEmpty ? "keepempty=true" : "",
      settings.consecutive ? "consecutive=true" : "",
      keys.length === 0 ? "" : `sortby ${keys.map(printSortKey).join(" ")}`,
    );
    if (keys.length === 0) return streamingStep("dedup", span, text, (run) => deduplication(settings, run));
    return makeStep("dedup", span, text, ({ fields, rows }, run) =>
      drain(deduplication(settings, run), { fields, rows: sortRows(rows, keys) }),
    );
  },
};

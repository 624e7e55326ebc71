/** sort: rows in the order of fields. Supports the limit, + and -, auto, str, ip, num, and desc. */
import type { Command } from "../contract/command.ts";
import { SplError } from "../errors/spl-error.ts";
import type { Cursor, Token } from "../text/cursor.ts";
import { joinParts } from "../text/quoting.ts";
import { integerOption, supported, tryKnownOption } from "./support/options.ts";
import { printSortKey, readSortKey, type SortKey, sortRows } from "./support/sorting.ts";
import { ambiguous, makeStep } from "./support/step.ts";

const OPTIONS = [supported("limit", "<int>")];
const DEFAULT_LIMIT = 10_000;

/** Words that look like a direction, but as a key of sort name a field. */
const KEYWORDS = /^(?:asc|ascending|d|desc|descending|by)$/i;

interface Keys {
  readonly keys: readonly SortKey[];
  /** The keyword d or desc at the end, which turns every direction round; null if there is none. */
  readonly reversed: Token | null;
}

/** `sort <sort-by-clause>… [d|desc]`: the keyword is the last word, without a comma before it. */
function readKeys(cursor: Cursor): Keys {
  const keys: SortKey[] = [];
  for (;;) {
    keys.push(readSortKey(cursor));
    if (cursor.take(",")) {
      if (cursor.done) throw cursor.unexpected("A field is missing after the comma", "missing_argument");
      continue;
    }
    if (cursor.done) return { keys, reversed: null };
    const ahead = cursor.fork();
    const word = ahead.tryToken();
    if (word?.quote === null && /^(?:d|desc)$/i.test(word.text) && ahead.done) {
      cursor.position = ahead.position;
      return { keys, reversed: word };
    }
  }
}

/** Whether a sign with a space behind it counts for one field or for all differs between editions of the reference. */
function assertSigned(keys: readonly SortKey[]): void {
  const loose = keys.find(({ sign }) => sign === "loose");
  const bare = keys.find(({ sign }, index) => sign === "none" && index > keys.indexOf(loose!));
  if (loose === undefined || bare === undefined) return;
  throw ambiguous(
    `Whether the sign with a space before "${loose.field.name}" also counts for "${bare.field.name}" is not settled. ` +
      "Write a sign directly before each field.",
    bare.field.token.span,
  );
}

/** `sort a asc`, `sort by a`, `sort a desc, b` name fields that no event has; what Splunk makes of them is not documented. */
function assertNoKeyword(keys: readonly SortKey[], reversed: Token | null, fields: readonly string[]): void {
  if (reversed !== null && fields.includes(reversed.text)) {
    throw ambiguous(
      `Whether "${reversed.text}" is the keyword or the field of that name is not settled. ` +
        'Write "-" before the fields to turn them round, or a comma before the field.',
      reversed.span,
    );
  }
  const key = keys.find(
    ({ field: { name, token }, sign, kind }) =>
      sign === "none" &&
      kind === "auto" &&
      token.quote === null &&
      KEYWORDS.test(name) &&
      !fields.includes(name),
  );
  if (key === undefined) return;
  throw ambiguous(
    `"${key.field.name}" stands where sort expects a field, and no row has such a field. ` +
      "Write -a for descending, a or +a for ascending; only d or desc at the very end is a keyword.",
    key.field.token.span,
  );
}

export const sort: Command = {
  name: "sort",
  syntax: "sort [<count> | limit=<int>] [+|-]<field> [, (+|-)<field>] … [d|desc]",
  summary: "Orders the rows, and keeps the first of them (10,000, or the count; 0 for all).",
  page: "Search Reference, sort",
  options: OPTIONS,
  differences: [
    "A pair of texts on which the reference's two rules for leading numbers disagree is rejected.",
    "num() of what is not a number, ip() of what is not an address, and multi-value fields are rejected.",
    "asc, ascending, desc, descending, d and by among the fields are rejected unless the rows have such a field; so is an end keyword d or desc when they have.",
    "A sign with a space behind it (sort - a b) is rejected when fields without a sign follow.",
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
    const { keys, reversed } = readKeys(cursor);
    assertSigned(keys);
    if (
      keys.length > 1 &&
      keys.some((key, index) => keys.findIndex((k) => k.field.name === key.field.name) !== index)
    ) {
      throw new SplError("invalid_field_name", "A field is named twice in sort.", span);
    }
    const final = reversed !== null ? keys.map((key) => ({ ...key, descending: !key.descending })) : keys;
    const text = joinParts(limit === DEFAULT_LIMIT ? "" : String(limit), final.map(printSortKey).join(", "));
    return makeStep("sort", span, text, (input, run) => {
      run.spend(input.rows.length);
      assertNoKeyword(keys, reversed, input.fields);
      const rows = sortRows(input.rows, final);
      return { fields: input.fields, rows: limit === 0 ? rows : rows.slice(0, limit) };
    });
  },
};

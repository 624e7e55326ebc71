/**
 * join: adds the fields of subsearch rows with equal values in common fields. Reads the rows before it and those of the subsearch; with max=1,
 * the default, the first match is taken. Rejects aliases with where, usetime, keys that match only by another spelling, and same-named fields of
 * which the reference does not say what remains.
 */
import type { Command, RunContext } from "../contract/command.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { joinParts } from "../text/quoting.ts";
import { isMultiple, plainNumberOf, textOf } from "../values/entries.ts";
import { EMPTY_TABLE, type Row, type Table } from "../values/table.ts";
import { printOptions, takeOptions } from "./stats/arguments.ts";
import { assertDistinct, type FieldName, fieldList, isInternal, printNames } from "./support/fields.ts";
import {
  booleanOption,
  type GivenOption,
  integerOption,
  supported,
  unsupported,
  wordOption,
} from "./support/options.ts";
import { ambiguous, makeStep, withFields } from "./support/step.ts";
import { readSubsearch, runPipeline } from "./support/subsearch.ts";

const ALIASES =
  "the names of the columns that it makes are not documented; rename the fields so that their names are equal.";

const OPTIONS = [
  supported("type", "inner|outer|left"),
  supported("max", "<int>"),
  supported("overwrite", "<bool>"),
  supported("usetime", "false"),
  unsupported(
    "earlier",
    "<bool>",
    "it belongs to usetime, whose rule for events of the same time is not documented; leave it out, or use streamstats over both.",
  ),
  unsupported("left", "<alias>", ALIASES),
  unsupported("right", "<alias>", ALIASES),
];

/** "A maximum of 50,000 rows in the right-side dataset can be joined." */
const MAXIMUM_ROWS = 50_000;

interface Plan {
  readonly keys: readonly string[];
  readonly keepUnmatched: boolean;
  /** Matches taken for a row. */
  readonly limit: number;
  readonly overwrite: boolean;
  readonly span: Span;
}

export const join: Command = {
  name: "join",
  syntax: "join [type=inner|outer|left] [max=<int>] [overwrite=<bool>] [<field-list>] <subsearch>",
  summary: "Adds the fields of subsearch rows that have equal values in the named fields.",
  page: "Search Reference, join",
  options: OPTIONS,
  differences: [
    "Without a field list, all fields that both sides have are compared; an internal field among them is rejected.",
    "Rows keep their order; with max, matches are in the order of the subsearch. Of several matches, max=1 takes the first.",
    "Rejected: multivalue keys, keys that differ only in letter case or in how a number is written, rows on both sides without a key, and an internal field (_time) on both sides that is not a key.",
    "With overwrite=true, a field of both sides is rejected where the matching subsearch row lacks it.",
    "More than 50,000 subsearch rows are rejected; the time limit of a subsearch does not exist here.",
  ],
  examples: [
    "join user [ search action=login | stats latest(src) as src by user ]",
    "join type=left max=0 id [ | makeresults ]",
  ],
  compile(cursor, context, span) {
    const options = new Map<string, GivenOption>();
    const fields: FieldName[] = [];
    while (!cursor.done && cursor.peek() !== "[") {
      const before = cursor.position;
      takeOptions(cursor, "join", OPTIONS, options);
      fields.push(...fieldList(cursor, { endsAtOption: true }));
      if (cursor.position === before) break;
    }
    const pipeline = readSubsearch(cursor, context, "join");
    cursor.finish("join");
    assertDistinct(fields, "join");
    const flag = (name: string, otherwise: boolean): boolean =>
      options.has(name) ? booleanOption(options.get(name)!) : otherwise;
    if (flag("usetime", false)) {
      const message =
        "join cannot support usetime=true: its rule for events of the same time is not documented. Leave it out, or use streamstats over both.";
      throw new SplError("unsupported_option", message, options.get("usetime")!.value.span);
    }
    const type = options.has("type") ? wordOption(options.get("type")!, ["inner", "outer", "left"]) : "inner";
    const max = options.has("max") ? integerOption(options.get("max")!, 0) : 1;
    const text = joinParts(printOptions(options), printNames(fields, ", "), `[ ${pipeline.text} ]`);
    return makeStep("join", span, text, async (input, run) => {
      const right = await runPipeline(pipeline, EMPTY_TABLE, run);
      if (right.rows.length > MAXIMUM_ROWS) {
        throw new SplError(
          "limit",
          `join takes at most ${MAXIMUM_ROWS} rows of a subsearch: aggregate them with stats, or use lookup.`,
          span,
        );
      }
      const keys = fields.length > 0 ? fields.map(({ name }) => name) : commonFields(input, right, span);
      const plan: Plan = {
        keys,
        keepUnmatched: type !== "inner",
        limit: max === 0 ? Number.POSITIVE_INFINITY : max,
        overwrite: flag("overwrite", true),
        span,
      };
      return joinTables(input, right, plan, run);
    });
  },
};

function commonFields(left: Table, right: Table, span: Span): string[] {
  const common = left.fields.filter((field) => right.fields.includes(field));
  const internal = common.find(isInternal);
  if (internal !== undefined) {
    throw ambiguous(
      `Whether join compares ${internal} without a field list is not documented. Name the fields.`,
      span,
    );
  }
  if (common.length > 0) return common;
  throw ambiguous(
    "What join does where both sides have no common field is not documented. Name the fields.",
    span,
  );
}

/** Throws SplError ambiguous where the reference does not say which rows match or what remains. */
function joinTables(left: Table, right: Table, plan: Plan, run: RunContext): Table {
  const index = new Map<string, Row[]>();
  /** Spellings that may be equal → the key as written. */
  const spellings = new Map<string, string>();
  let incomplete = false;
  for (const row of right.rows) {
    const key = keyOf(row, plan);
    if (key === null) {
      incomplete = true;
      continue;
    }
    const rows = index.get(key.exact);
    if (rows === undefined) index.set(key.exact, [row]);
    else rows.push(row);
    spellings.set(key.loose, key.exact);
  }
  const rows: Row[] = [];
  for (const row of left.rows) {
    run.spend(1);
    const matches = matchesOf(row, index, spellings, incomplete, plan);
    if (matches.length === 0) {
      if (plan.keepUnmatched) rows.push(row);
      continue;
    }
    const taken = matches.slice(0, plan.limit);
    run.spend(taken.length);
    for (const match of taken) {
      const merged = merge(row, match, left, right, plan);
      run.holdFields(merged.size, plan.span);
      rows.push(merged);
    }
    if (rows.length > run.maximumRows) {
      const message = `join gives more than ${run.maximumRows} rows. Name more fields, or use stats in the subsearch.`;
      throw new SplError("limit", message, plan.span);
    }
  }
  return { fields: withFields(left.fields, right.fields), rows };
}

function matchesOf(
  row: Row,
  index: ReadonlyMap<string, Row[]>,
  spellings: ReadonlyMap<string, string>,
  incomplete: boolean,
  plan: Plan,
): readonly Row[] {
  const key = keyOf(row, plan);
  if (key === null) {
    if (!incomplete) return [];
    const names = plan.keys.join(", ");
    throw ambiguous(
      `Whether join matches rows that both lack one of ${names} is not documented. Drop them before.`,
      plan.span,
    );
  }
  const found = index.get(key.exact);
  if (found !== undefined) return found;
  if (spellings.has(key.loose)) {
    throw ambiguous(
      "Whether join matches values that differ only in letter case or in how a number is written is not documented: " +
        `${key.exact} and ${spellings.get(key.loose)}. Make them equal before.`,
      plan.span,
    );
  }
  return [];
}

/** The values of the keys, as written and without regard to spelling; null where one is missing. */
function keyOf(row: Row, plan: Plan): { exact: string; loose: string } | null {
  const exact: string[] = [];
  const loose: string[] = [];
  for (const name of plan.keys) {
    const value = row.get(name);
    if (value === undefined) return null;
    if (isMultiple(value)) {
      throw ambiguous(
        `How join compares the multivalue field "${name}" is not documented. Use mvexpand before.`,
        plan.span,
      );
    }
    const text = textOf(value);
    exact.push(text);
    loose.push(String(plainNumberOf(value) ?? text.toLowerCase()));
  }
  return { exact: JSON.stringify(exact), loose: JSON.stringify(loose) };
}

function merge(left: Row, match: Row, leftTable: Table, rightTable: Table, plan: Plan): Row {
  const merged = new Map(left);
  for (const [field, value] of match) {
    if (plan.keys.includes(field)) continue;
    if (isInternal(field) && leftTable.fields.includes(field)) {
      const message = `Whether join replaces the internal field ${field} is not documented. End the subsearch with table or stats.`;
      throw ambiguous(message, plan.span);
    }
    if (plan.overwrite || !left.has(field)) merged.set(field, value);
  }
  if (!plan.overwrite) return merged;
  const kept = rightTable.fields.find((field) => left.has(field) && !match.has(field));
  if (kept === undefined) return merged;
  const message = `Whether "${kept}" keeps its value where the subsearch row that matches has none is not documented.`;
  throw ambiguous(`${message} Use another name in the subsearch, or overwrite=false.`, plan.span);
}

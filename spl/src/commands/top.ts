/**
 * top and rare: the most and least frequent values, with count and percentage. Supports the limit, countfield,
 * percentfield, showcount, showperc, useother and otherstr; rejects what the reference does not settle: ties of rare at
 * the limit, percentages of multi-value fields.
 */
import type { Command, CommandOption, RowStream, RunContext } from "../contract/command.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { joinParts } from "../text/quoting.ts";
import { isMultiple, textOf } from "../values/entries.ts";
import { compareText } from "../values/order.ts";
import type { Row, Scalar } from "../values/table.ts";
import { printOptions, takeOptions } from "./stats/arguments.ts";
import { combinations, compareGroups, groupKey, MAXIMUM_GROUPS } from "./stats/groups.ts";
import { assertDistinct, type FieldName, fieldList, printNames, someFields } from "./support/fields.ts";
import { booleanOption, type GivenOption, integerOption, supported } from "./support/options.ts";
import { ambiguous, streamingStep } from "./support/step.ts";

const OPTIONS: readonly CommandOption[] = [
  supported("limit", "<int>"),
  supported("countfield", "<string>"),
  supported("percentfield", "<string>"),
  supported("showcount", "<bool>"),
  supported("showperc", "<bool>"),
];
const TOP_OPTIONS = [...OPTIONS, supported("useother", "<bool>"), supported("otherstr", "<string>")];
/** limits.conf maxresultrows of [top] and [rare]. */
const MAXIMUM_ROWS = 50_000;

interface Settings {
  readonly rare: boolean;
  readonly fields: readonly FieldName[];
  readonly by: readonly FieldName[];
  readonly limit: number;
  readonly countField: string | null;
  readonly percentField: string | null;
  readonly other: string | null;
  readonly span: Span;
}

interface Counted {
  readonly values: readonly Scalar[];
  count: number;
}

/** The rows of one by-group, counted. */
class Tally {
  total = 0;
  readonly counts = new Map<string, Counted>();
  constructor(readonly by: readonly Scalar[]) {}
}

/**
 * The percentage is one "of events in your search results"; whether those without the field are among them is left open,
 * so a row of a by-group that lacks the field is rejected where percentages are shown.
 */
function assertNoShare(row: Row, { percentField, by, fields }: Settings, context: RunContext): void {
  if (percentField === null || combinations(row, by, false, context).length === 0) return;
  const lacking = fields.find(({ name }) => !row.has(name))!;
  throw ambiguous(
    `Whether rows without "${lacking.name}" count in the percentages is not documented. ` +
      "Drop them (where isnotnull) before, or set showperc=false.",
    lacking.token.span,
  );
}

/** Counts rows as they come. */
class Counter {
  private readonly tallies = new Map<string, Tally>();

  constructor(
    private readonly settings: Settings,
    private readonly context: RunContext,
  ) {}

  add(row: Row): void {
    const { settings, context, tallies } = this;
    const multiple = settings.fields.find(({ name }) => isMultiple(row.get(name) ?? ""));
    if (multiple !== undefined && (settings.percentField !== null || settings.fields.length > 1)) {
      throw ambiguous(
        `What share of the rows a value of the multi-value field "${multiple.name}" has is not documented. ` +
          "Use a single field with showperc=false, or mvexpand before.",
        multiple.token.span,
      );
    }
    const combined = combinations(row, settings.fields, false, context);
    if (combined.length === 0) {
      assertNoShare(row, settings, context);
      return;
    }
    for (const by of combinations(row, settings.by, false, context)) {
      const key = groupKey(by);
      let tally = tallies.get(key);
      if (tally === undefined) {
        context.retain(key.length);
        tally = new Tally(by);
        tallies.set(key, tally);
      }
      for (const values of combined) {
        tally.total++;
        const valueKey = groupKey(values);
        const counted = tally.counts.get(valueKey);
        if (counted !== undefined) counted.count++;
        else {
          context.retain(valueKey.length);
          tally.counts.set(valueKey, { values, count: 1 });
        }
      }
      if (tallies.size + tally.counts.size > MAXIMUM_GROUPS) {
        throw new SplError("limit", "There are too many different values to count.", settings.span);
      }
    }
  }

  sorted(): Tally[] {
    return [...this.tallies.values()].sort((a, b) => compareGroups(a.by, b.by));
  }
}

/** "Only the last lexicographical value … is returned" of values that are equally frequent (top, Usage). */
function lastFirst(left: Counted, right: Counted): number {
  for (let i = 0; i < left.values.length; i++) {
    const order = compareText(textOf(right.values[i]!), textOf(left.values[i]!));
    if (order !== 0) return order;
  }
  return 0;
}

function select(tally: Tally, settings: Settings): { kept: Counted[]; rest: number } {
  const sign = settings.rare ? -1 : 1;
  const all = [...tally.counts.values()].sort((a, b) => (b.count - a.count) * sign || lastFirst(a, b));
  const limit = settings.limit === 0 ? MAXIMUM_ROWS : settings.limit;
  if (settings.limit === 0 && all.length > MAXIMUM_ROWS) {
    throw new SplError("limit", `There are more than ${MAXIMUM_ROWS} values.`, settings.span);
  }
  const kept = all.slice(0, limit);
  if (settings.rare && all.length > limit && all[limit]!.count === all[limit - 1]!.count) {
    throw ambiguous(
      `Which of several equally rare values are among the ${limit} is not documented. Raise limit, or use stats and sort.`,
      settings.span,
    );
  }
  return { kept, rest: all.slice(limit).reduce((sum, counted) => sum + counted.count, 0) };
}

function rowsOf(tally: Tally, settings: Settings): Row[] {
  const { kept, rest } = select(tally, settings);
  const make = (values: readonly Scalar[], times: number): Row => {
    const row: Row = new Map();
    settings.by.forEach(({ name }, i) => {
      row.set(name, tally.by[i]!);
    });
    settings.fields.forEach(({ name }, i) => {
      row.set(name, values[i]!);
    });
    if (settings.countField !== null) row.set(settings.countField, times);
    if (settings.percentField !== null)
      row.set(settings.percentField, ((times / tally.total) * 100).toFixed(6));
    return row;
  };
  const rows = kept.map((counted) => make(counted.values, counted.count));
  if (settings.other !== null && rest > 0) rows.push(make([settings.other], rest));
  return rows;
}

function open(settings: Settings, context: RunContext): RowStream {
  const { by, fields, countField, percentField } = settings;
  const names = [...by, ...fields].map(({ name }) => name);
  const extra = [countField, percentField].filter((name) => name !== null);
  const counter = new Counter(settings, context);
  return {
    push: (rows) => {
      for (const row of rows) counter.add(row);
      return [];
    },
    finish: () => ({
      fields: [...names, ...extra],
      rows: counter.sorted().flatMap((tally) => rowsOf(tally, settings)),
    }),
  };
}

function command(rare: boolean): Command {
  const name = rare ? "rare" : "top";
  const known = rare ? OPTIONS : TOP_OPTIONS;
  return {
    name,
    syntax: `${name} ${rare ? "" : "[<N>] "}[<options>…] <field-list> [BY <field-list>]`,
    summary: `The ${rare ? "least" : "most"} frequent values, with how often they occur and their share in percent.`,
    page: `Search Reference, ${name}`,
    options: known,
    differences: [
      rare
        ? "Rejected when several equally rare values compete for the last places."
        : "Equally frequent values come in descending lexicographic order, as the reference's example has it.",
      "Rejected when rows lack the field, unless showperc=false: the reference does not say of what the percentage is then.",
      "A multi-value field is counted by its values, but only with showperc=false.",
    ],
    examples: rare
      ? ["rare url limit=5"]
      : ["top limit=20 referer", "top 1 product by category showperc=f countfield=total"],
    compile(cursor, _context, span) {
      const options = new Map<string, GivenOption>();
      takeOptions(cursor, name, known, options);
      let limit = 10;
      const ahead = cursor.fork();
      const first = ahead.tryToken();
      let text = "";
      if (first?.quote === null && /^\d+$/.test(first.text)) {
        if (rare) throw cursor.unexpected("rare takes limit=, not a number");
        limit = Number(first.text);
        text = first.text;
        cursor.position = ahead.position;
        takeOptions(cursor, name, known, options);
      }
      const fields = someFields(cursor, name, { stop: ["by"], endsAtOption: true });
      takeOptions(cursor, name, known, options);
      let by: FieldName[] = [];
      if (cursor.take("by")) by = fieldList(cursor, { endsAtOption: true });
      takeOptions(cursor, name, known, options);
      cursor.finish(name);
      assertDistinct([...by, ...fields], name);
      const given = options.get("limit");
      if (given !== undefined) {
        if (text !== "")
          throw new SplError(
            "invalid_option_value",
            "top takes a number or limit, not both.",
            given.value.span,
          );
        limit = integerOption(given, 0);
      }
      if (limit > MAXIMUM_ROWS)
        throw new SplError("limit", `${name} gives at most ${MAXIMUM_ROWS} rows: use a smaller limit.`, span);
      const flag = (option: string, otherwise: boolean): boolean =>
        options.has(option) ? booleanOption(options.get(option)!) : otherwise;
      const label = (option: string, otherwise: string): string =>
        options.get(option)?.value.text ?? otherwise;
      const other = flag("useother", false) ? label("otherstr", "OTHER") : null;
      if (other !== null && fields.length > 1) {
        throw ambiguous(
          "Where the label of useother goes among several fields is not documented. Join the fields with eval before, or leave useother out.",
          span,
        );
      }
      const settings: Settings = {
        rare,
        fields,
        by,
        limit,
        countField: flag("showcount", true) ? label("countfield", "count") : null,
        percentField: flag("showperc", true) ? label("percentfield", "percent") : null,
        other,
        span,
      };
      const taken = [...by, ...fields].find(
        ({ name: n }) => n === settings.countField || n === settings.percentField,
      );
      if (taken !== undefined) {
        throw ambiguous(
          `The field "${taken.name}" has the name of a column that ${name} makes. Set countfield or percentfield.`,
          taken.token.span,
        );
      }
      const canonical = joinParts(
        text,
        printOptions(options),
        printNames(fields, ", "),
        by.length === 0 ? "" : `by ${printNames(by, ", ")}`,
      );
      return streamingStep(name, span, canonical, (context) => open(settings, context));
    },
  };
}

export const top = command(false);
export const rare = command(true);

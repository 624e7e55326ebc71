/**
 * convert: values to numbers and times to texts. Supports timeformat and the functions of the reference where it says what
 * they do to a value; a value that a function is not documented for is rejected.
 */
import type { Command, RunContext } from "../contract/command.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { joinParts, printName, printText } from "../text/quoting.ts";
import { parseFormat } from "../time/format.ts";
import { readTime } from "../time/read.ts";
import { formatTime } from "../time/write.ts";
import { isMultiple, numberOf, textOf } from "../values/entries.ts";
import { withAllDigits } from "../values/number.ts";
import type { Row, Scalar, Table, Value } from "../values/table.ts";
import { type FieldName, fieldName, fieldPattern } from "./support/fields.ts";
import { supported, tryKnownOption } from "./support/options.ts";
import { ambiguous, makeStep, placedAt, withFields } from "./support/step.ts";

const OPTIONS = [supported("timeformat", "<string>")];
const DEFAULT_FORMAT = "%m/%d/%Y %H:%M:%S";

/** What a function makes of a value; null when it is not documented for it. */
type Conversion = (value: Scalar, format: string, context: RunContext, span: Span) => Value | null;

const ctime: Conversion = (value, format, context, span) => {
  const epoch = numberOf(value);
  return epoch === null ? null : formatTime(epoch, parseFormat(format, span), context.timezone, span);
};

const mktime: Conversion = (value, format, context, span) =>
  readTime(textOf(value), parseFormat(format, span), context.timezone, span);

/** "[D+]HH:MM:SS" */
const dur2sec: Conversion = (value) => {
  const parts = /^(?:(\d+)\+)?(\d{1,2}):(\d{2}):(\d{2})$/.exec(textOf(value));
  if (parts === null || Number(parts[3]) > 59 || Number(parts[4]) > 59) return null;
  const [days, hours, minutes, seconds] = [parts[1] ?? "0", parts[2]!, parts[3]!, parts[4]!].map(Number);
  return days! * 86_400 + hours! * 3600 + minutes! * 60 + seconds!;
};

/** "[MM:]SS.SSS" */
const mstime: Conversion = (value) => {
  const parts = /^(?:(\d+):)?(\d+)(\.\d+)?$/.exec(textOf(value));
  if (parts === null || (parts[1] !== undefined && Number(parts[2]) > 59)) return null;
  const whole = Number(parts[1] ?? 0) * 60 + Number(parts[2]);
  return parts[3] === undefined ? whole : Number(`${whole}${parts[3]}`);
};

/** A number of kilobytes, the "k" optional. Whether "m" and "g" count by 1,000 or 1,024 is not documented. */
const memk: Conversion = (value) => {
  const parts = /^(\d+(?:\.\d+)?)k?$/.exec(textOf(value));
  return parts === null ? null : Number(parts[1]);
};

const rmcomma: Conversion = (value) => (typeof value === "number" ? value : value.replaceAll(",", ""));

/** "Looks for numbers at the beginning of the value and removes trailing text." */
const rmunit: Conversion = (value) => {
  if (typeof value === "number") return value;
  const parts = /^(-?\d+(?:\.\d+)?)(?![\d.,:eE])/.exec(value);
  return parts === null ? null : Number(parts[1]);
};

const CONVERSIONS: ReadonlyMap<string, Conversion> = new Map([
  ["ctime", ctime],
  ["mktime", mktime],
  ["dur2sec", dur2sec],
  ["mstime", mstime],
  ["memk", memk],
  ["rmcomma", rmcomma],
  ["rmunit", rmunit],
]);
const NAMES = [...CONVERSIONS.keys(), "auto", "num", "none"];

interface Call {
  readonly name: string;
  readonly field: FieldName;
  readonly target: FieldName | null;
  readonly span: Span;
}

/** A text that no conversion of the reference could take for a number: it begins with neither digit, sign nor point. */
function isPlainText(value: Scalar): boolean {
  return typeof value === "string" && !/^\s*[-+.,]*\d/.test(value);
}

/** auto and num: plain numbers are converted, texts are left (auto) or removed (num); what is between is rejected. */
function convertNumbers(rows: readonly Row[], field: string, call: Call): Map<Row, Value | null> {
  const results = new Map<Row, Value | null>();
  let untouched = false;
  const doubtful: Scalar[] = [];
  for (const row of rows) {
    const value = row.get(field);
    if (value === undefined) continue;
    const entry = single(value, field, call);
    const number = isPlainText(entry) ? null : numberOf(entry);
    if (number !== null) results.set(row, number);
    else if (!isPlainText(entry)) doubtful.push(entry);
    else if (call.name === "num") results.set(row, null);
    else untouched = true;
  }
  // "If not all values of a particular field can be converted …, the field is left untouched."
  if (untouched) return new Map();
  if (doubtful.length > 0) {
    throw ambiguous(
      `Which conversion ${call.name}() takes for "${textOf(doubtful[0]!)}" is not documented. Name one: dur2sec(), rmcomma(), rmunit() …`,
      call.span,
    );
  }
  return results;
}

function single(value: Value, field: string, call: Call): Scalar {
  if (!isMultiple(value)) return value;
  throw ambiguous(
    `How ${call.name}() converts the multi-value field "${field}" is not documented.`,
    call.span,
  );
}

function convertField(
  rows: readonly Row[],
  field: string,
  call: Call,
  format: string,
  context: RunContext,
): Map<Row, Value | null> {
  const conversion = CONVERSIONS.get(call.name);
  if (conversion === undefined) return convertNumbers(rows, field, call);
  const results = new Map<Row, Value | null>();
  for (const row of rows) {
    const value = row.get(field);
    if (value === undefined) continue;
    const entry = single(value, field, call);
    const result = conversion(entry, format, context, call.span);
    if (result === null) {
      throw ambiguous(
        `What ${call.name}() makes of "${textOf(entry)}" is not documented. Drop such values with eval if() before.`,
        call.span,
      );
    }
    results.set(row, result);
  }
  return results;
}

function run(input: Table, calls: readonly Call[], format: string, context: RunContext): Table {
  const excluded = calls.filter((call) => call.name === "none").map((call) => fieldPattern(call.field.name));
  let { fields, rows } = input;
  const done = new Map<string, Call>();
  for (const call of calls) {
    if (call.name === "none") continue;
    const matches = fieldPattern(call.field.name);
    const wild = call.field.name.includes("*");
    const chosen = fields.filter(
      (field) => matches(field) && !(wild && excluded.some((test) => test(field))),
    );
    for (const field of chosen) {
      const target = call.target?.name ?? field;
      if (done.has(target)) {
        throw ambiguous(
          `"${target}" would be converted twice; the order of that is not documented.`,
          call.span,
        );
      }
      done.set(target, call);
      let results: Map<Row, Value | null>;
      try {
        results = convertField(rows, field, call, format, context);
        for (const result of results.values()) withAllDigits(result);
      } catch (error) {
        throw placedAt(call.span, error);
      }
      rows = rows.map((row) => {
        const result = results.get(row);
        if (result === undefined) return row;
        const changed = new Map(row);
        if (result === null) changed.delete(target);
        else changed.set(target, result);
        return changed;
      });
      fields = withFields(fields, [target]);
    }
  }
  return { fields, rows };
}

export const convert: Command = {
  name: "convert",
  syntax: "convert [timeformat=<string>] <function>(<wc-field>) [AS <field>] …",
  summary: "Converts values: ctime, mktime, dur2sec, mstime, memk, rmcomma, rmunit, auto, num, none.",
  page: "Search Reference, convert",
  options: OPTIONS,
  differences: [
    "A value that a function is not documented for is rejected; so are m and g in memk(), which may count by 1,000 or 1,024.",
    "auto() and num() convert plain numbers; values that look like durations, or have commas or units, are rejected.",
  ],
  examples: ['convert timeformat="%H:%M:%S" ctime(_time) as c_time', "convert auto(*) none(src_ip)"],
  compile(cursor, _context, span) {
    let format = DEFAULT_FORMAT;
    const option = tryKnownOption(cursor, "convert", OPTIONS);
    if (option !== undefined) {
      format = option.value.text;
      parseFormat(format, option.value.span);
    }
    const calls: Call[] = [];
    do {
      const name = cursor.token("A function of convert");
      const lower = name.text.toLowerCase();
      if (!NAMES.includes(lower)) {
        throw new SplError(
          "unknown_function",
          `convert has no function "${name.text}"; it has ${NAMES.join(", ")}.`,
          name.span,
        );
      }
      cursor.expect("(", `${lower}()`);
      const field = fieldName(cursor.token(`The field of ${lower}()`), "wildcard");
      cursor.expect(")", `${lower}()`);
      const place = cursor.spanFrom(name.span.start);
      let target: FieldName | null = null;
      if (cursor.take("as")) {
        target = fieldName(cursor.token("The name after AS"));
        if (field.name.includes("*")) {
          throw new SplError("invalid_field_name", "Several fields cannot get one name.", target.token.span);
        }
      }
      calls.push({ name: lower, field, target, span: place });
      cursor.take(",");
    } while (!cursor.done);
    const text = joinParts(
      option === undefined ? "" : `timeformat=${printText(format)}`,
      calls
        .map(({ name, field, target }) =>
          joinParts(
            `${name}(${printName(field.name)})`,
            target === null ? "" : `as ${printName(target.name)}`,
          ),
        )
        .join(" "),
    );
    return makeStep("convert", span, text, (input, context) => run(input, calls, format, context));
  },
};

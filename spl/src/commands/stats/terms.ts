/**
 * Reads the aggregates of stats and its relatives: `count, sum(bytes) as total avg(eval(a*b))`, separated by commas or
 * spaces. Gives one term each. Rejects unknown functions by name, wildcards, and names that are not settled.
 */
import {
  AllNumbers,
  findStatsFunction,
  NUMBER_FUNCTIONS,
  STATS_FUNCTION_NAMES,
  unsupportedStatsFunction,
} from "../../aggregates/index.ts";
import type { CompileContext } from "../../contract/command.ts";
import type { EvalContext, Expression } from "../../contract/expression.ts";
import type {
  Aggregator,
  PercentileMethod,
  Retain,
  StatsFunction,
  StatsSettings,
} from "../../contract/function.ts";
import { nearest } from "../../errors/nearest.ts";
import { type Span, SplError } from "../../errors/spl-error.ts";
import { unclosed } from "../../errors/unclosed.ts";
import { guarded } from "../../evaluation/guarded.ts";
import { Cursor, type Token } from "../../text/cursor.ts";
import { printName } from "../../text/quoting.ts";
import { orderText } from "../../values/number.ts";
import type { Row, Value } from "../../values/table.ts";
import { type FieldName, fieldName, fieldToken } from "../support/fields.ts";
import { ambiguous } from "../support/step.ts";
import { captureWildcards, countWildcards, fillWildcards } from "../support/wildcards.ts";

/** What count without a field counts: the row itself. */
const ROW: Value = 1;

export class Term {
  constructor(
    readonly entry: StatsFunction,
    readonly parameter: number | null,
    /** The function as written. */
    private readonly written: string,
    readonly field: string | null,
    readonly expression: Expression | null,
    readonly alias: string | null,
    readonly span: Span,
    private readonly settings: StatsSettings,
    /** The field with its place, where it has a wildcard and stands for several. */
    readonly pattern: FieldName | null = null,
  ) {}

  /** The same function of one of the fields that a wildcard stands for. */
  ofField(field: string, alias: string | null): Term {
    return new Term(this.entry, this.parameter, this.written, field, null, alias, this.span, this.settings);
  }

  /** The name of the output column. Throws where Splunk's naming is not documented. */
  get name(): string {
    if (this.alias !== null) return this.alias;
    if (this.expression !== null) {
      throw ambiguous("The name of an aggregate of eval(…) is not documented. Name it with AS.", this.span);
    }
    if (this.written !== this.written.toLowerCase()) {
      throw ambiguous(
        `The column's name for "${this.written}" in capitals is not documented. Name it with AS, or write it small.`,
        this.span,
      );
    }
    return this.field === null ? this.written : `${this.written}(${this.field})`;
  }

  /** Canonical text. */
  get text(): string {
    const argument = this.expression === null ? this.field : null;
    const inner =
      this.expression !== null
        ? `(eval(${this.expression.print()}))`
        : argument === null
          ? ""
          : `(${printName(argument)})`;
    return `${this.written}${inner}${this.alias === null ? "" : ` as ${printName(this.alias)}`}`;
  }

  start(allNumbers: boolean, retain: Retain): Aggregator {
    const aggregator = this.entry.start(this.parameter, this.settings, retain);
    return allNumbers && NUMBER_FUNCTIONS.has(this.entry.name) ? new AllNumbers(aggregator) : aggregator;
  }

  /** The value that a row gives to the aggregate; null where it gives none. */
  input(row: Row, context: EvalContext): Value | null {
    if (this.expression === null) return this.field === null ? ROW : (row.get(this.field) ?? null);
    const result = this.expression.evaluate(row, context);
    if (typeof result !== "boolean") {
      this.rejectZeros(result, row, context);
      return result;
    }
    // count(eval(condition)) counts the rows for which the condition is true.
    if (this.entry.name === "count") return result ? ROW : null;
    throw this.condition();
  }

  /** values() and its like keep texts, and eval may show a calculated 10 as 10.00. */
  private rejectZeros(result: Value | null, row: Row, context: EvalContext): void {
    const { name } = this.entry;
    if (typeof result !== "number" || name === "count" || NUMBER_FUNCTIONS.has(name)) return;
    const shown = this.expression!.display(row, context);
    if (typeof shown !== "string" || shown === orderText(result)) return;
    throw ambiguous(
      `eval would show ${result} as ${shown}, and which text ${this.written}() keeps is not documented. Wrap it in exact().`,
      this.expression!.span,
    );
  }

  condition(): SplError {
    const text = `${this.written}() cannot take a condition; only count(eval(…)) can. Use eval(if(…, 1, 0)).`;
    return new SplError("wrong_type", text, this.expression?.span ?? this.span);
  }
}

/** The end of the parentheses that open here, quotes respected. */
function closing(cursor: Cursor, open: number): number {
  const text = cursor.source.text;
  let depth = 0;
  for (let i = open; i < cursor.end; i++) {
    const character = text[i]!;
    if (character === '"' || character === "'") {
      const quote = character;
      for (i++; i < cursor.end && text[i] !== quote; i++) if (text[i] === "\\") i++;
    } else if (character === "(") {
      depth++;
    } else if (character === ")" && --depth === 0) {
      return i;
    }
  }
  throw unclosed("(", { start: open, end: open + 1 });
}

function findEntry(token: Token): { entry: StatsFunction; parameter: number | null } {
  if (token.quote !== null) {
    throw new SplError(
      "unexpected_text",
      "A statistical function is expected here, not a quoted text.",
      token.span,
    );
  }
  const found = findStatsFunction(token.text);
  if (found !== undefined) return found;
  const why = unsupportedStatsFunction(token.text);
  if (why !== undefined) {
    throw new SplError(
      "unsupported_function",
      `The function ${token.text}() is unsupported: ${why}.`,
      token.span,
    );
  }
  const close = nearest(token.text.toLowerCase(), STATS_FUNCTION_NAMES);
  const hint = close === null ? "" : ` Did you mean ${close}?`;
  throw new SplError("unknown_function", `Unknown statistical function "${token.text}".${hint}`, token.span);
}

interface Argument {
  readonly field: string | null;
  readonly expression: Expression | null;
  readonly pattern: FieldName | null;
}

function readArgument(inner: Cursor, token: Token, context: CompileContext): Argument {
  if (inner.done) return { field: null, expression: null, pattern: null };
  const ahead = inner.fork();
  const first = ahead.tryToken();
  if (first?.quote === null && first.text.toLowerCase() === "eval" && ahead.peek() === "(") {
    const close = closing(ahead, ahead.position);
    const expressionCursor = new Cursor(inner.source, ahead.position + 1, close);
    // eval shows a calculated number at the precision of its least precise input; whether an aggregate takes in that or all
    // digits is not documented, so where the two differ there is no answer.
    const expression = guarded(context.expression(expressionCursor));
    expressionCursor.finish("eval()");
    inner.position = close + 1;
    inner.finish(`${token.text}()`);
    return { field: null, expression, pattern: null };
  }
  const name = inner.token(`The field of ${token.text}()`);
  inner.finish(`${token.text}()`);
  const field = fieldName(name, "wildcard");
  return { field: field.name, expression: null, pattern: name.text.includes("*") ? field : null };
}

/** What the app's limits.conf says, else what the user assumes. */
function statsSettings({ app, assumptions }: CompileContext): StatsSettings {
  const settings = app?.statsSettings() ?? { percentiles: null };
  if (settings.percentiles !== null) return settings;
  return { percentiles: (assumptions.get("percentile") as PercentileMethod | undefined) ?? null };
}

/** Read one aggregate with its AS. */
export function readTerm(cursor: Cursor, context: CompileContext): Term {
  const token = cursor.token("A statistical function");
  const { entry, parameter } = findEntry(token);
  let argument: Argument = { field: null, expression: null, pattern: null };
  if (cursor.position < cursor.end && cursor.source.text[cursor.position] === "(") {
    const close = closing(cursor, cursor.position);
    argument = readArgument(new Cursor(cursor.source, cursor.position + 1, close), token, context);
    cursor.position = close + 1;
  }
  if (argument.field === null && argument.expression === null && entry.argument === "required") {
    throw new SplError(
      "missing_argument",
      `${token.text}() needs a field, as in ${token.text}(bytes).`,
      token.span,
    );
  }
  const span = cursor.spanFrom(token.span.start);
  let alias: string | null = null;
  if (cursor.take("as")) {
    const name = fieldName(
      fieldToken(cursor, "The name after AS"),
      argument.pattern === null ? "plain" : "wildcard",
    );
    if (countWildcards(name.name) !== countWildcards(argument.pattern?.name ?? "")) {
      const text = `"${argument.pattern!.name}" and "${name.name}" must have the same number of wildcards.`;
      throw new SplError("invalid_field_name", text, name.token.span);
    }
    alias = name.name;
  }
  const term = new Term(
    entry,
    parameter,
    token.text,
    argument.field,
    argument.expression,
    alias,
    span,
    statsSettings(context),
    argument.pattern,
  );
  if (term.expression?.kind === "boolean" && entry.name !== "count") throw term.condition();
  return term;
}

/**
 * The terms with their wildcards replaced by the fields of the table that match, in its order. Internal fields are
 * matched only by a pattern that begins with an underscore, as in the reference's `streamstats sum(*) as total_*`.
 */
export function expandTerms(
  terms: readonly Term[],
  by: readonly string[],
  fields: readonly string[],
): Term[] {
  const expanded = terms.flatMap((term) => {
    const { pattern } = term;
    if (pattern === null) return [term];
    const made: Term[] = [];
    for (const field of fields) {
      const captured = captureWildcards(pattern, field);
      if (captured === null) continue;
      if (by.includes(field)) {
        throw ambiguous(
          `Whether "${pattern.name}" stands for the BY field "${field}" too is not documented. Name the fields.`,
          pattern.token.span,
        );
      }
      made.push(term.ofField(field, term.alias === null ? null : fillWildcards(term.alias, captured)));
    }
    if (made.length > 0) return made;
    throw ambiguous(
      `No field matches "${pattern.name}"; what ${term.entry.name}() of none gives is not documented. Name a field.`,
      pattern.token.span,
    );
  });
  if (expanded.length !== terms.length || terms.some((term) => term.pattern !== null)) {
    assertNames(expanded, by);
  }
  return expanded;
}

/** Reject two terms that would fill the same column, and the same function of a field named twice. */
export function assertNames(terms: readonly Term[], taken: readonly string[]): void {
  const names = new Set(taken);
  const sources = new Set<string>();
  for (const term of terms) {
    // What a wildcard stands for is known, and checked, when there are rows.
    if (term.pattern !== null) continue;
    if (names.has(term.name)) {
      throw new SplError(
        "invalid_field_name",
        `The column "${term.name}" would be filled twice. Name one with AS.`,
        term.span,
      );
    }
    names.add(term.name);
    if (term.field === null) continue;
    const source = `${term.entry.name}${term.parameter ?? ""}(${term.field})`;
    if (sources.has(source)) {
      throw new SplError(
        "invalid_field_name",
        `${source} is computed twice; Splunk does not allow one field to be renamed to several names.`,
        term.span,
      );
    }
    sources.add(source);
  }
}

/**
 * Reads a search as written, gives steps ready to run. Every command is checked before a row is read, and everything that
 * is wrong is reported at once (SearchError).
 *
 * The first command: text without a pipe in front is a base search, with or without the word `search`; after a pipe stands
 * a generating command (Search Manual, "About the search pipeline"; Search Reference, "Command types").
 */
import type { Assumptions } from "../assumptions/index.ts";
import type { AppView, CompileContext, Pipeline, SearchTimes, Step, TimeRange } from "../contract/command.ts";
import type { Expression, Result } from "../contract/expression.ts";
import type { SearchState } from "../contract/state.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { BUILT_IN_MACROS } from "../macros/built-in.ts";
import { type ExpandOptions, expandSearch } from "../macros/expand.ts";
import { Cursor } from "../text/cursor.ts";
import { splitPipeline } from "../text/pipeline.ts";
import { SearchError, toSearchError } from "../text/search-error.ts";
import { Source } from "../text/source.ts";
import type { Row, Table } from "../values/table.ts";
import { findCommand, type Registry } from "./registry.ts";

export interface CompileOptions {
  readonly registry: Registry;
  readonly app: AppView | null;
  /** Names of the app's custom commands, to suggest one for a misspelt name. */
  readonly customNames: readonly string[];
  readonly macro: ExpandOptions["macro"];
  readonly compileExpression: (cursor: Cursor, stop?: readonly string[]) => Expression;
  /** Evaluate an expression outside of any search: validation and iseval of macros. */
  readonly evaluate: (expression: Expression, row: Row) => Result;
  readonly times: SearchTimes;
  readonly replies?: ReadonlyMap<string, Table>;
  readonly state: SearchState;
  readonly datasets?: ReadonlySet<string>;
  readonly locations?: Table;
  readonly assumptions: Assumptions;
}

export interface CompiledSearch extends Pipeline {
  readonly source: Source;
  /** The range that the base search's own modifiers set. */
  readonly timeRange: TimeRange;
}

const MAXIMUM_DEPTH = 20;

/** Compile a whole search. Throws SearchError. */
export function compileSearch(text: string, options: CompileOptions): CompiledSearch {
  let source = new Source(text);
  try {
    source = expandText(text, options);
    if (source.text.trim() === "") {
      throw new SplError("missing_argument", "The search is empty.", { start: 0, end: source.text.length });
    }
    const compiler = new Compiler(source, options);
    const pipeline = compiler.pipeline(0, source.text.length, "main", 0);
    if (compiler.errors.length > 0) throw new SearchError(compiler.errors, source);
    // A subsearch has the time range of the search, not one that its own modifiers set.
    const timeRange = pipeline.steps[0]?.timeRange ?? { earliest: null, latest: null };
    return { ...pipeline, source, timeRange };
  } catch (error) {
    throw toSearchError(error, source);
  }
}

/** The text with its macros and comments replaced. Throws SplError. */
export function expandText(
  text: string,
  options: Pick<CompileOptions, "macro" | "evaluate" | "compileExpression">,
): Source {
  return expandSearch(text, {
    macro: (name, count, span) => {
      try {
        return options.macro(name, count, span);
      } catch (error) {
        const builtIn = BUILT_IN_MACROS.get(count === 0 ? name : `${name}(${count})`);
        if (builtIn === undefined || !(error instanceof SplError) || error.code !== "unknown_macro")
          throw error;
        return builtIn;
      }
    },
    evaluate: (expressionText, row) => {
      const cursor = new Cursor(new Source(expressionText), 0, expressionText.length);
      const expression = options.compileExpression(cursor);
      cursor.finish("The expression");
      return { result: options.evaluate(expression, row), kind: expression.kind };
    },
  });
}

/** "main": the search itself. "generating": a subsearch with rows of its own. "transforming": one that gets rows. */
type PipelineKind = "main" | "generating" | "transforming";

class Compiler {
  readonly errors: SplError[] = [];

  constructor(
    private readonly source: Source,
    private readonly options: CompileOptions,
  ) {}

  /** Compile a stretch of the source; errors are collected, and a pipeline with errors is never run. */
  pipeline(start: number, end: number, kind: PipelineKind, depth: number): Pipeline {
    const { leadingPipe, commands } = splitPipeline(this.source, start, end);
    const steps: Step[] = [];
    commands.forEach((span, index) => {
      try {
        const first = index === 0;
        const step =
          first && kind === "main" && !leadingPipe
            ? this.implicitSearch(span, depth)
            : this.command(span, first && kind !== "transforming", depth);
        steps.push(step);
      } catch (error) {
        if (!(error instanceof SplError)) throw error;
        this.errors.push(...(error instanceof SearchError ? error.errors : [error]));
      }
    });
    const generated = steps[0] !== undefined && kind !== "transforming" && steps[0].timeRange === undefined;
    return { steps, text: `${generated ? "| " : ""}${steps.map((step) => step.text).join(" | ")}` };
  }

  /** Text without a pipe in front: arguments of search, with or without its name. */
  private implicitSearch(span: Span, depth: number): Step {
    const cursor = new Cursor(this.source, span.start, span.end);
    const ahead = cursor.fork();
    const word = ahead.tryToken();
    if (
      word?.quote === null &&
      word.text.toLowerCase() === "search" &&
      /^(?:\s|$|[("])/.test(ahead.source.text.slice(ahead.position, span.end))
    ) {
      cursor.position = ahead.position;
    }
    const search = findCommand(this.options.registry, "search", null, this.options.customNames, span);
    const context = { ...this.context(search.subsearch ?? "generating", depth), first: true };
    return search.compile(cursor, context, trim(this.source, span));
  }

  private command(span: Span, first: boolean, depth: number): Step {
    const cursor = new Cursor(this.source, span.start, span.end);
    const name = cursor.tryToken();
    if (name === undefined || name.quote !== null) {
      cursor.position = span.start;
      throw cursor.unexpected("A command's name is expected");
    }
    const place = trim(this.source, span);
    const custom = this.options.app?.customCommand(name.text) ?? null;
    const command = findCommand(
      this.options.registry,
      name.text,
      custom,
      this.options.customNames,
      name.span,
    );
    if (first && command.generating === undefined) {
      const message = `The first command after a pipe must be a generating command; ${command.name} is not.`;
      throw new SplError(
        "unexpected_text",
        `${message} Begin with a base search, or with makeresults or inputlookup.`,
        name.span,
      );
    }
    const step = command.compile(
      cursor,
      { ...this.context(command.subsearch ?? "generating", depth), first },
      place,
    );
    if (!first && command.generating === true && step.appends !== true) {
      const message = `${command.name} is a generating command, so it must be the first command, after a pipe.`;
      throw new SplError("unexpected_text", message, name.span);
    }
    return step;
  }

  private context(kind: "generating" | "transforming", depth: number): CompileContext {
    return {
      app: this.options.app,
      state: this.options.state,
      assumptions: this.options.assumptions,
      times: this.options.times,
      ...(this.options.replies === undefined ? {} : { replies: this.options.replies }),
      ...(this.options.locations === undefined ? {} : { locations: this.options.locations }),
      ...(this.options.datasets === undefined ? {} : { datasets: this.options.datasets }),
      expression: (cursor, stop) => this.options.compileExpression(cursor, stop),
      template: (text, span) => {
        // Its places are in a text of its own, so all that is wrong is reported at the template.
        const placed = ({ code, message }: SplError) =>
          new SplError(code, `${message} (in: ${text.trim()})`, span);
        const compiler = new Compiler(new Source(text), this.options);
        let pipeline: Pipeline;
        try {
          pipeline = compiler.pipeline(0, text.length, "transforming", depth + 1);
        } catch (error) {
          throw error instanceof SplError ? placed(error) : error;
        }
        const [error] = compiler.errors;
        if (error !== undefined) throw placed(error);
        return pipeline;
      },
      subsearch: (cursor, span) => {
        if (depth >= MAXIMUM_DEPTH)
          throw new SplError("limit", `Subsearches nest deeper than ${MAXIMUM_DEPTH}.`, span);
        const before = this.errors.length;
        const pipeline = this.pipeline(cursor.position, cursor.end, kind, depth + 1);
        cursor.position = cursor.end;
        const found = this.errors.splice(before);
        if (found.length > 0) throw new SearchError(found, this.source);
        return pipeline;
      },
    };
  }
}

function trim(source: Source, { start, end }: Span): Span {
  const text = source.text.slice(start, end);
  const left = text.length - text.trimStart().length;
  return { start: start + left, end: start + Math.max(text.trimEnd().length, left) };
}

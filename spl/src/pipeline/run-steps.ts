/**
 * Runs steps one after the other: rows go through streaming steps in batches; a step that needs the whole table gets it when all rows have
 * come. Rows and errors are those of running each step over the whole table before the next one: the error of the first step
 * that has one counts, however late its row comes, so rows are read to the end for the steps before one that failed.
 */
import type { RowStream, RunContext, Step } from "../contract/command.ts";
import { SplError } from "../errors/spl-error.ts";
import { asLimit } from "../values/size.ts";
import { batchesOf, type Row, type Table } from "../values/table.ts";
import { ChangeStream } from "./change-stream.ts";

/** @throws SplError of the first step that rejects its rows; @throws SplError "limit" for too many rows */
export async function runSteps(steps: readonly Step[], input: Table, context: RunContext): Promise<Table> {
  let table = input;
  for (let i = 0; i < steps.length; ) {
    let end = i;
    while (steps[end]?.open !== undefined) end++;
    if (end > i) table = await runStreams(steps.slice(i, end), table, context);
    else table = await runWhole(steps[end++]!, table, context);
    i = end;
  }
  return table;
}

async function runWhole(step: Step, input: Table, context: RunContext): Promise<Table> {
  context.keep(input.rows);
  let table: Table;
  try {
    table = await step.run(input, context);
  } catch (error) {
    throw errorOf(error, step);
  }
  if (table.rows.length > context.maximumRows) throw tooMany(step, context);
  return table;
}

async function runStreams(steps: readonly Step[], input: Table, context: RunContext): Promise<Table> {
  const held = context.held();
  const { timeRange, collected = "given only" } = steps[0]!;
  let section = await Section.open(steps, context);
  const { eventBatches } = context;
  const source =
    timeRange !== undefined && eventBatches !== undefined
      ? atStep(steps[0]!, () => eventBatches(timeRange, collected))
      : batchesOf(input);
  try {
    for (const batch of source) {
      if (batch !== "restart") {
        section.push(batch, source.owned === true);
        continue;
      }
      context.release(held);
      section = await Section.open(steps, context);
    }
  } catch (error) {
    // What is wrong in the events is in no place of the search.
    throw error instanceof SplError && error.code === "malformed_event" ? error : errorOf(error, steps[0]!);
  }
  return section.finish(source.fields);
}

/** One or more streaming steps that work as one. */
interface Unit {
  /** The place of its first step. */
  readonly first: number;
  readonly stream: RowStream | ChangeStream;
}

/** Streaming steps in a row, and the rows that come out of the last one. */
class Section {
  private readonly units: Unit[] = [];
  private readonly rows: Row[] = [];
  /** Steps from here on are not run: the one at this place has failed, or there are no more. */
  private active: number;
  private failure: { readonly error: unknown } | null = null;

  private constructor(
    private readonly steps: readonly Step[],
    private readonly context: RunContext,
  ) {
    this.active = steps.length;
  }

  /** @throws SplError what the first step rejects before it has seen a row; for the others that waits until those before them are done */
  static async open(steps: readonly Step[], context: RunContext): Promise<Section> {
    const section = new Section(steps, context);
    for (let first = 0, end = 0; first < section.active; first = end) {
      while (steps[end]?.change !== undefined) end++;
      const changes = end > first;
      end = Math.max(end, first + 1);
      try {
        const stream = changes
          ? new ChangeStream(steps.slice(first, end), context, section.failureOf(first))
          : await steps[first]!.open!(context);
        section.units.push({ first, stream });
      } catch (error) {
        section.fail(first, error);
        if (first === 0) throw section.failure!.error;
      }
    }
    return section;
  }

  private failureOf(first: number): (step: number, error: unknown) => void {
    return (step, error) => this.fail(first + step, error);
  }

  /** @param owned whether nothing else holds the rows, so that they may be changed */
  push(rows: readonly Row[], owned: boolean): void {
    this.pushFrom(0, rows, owned);
  }

  /** @throws SplError of the first step that failed */
  finish(fields: readonly string[]): Table {
    const { units } = this;
    for (let i = 0; i < units.length && units[i]!.first < this.active; i++) {
      let last: Table;
      try {
        last = units[i]!.stream.finish(fields);
      } catch (error) {
        this.fail(units[i]!.first, error);
        break;
      }
      fields = last.fields;
      for (const rows of batchesOf(last)) this.pushFrom(i + 1, rows as readonly Row[], false);
    }
    if (this.failure !== null) throw this.failure.error;
    return { fields, rows: this.rows };
  }

  private pushFrom(start: number, batch: readonly Row[], owned: boolean): void {
    const { context, units } = this;
    const before = context.held();
    let rows = batch;
    for (let i = start; i < units.length && units[i]!.first < this.active && rows.length > 0; i++) {
      const { first, stream } = units[i]!;
      context.keep(rows, before);
      try {
        if (stream instanceof ChangeStream) {
          rows = stream.push(rows, owned);
          owned = true;
        } else {
          rows = stream.push(rows);
          owned &&= stream.keepsNone === true;
        }
      } catch (error) {
        this.fail(first, error);
      }
    }
    if (this.failure === null && rows.length > 0) this.collect(rows, before);
    else context.release(before);
  }

  private collect(rows: readonly Row[], before: number): void {
    const { context } = this;
    context.keep(rows, before);
    for (const row of rows) this.rows.push(row);
    if (this.rows.length <= context.maximumRows) return;
    const last = this.steps.length - 1;
    this.fail(last, tooMany(this.steps[last]!, context));
  }

  /** Later steps need no rows any more: their result is lost. */
  private fail(index: number, error: unknown): void {
    this.failure = { error: errorOf(error, this.steps[index]!) };
    this.active = index;
    this.rows.length = 0;
  }
}

function atStep<T>(step: Step, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    throw errorOf(error, step);
  }
}

function tooMany(step: Step, { maximumRows }: RunContext): SplError {
  return new SplError("limit", `${step.command} gives more than ${maximumRows} rows.`, step.span);
}

/**
 * What a command rejects without naming a place is marked at the command. What becomes too large for the JavaScript engine is a limit,
 * not a defect.
 */
function errorOf(thrown: unknown, { span }: Step): unknown {
  const error = asLimit(thrown, span);
  return error instanceof SplError && error.span === undefined
    ? new SplError(error.code, error.message, span)
    : error;
}

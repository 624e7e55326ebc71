/** Steps in a row that change each row by itself, run as one: a row goes through all of them before the next one, and is copied at most once. */
import type { RowChange, RowOperation, RunContext, Step } from "../contract/command.ts";
import type { Row, Table } from "../values/table.ts";
import { SharedChanges } from "./shared-changes.ts";

/** What an operation of a step has thrown. */
class Failure {
  constructor(
    readonly step: number,
    readonly error: unknown,
  ) {}
}

export class ChangeStream {
  private readonly changes: readonly RowChange[];
  private shared: SharedChanges;
  private failed = false;

  /** `report`: gets what a step throws, the step's place among these, and that of an earlier step later. */
  constructor(
    steps: readonly Step[],
    private readonly context: RunContext,
    private readonly report: (step: number, error: unknown) => void,
  ) {
    this.changes = steps.map((step) => step.change!(context));
    this.shared = this.sharedUpTo(steps.length);
  }

  /** @param owned whether the rows themselves may be changed */
  push(rows: readonly Row[], owned: boolean): readonly Row[] {
    const made: Row[] = [];
    for (const row of rows) {
      const changed = owned ? row : new Map(row);
      try {
        this.shared.apply(changed);
        if (!this.failed) made.push(changed);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        this.failed = true;
        // The steps before it may still reject a later row.
        this.shared = this.sharedUpTo(error.step);
        this.report(error.step, error.error);
      }
    }
    return this.failed ? [] : made;
  }

  finish(fields: readonly string[]): Table {
    return { fields: this.changes.reduce((columns, change) => change.columns(columns), fields), rows: [] };
  }

  private sharedUpTo(end: number): SharedChanges {
    const operations = this.changes
      .slice(0, end)
      .flatMap(({ operations: all }, step) => all.map((operation) => reporting(operation, step)));
    return new SharedChanges(operations, this.context);
  }
}

function reporting(operation: RowOperation, step: number): RowOperation {
  return {
    ...operation,
    apply: (row, context) => {
      try {
        operation.apply(row, context);
      } catch (error) {
        throw new Failure(step, error);
      }
    },
  };
}

/**
 * Changes of rows, one operation after the other, that share their results between rows. An operation depends on what it reads alone, so
 * rows are the same either way; results are kept only where they are found again often enough.
 *
 * Operations in a row are gathered into parts, as long as a part reads no more fields than its operations do by themselves: what one
 * writes and the next reads is not read from outside. A row goes through the parts; before a part, all that is left may be found as a whole.
 */
import type { RowOperation, RunContext } from "../contract/command.ts";
import type { Row } from "../values/table.ts";
import { Budget, type Effect, type Patience, SharedResults } from "./shared-results.ts";

/** Thousands of hosts come again, but not among the first thousand events. */
const FOR_PART: Patience = { share: 0.5, trials: 5 };
const FOR_REST: Patience = { share: 0.2, trials: 1 };

function effectOf({ reads, writes }: RowOperation): Effect {
  return { reads: new Set(reads), writes: new Set(writes) };
}

function sequence(first: Effect, second: Effect): Effect {
  const reads = new Set(first.reads);
  for (const name of second.reads) if (!first.writes.has(name)) reads.add(name);
  return { reads, writes: new Set([...first.writes, ...second.writes]) };
}

/** Operations that belong together, and what they do as a whole. */
interface Group {
  readonly operations: readonly RowOperation[];
  readonly effect: Effect;
}

function grouped(operations: readonly RowOperation[]): Group[] {
  const groups: Group[] = [];
  for (const operation of operations) {
    let group: Group = { operations: [operation], effect: effectOf(operation) };
    for (let last = groups.at(-1); last !== undefined && fits(last, group); last = groups.at(-1)) {
      groups.pop();
      group = {
        operations: [...last.operations, ...group.operations],
        effect: sequence(last.effect, group.effect),
      };
    }
    groups.push(group);
  }
  return groups;
}

/** Whether what the later one reads is what the other writes, or both read the same. */
function fits({ effect: { reads, writes } }: Group, { effect: later }: Group): boolean {
  const all = [...later.reads];
  return (
    all.every((name) => writes.has(name)) ||
    (reads.size === later.reads.size && all.every((name) => reads.has(name)))
  );
}

interface Shared {
  readonly operations: readonly RowOperation[];
  readonly results: SharedResults;
}

/** Operations whose results are found together. Where that is seldom, each is tried by itself. */
class Part {
  private readonly whole: Shared;
  private readonly all: readonly Shared[];
  private readonly single: readonly Shared[];

  constructor({ operations, effect }: Group, budget: Budget) {
    const shared = (operations: readonly RowOperation[], effect: Effect): Shared => ({
      operations,
      results: new SharedResults(operations, effect, budget, FOR_PART),
    });
    this.whole = shared(operations, effect);
    this.all = [this.whole];
    this.single =
      operations.length === 1
        ? this.all
        : operations.map((operation) => shared([operation], effectOf(operation)));
  }

  get shared(): readonly Shared[] {
    return this.whole.results.enabled ? this.all : this.single;
  }
}

export class SharedChanges {
  private readonly parts: readonly Part[];
  /** Of all that is left from a part on. */
  private readonly rests: readonly SharedResults[];
  private steps = 0;
  private readonly context: RunContext;

  constructor(
    operations: readonly RowOperation[],
    private readonly run: RunContext,
  ) {
    this.context = {
      ...run,
      spend: (steps) => {
        this.steps += steps;
        run.spend(steps);
      },
    };
    const budget = new Budget();
    const groups = grouped(operations);
    this.parts = groups.map((group) => new Part(group, budget));
    const rests: SharedResults[] = [];
    let rest: Group = { operations: [], effect: { reads: new Set(), writes: new Set() } };
    for (const group of [...groups].reverse()) {
      rest = {
        operations: [...group.operations, ...rest.operations],
        effect: sequence(group.effect, rest.effect),
      };
      rests.unshift(new SharedResults(rest.operations, rest.effect, budget, FOR_REST));
    }
    this.rests = rests;
  }

  /** Change a row in place. Throws what an operation throws. */
  apply(row: Row): void {
    const { parts, rests } = this;
    const missed: { readonly rest: SharedResults; readonly key: unknown; readonly steps: number }[] = [];
    for (let i = 0; i < parts.length; i++) {
      const rest = rests[i]!;
      if (rest.enabled) {
        const key = rest.key(row);
        if (key !== null) {
          if (this.isFound(rest, key, row)) break;
          missed.push({ rest, key, steps: this.steps });
        }
      }
      for (const shared of parts[i]!.shared) this.applyShared(shared, row);
    }
    for (const { rest, key, steps } of missed) rest.record(key, row, this.steps - steps);
  }

  private applyShared({ operations, results }: Shared, row: Row): void {
    const key = results.enabled ? results.key(row) : null;
    if (key !== null && this.isFound(results, key, row)) return;
    const before = this.steps;
    for (const operation of operations) operation.apply(row, this.context);
    if (key !== null) results.record(key, row, this.steps - before);
  }

  private isFound(results: SharedResults, key: unknown, row: Row): boolean {
    const result = results.find(key);
    if (result === undefined) return false;
    this.steps += result.steps;
    if (result.steps > 0) this.run.spend(result.steps);
    results.apply(row, result);
    this.run.holdFields(result.cells.length);
    return true;
  }
}

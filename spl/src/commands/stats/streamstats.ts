/**
 * streamstats: aggregates of the rows seen so far, written into each row. Supports current, window, global and
 * the resets; rejects windows of time.
 */

import type { Command, CommandOption, RowStream, RunContext } from "../../contract/command.ts";
import type { Aggregator } from "../../contract/function.ts";
import { SplError } from "../../errors/spl-error.ts";
import { joinParts } from "../../text/quoting.ts";
import type { Row, Scalar } from "../../values/table.ts";
import {
  booleanOption,
  type GivenOption,
  integerOption,
  supported,
  unsupported,
} from "../support/options.ts";
import { ambiguous, drain, makeStep, placedAt, streamingStep, withFields } from "../support/step.ts";
import { readStats } from "./arguments.ts";
import { assertNotKept, onlyGroup } from "./eventstats.ts";
import { Grouping, groupKey, timeOf } from "./groups.ts";
import { printReset, type Reset, resetsAt, tryReset } from "./resets.ts";
import { expandTerms, type Term } from "./terms.ts";

/** limits.conf max_stream_window: beyond it Splunk forgets rows that the reference elsewhere says it uses. */
const STREAM_WINDOW = 10_000;

/** Values of list() and values() in all rows together. */
const MAXIMUM_ENTRIES = 5_000_000;

/** Options without those that are read in a form of their own. */
const plainOptions = (options: readonly CommandOption[]): CommandOption[] =>
  options.filter(({ name }) => !/^reset_(before|after)$/.test(name));

const OPTIONS = [
  supported("current", "<bool>"),
  supported("window", "<int>"),
  supported("global", "<bool>"),
  supported("allnum", "<bool>"),
  supported("reset_on_change", "<bool>"),
  supported("reset_before", '"("<eval-expression>")"'),
  supported("reset_after", '"("<eval-expression>")"'),
  unsupported("time_window", "<span-length>", "whether its ends are included is not documented; use window."),
];

interface Settings {
  readonly current: boolean;
  readonly window: number;
  readonly global: boolean;
  readonly allNumbers: boolean;
  readonly resetOnChange: boolean;
}

function settingsOf(options: ReadonlyMap<string, GivenOption>): Settings {
  const flag = (name: string, otherwise: boolean): boolean => {
    const option = options.get(name);
    return option === undefined ? otherwise : booleanOption(option);
  };
  const windowOption = options.get("window");
  const window = windowOption === undefined ? 0 : integerOption(windowOption, 0);
  if (window > STREAM_WINDOW) {
    throw new SplError(
      "limit",
      `window goes up to ${STREAM_WINDOW} rows: use a smaller one, or none.`,
      windowOption!.value.span,
    );
  }
  return {
    window,
    current: flag("current", true),
    global: flag("global", true),
    allNumbers: flag("allnum", false),
    resetOnChange: flag("reset_on_change", false),
  };
}

/** What has been seen: running aggregates without a window, the last rows with one. */
class Memory {
  running: Aggregator[] | null = null;
  recent: { readonly row: Row; readonly key: string }[] = [];
}

class Stream {
  private memories = new Map<string, Memory>();
  private lastKey: string | null = null;
  private seen = 0;

  constructor(
    private readonly grouping: Grouping,
    private readonly settings: Settings,
    private readonly context: RunContext,
    private readonly terms: number,
  ) {}

  /** The aggregates for this row of this group. */
  next(row: Row, values: readonly Scalar[]): readonly Aggregator[] {
    const key = groupKey(values);
    if (this.settings.resetOnChange && this.lastKey !== null && key !== this.lastKey)
      this.memories = new Map();
    this.lastKey = key;
    return this.settings.window === 0 ? this.unbounded(row, key) : this.windowed(row, key);
  }

  private memory(key: string): Memory {
    let memory = this.memories.get(key);
    if (memory === undefined) {
      memory = new Memory();
      this.memories.set(key, memory);
    }
    return memory;
  }

  /** Aggregates that grow. With current=f the row is fed after its result was read, so a copy of nothing is needed. */
  private unbounded(row: Row, key: string): readonly Aggregator[] {
    if (++this.seen > STREAM_WINDOW) {
      throw new SplError(
        "ambiguous",
        `streamstats over more than ${STREAM_WINDOW} rows is not settled: the reference says that all rows are used, ` +
          "and that max_stream_window applies. Set window.",
      );
    }
    const memory = this.memory(key);
    memory.running ??= this.grouping.start();
    if (this.settings.current) this.grouping.feed(memory.running, row, timeOf(row));
    return memory.running;
  }

  /** As if no rows had been seen. */
  reset(): void {
    this.memories = new Map();
  }

  /** To be called when the row's result has been read. */
  done(row: Row, values: readonly Scalar[]): void {
    if (this.settings.window !== 0 || this.settings.current) return;
    this.grouping.feed(this.memory(groupKey(values)).running!, row, timeOf(row));
  }

  private windowed(row: Row, key: string): readonly Aggregator[] {
    const { window, current, global } = this.settings;
    const { recent } = this.memory(global ? "" : key);
    if (current) recent.push({ row, key });
    if (recent.length > window) recent.shift();
    const aggregators = this.grouping.start();
    // Every row of the window is taken in again.
    this.context.spend(recent.length * (1 + this.terms));
    for (const earlier of recent) {
      if (earlier.key === key) this.grouping.feed(aggregators, earlier.row, timeOf(earlier.row));
    }
    if (!current) recent.push({ row, key });
    return aggregators;
  }
}

export const streamstats: Command = {
  name: "streamstats",
  syntax:
    'streamstats [current=<bool>] [window=<int>] [global=<bool>] [reset_on_change=<bool>] [reset_before="("<eval>")"] ' +
    '[reset_after="("<eval>")"] [allnum=<bool>] ' +
    "<function>(<field>) [AS <field>] … [BY <field-list>]",
  summary: "Adds aggregates of the rows seen so far to each row.",
  page: "Search Reference, streamstats",
  options: OPTIONS,
  differences: [
    "Without window, more than 10,000 rows are rejected, because the reference contradicts itself about them.",
    "A row without a by-field gets no aggregate; a multi-value by-field is rejected.",
    "Events of the same second keep the order of the file; Splunk's order among them is not documented.",
  ],
  examples: ["streamstats count", "streamstats window=5 current=f avg(bytes) as before by host"],
  compile(cursor, context, span) {
    const resets: Reset[] = [];
    const takeReset = (): boolean => {
      const reset = tryReset(cursor, context);
      if (reset === undefined) return false;
      if (resets.some(({ when }) => when === reset.when)) {
        throw new SplError("invalid_option_value", `reset_${reset.when} is given twice.`, reset.span);
      }
      resets.push(reset);
      return true;
    };
    const {
      terms: written,
      by,
      options,
      text: rest,
    } = readStats(cursor, "streamstats", plainOptions(OPTIONS), context, takeReset);
    const settings = settingsOf(options);
    const before = resets.find(({ when }) => when === "before");
    const after = resets.find(({ when }) => when === "after");
    if (after !== undefined && !settings.current) {
      throw ambiguous(
        "Whether reset_after forgets the row itself with current=false is not documented. Use reset_before, or current=true.",
        after.span,
      );
    }
    const text = joinParts(resets.map(printReset).join(" "), rest);
    const names = by.map(({ name }) => name);
    const open = (terms: readonly Term[], run: RunContext): RowStream => {
      const grouping = new Grouping(terms, by, { allNumbers: settings.allNumbers, dedup: false }, run, span);
      const stream = new Stream(grouping, settings, run, terms.length);
      let entries = 0;
      const extend = (row: Row): Row => {
        const values = onlyGroup(grouping.groupsOf(row), by, "streamstats");
        if (values === null) {
          assertNotKept(row, terms, "streamstats");
          if (resets.length > 0) {
            throw ambiguous(
              "Whether a row without the BY fields can reset is not documented.",
              resets[0]!.span,
            );
          }
          return row;
        }
        if (before !== undefined && resetsAt(before, row, run)) stream.reset();
        const changed = new Map(row);
        try {
          grouping.write(stream.next(row, values), changed);
        } catch (error) {
          throw placedAt(span, error);
        }
        for (const { name } of terms) {
          const value = changed.get(name);
          if (typeof value === "object") entries += value.length;
        }
        if (entries > MAXIMUM_ENTRIES) {
          throw new SplError("limit", `streamstats would write more than ${MAXIMUM_ENTRIES} values.`, span);
        }
        stream.done(row, values);
        if (after !== undefined && resetsAt(after, changed, run)) stream.reset();
        return changed;
      };
      return {
        push: (rows) => rows.map(extend),
        finish: (fields) => ({
          fields: withFields(
            fields,
            terms.map((term) => term.name),
          ),
          rows: [],
        }),
      };
    };
    if (written.some(({ pattern }) => pattern !== null)) {
      return makeStep("streamstats", span, text, (input, run) =>
        drain(open(expandTerms(written, names, input.fields), run), input),
      );
    }
    return streamingStep("streamstats", span, text, (run) => open(written, run));
  },
};

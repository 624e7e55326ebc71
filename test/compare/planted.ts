/** The SPL runner with a defect planted in it: what a comparison must find. */
import { REGISTRY, type Registry } from "spl-runner";

/** Name → the runner's registry with one thing in it wrong, and a case file whose cases show it. */
export const PLANTED: { readonly [name: string]: { readonly registry: Registry; readonly cases: string } } = {
  "upper gives lower case": { cases: "functions-text.jsonl", registry: withFunction("upper", "lower") },
  "min gives the maximum": { cases: "functions-", registry: withFunction("min", "max") },
  "sort does nothing": { cases: "sort.jsonl", registry: withCommand("sort", (rows) => rows) },
  "dedup turns the rows round": {
    cases: "dedup.jsonl",
    registry: withCommand("dedup", (rows) => [...rows].reverse()),
  },
  "stats loses its last row": {
    cases: "stats.jsonl",
    registry: withCommand("stats", (rows) => rows.slice(0, -1), true),
  },
  "an unknown command is one": { cases: "errors.jsonl", registry: withAlias("frobnicate", "head") },
  "a command is unknown": { cases: "head.jsonl", registry: without("head") },
};

type Rows = readonly ReadonlyMap<string, unknown>[];

function withFunction(name: string, other: string): Registry {
  const functions = new Map(REGISTRY.functions);
  functions.set(name, { ...functions.get(other)!, name });
  return { ...REGISTRY, functions };
}

function withAlias(name: string, other: string): Registry {
  return { ...REGISTRY, commands: new Map([...REGISTRY.commands, [name, REGISTRY.commands.get(other)!]]) };
}

function without(name: string): Registry {
  const commands = new Map(REGISTRY.commands);
  commands.delete(name);
  return { ...REGISTRY, commands };
}

/** @param change gets the rows before the command, or those behind it with `behind` */
function withCommand(name: string, change: (rows: Rows) => Rows, behind = false): Registry {
  const command = REGISTRY.commands.get(name)!;
  const changed: typeof command = {
    ...command,
    compile(cursor, context, span) {
      const step = command.compile(cursor, context, span);
      return {
        ...step,
        async run(input, running) {
          const table = behind ? await step.run(input, running) : input;
          return { ...table, rows: change(table.rows) as typeof table.rows };
        },
      };
    },
  };
  return { ...REGISTRY, commands: new Map([...REGISTRY.commands, [name, changed]]) };
}

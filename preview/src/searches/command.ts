/** A command that makes rows that are there already, for the table of commands of the SPL runner. */
import type { Registry, Table } from "spl-runner";

type Command = Registry["commands"] extends ReadonlyMap<string, infer Entry> ? Entry : never;

export function generatingCommand(name: string, rows: Table): Command {
  return {
    name,
    generating: true,
    syntax: `| ${name}`,
    summary: "The results of the search before.",
    page: "",
    options: [],
    examples: [],
    compile(cursor, _context, span) {
      cursor.finish(name);
      return { command: name, span, text: name, run: () => rows };
    },
  };
}

/**
 * Runs the searches of views through the SPL runner, each once: the results of a base search are kept, and what a chain adds goes on
 * with them, as Splunk's post-process searches do.
 */

import type { App } from "@suspicious-ports/conf";
import { REGISTRY, type Registry, runSearch, SearchApps, SearchError, type Table } from "spl-runner";
import type { Day } from "../day/index.ts";
import { generatingCommand } from "./command.ts";

export interface Search {
  /** The base search, then what each chain adds. */
  readonly parts: readonly string[];
  readonly earliest: string;
  readonly latest: string;
}

/** Stands for the rows of the search so far, in front of what a chain adds. */
const RESULTS = "previewresults";

export class Runner {
  private readonly tables = new Map<string, Promise<Table>>();
  private readonly apps: SearchApps;

  constructor(
    app: App,
    private readonly day: Day,
    /** To the command rest, by endpoint. */
    private readonly replies: ReadonlyMap<string, Table>,
  ) {
    this.apps = new SearchApps([app]);
  }

  /** The rows of a search. Throws SearchError. */
  run(search: Search): Promise<Table> {
    const key = JSON.stringify([search.parts, search.earliest, search.latest]);
    let table = this.tables.get(key);
    if (table === undefined) {
      table = this.execute(search);
      this.tables.set(key, table);
    }
    return table;
  }

  private async execute({ parts, earliest, latest }: Search): Promise<Table> {
    const before =
      parts.length === 1 ? null : await this.run({ parts: parts.slice(0, -1), earliest, latest });
    const query = parts.at(-1)!.trim();
    const { table } = await runSearch({
      search: before === null ? query : `| ${RESULTS} | ${query.replace(/^\|/, "")}`,
      app: this.apps,
      events: this.day.events,
      now: this.day.now,
      earliest: earliest === "" ? 1 : earliest,
      latest: latest === "" ? "now" : latest,
      replies: this.replies,
      ...(before === null ? {} : { registry: withResults(before) }),
    });
    return table;
  }
}

/** The runner's commands, and one for the results of the search before. */
function withResults(before: Table): Registry {
  const commands = new Map(REGISTRY.commands);
  return { ...REGISTRY, commands: commands.set(RESULTS, generatingCommand(RESULTS, before)) };
}

/** One line for a panel or a terminal. */
export function messageOf(error: unknown): string {
  if (error instanceof SearchError) return error.message.split("\n").slice(0, 2).join(" ");
  return error instanceof Error ? error.message : String(error);
}

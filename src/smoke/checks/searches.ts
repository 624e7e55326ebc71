/** The saved searches and macros: accepted by the server's own parser; the searches run once without their actions. */
import { SplunkError } from "../../splunk/index.ts";
import { type Check, type CheckContext, type Finding, failed, ok, skipped } from "../check.ts";
import { lookupsOf } from "./lookups.ts";

/** Commands that write, send or delete (Search Reference, "Command types" and "Which commands are risky"): never run by a check. */
export const SIDE_EFFECTS: ReadonlySet<string> = new Set([
  "collect",
  "delete",
  "dump",
  "mcollect",
  "meventcollect",
  "outputcsv",
  "outputlookup",
  "outputtelemetry",
  "outputtext",
  "run",
  "runshellscript",
  "script",
  "sendalert",
  "sendemail",
  "summaryindex",
  "tscollect",
]);

export const parser: Check = {
  name: "parser",
  about: "each saved search and macro is accepted by the server's parser",
  needs: ["app"],
  async run(context) {
    const { splunk, app } = context;
    const found: Finding[] = [];
    const present = new Map((await splunk.savedSearches()).map((search) => [search.name, search]));
    for (const name of savedSearchNames(context)) {
      const search = present.get(name)?.search;
      const again =
        "Install the app again; a saved search may also be changed under Settings, Searches, reports, and alerts.";
      if (search === undefined) found.push(failed("Missing.", again, name));
      else found.push(...(await parsed(context, name, [search], again)));
    }
    const macros = new Set((await splunk.stanzas("macros")).map(({ name }) => name));
    for (const [name, { settings }] of app.conf("macros").stanzas) {
      const args = (settings.get("args")?.value ?? "").split(",").filter((arg) => arg.trim() !== "");
      const call = `\`${name.replace(/\(\d+\)$/, "")}${args.length === 0 ? "" : `(${args.map(() => "x").join(",")})`}\``;
      const again = "Look at the macro under Settings, Advanced search, Search macros.";
      if (!macros.has(name)) found.push(failed("Missing.", again, name));
      // A macro may be commands, terms of a search or a part of an expression: it must fit one of them.
      else {
        const uses = [`| makeresults | ${call}`, `search ${call}`, `| makeresults | where x>=${call}`];
        found.push(...(await parsed(context, name, uses, again)));
      }
    }
    const wrong = found.filter(({ status }) => status !== "ok");
    return wrong.length > 0 ? wrong : [ok(`${found.length} saved searches and macros are accepted.`)];
  },
};

export const detections: Check = {
  name: "detections",
  about: "each saved search runs over its own time range, without actions: rows, scanned events, seconds",
  needs: ["parser", "runtime"],
  async run(context) {
    const { splunk, searchTimeout, onProgress = () => {} } = context;
    const found: Finding[] = [];
    const macros = new Map(
      (await splunk.stanzas("macros")).map(({ name, settings }) => [name, String(settings.definition ?? "")]),
    );
    for (const { name, search, earliest, latest } of await splunk.savedSearches()) {
      // Twice, since it is not documented whether the parser shows what is inside macros.
      const commands = [...(await splunk.parse(search)), ...commandsIn(expandMacros(search, macros))];
      const writing = commands.filter((command) => SIDE_EFFECTS.has(command.toLowerCase()));
      if (writing.length > 0) {
        found.push(skipped(`It is not run, because it has ${[...new Set(writing)].join(" and ")}.`, name));
        continue;
      }
      try {
        const range = { ...(earliest === "" ? {} : { earliest }), ...(latest === "" ? {} : { latest }) };
        const { resultCount, scannedEvents, seconds } = await splunk.search(search, {
          ...range,
          timeout: searchTimeout,
          onProgress: ({ done, scannedEvents }) =>
            onProgress(`${name}: ${Math.round(done * 100)} %, ${scannedEvents} events scanned`),
        });
        found.push(ok(`${resultCount} rows, ${scannedEvents} events scanned, ${seconds} s.`, name));
      } catch (error) {
        if (!(error instanceof SplunkError) || !/^search_/.test(error.code)) throw error;
        found.push(failed(error.message, error.remedy, name));
      }
    }
    return found;
  },
};

/** Macros may call macros, but not themselves (Knowledge Manager Manual, "Use search macros"). */
const MAX_DEPTH = 20;

/** The search with each macro's definition in its place, arguments as they are written there: enough to find commands. */
export function expandMacros(search: string, definitions: ReadonlyMap<string, string>, depth = 0): string {
  if (depth >= MAX_DEPTH) return search;
  return search.replace(/`([^`(]+)(?:\(([^`]*)\))?`/g, (call, name: string, args: string | undefined) => {
    const count = args === undefined || args.trim() === "" ? 0 : args.split(",").length;
    const definition = definitions.get(count === 0 ? name.trim() : `${name.trim()}(${count})`);
    return definition === undefined ? call : expandMacros(definition, definitions, depth + 1);
  });
}

/** Words where a command may stand: at the beginning, behind a pipe or an opening bracket. */
export function commandsIn(search: string): string[] {
  return [...search.matchAll(/(?:^|[|[])\s*([a-z]+)/gi)].map((match) => match[1]!);
}

/** Accepted where one of the texts is, or where all it lacks is an optional lookup; the first text's error otherwise. */
async function parsed(
  { splunk, app }: CheckContext,
  name: string,
  searches: readonly string[],
  remedy: string,
): Promise<Finding[]> {
  let first: SplunkError | null = null;
  for (const search of searches) {
    try {
      await splunk.parse(search);
      return [ok("Accepted.", name)];
    } catch (error) {
      if (!(error instanceof SplunkError) || error.code !== "rejected") throw error;
      first ??= error;
    }
  }
  const optional = lookupsOf(app).filter(({ shipped }) => !shipped);
  const missing = optional.find((lookup) => first!.message.includes(lookup.filename ?? lookup.name));
  if (missing !== undefined)
    return [ok(`It needs the lookup ${missing.name}, which is optional and not there.`, name)];
  return [failed(first!.message, remedy, name)];
}

function savedSearchNames({ app }: CheckContext): string[] {
  return [...app.conf("savedsearches").stanzas.keys()].filter((name) => name !== "default");
}

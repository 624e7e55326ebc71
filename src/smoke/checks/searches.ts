/** The saved searches and macros: accepted by the server's own parser; the searches run once without their actions. */
import { type ServerSavedSearch, SplunkError } from "../../splunk/index.ts";
import { type Check, type CheckContext, type Finding, failed, ok, skipped } from "../check.ts";
import { SIDE_EFFECTS, unsafeCommands } from "./guard.ts";

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
  about:
    "each saved search of the package runs over its own time ranges, without actions: rows, scanned events, seconds",
  needs: ["runtime"],
  async run(context) {
    const names = savedSearchNames(context);
    // What a site has made in the app is its own to run.
    const searches = (await context.splunk.savedSearches()).filter(({ name }) => names.includes(name));
    const macros = await macrosSeen(context);
    const found: Finding[] = [];
    for (const search of searches) found.push(await ranOnce(context, search, macros));
    return found.length > 0 ? found : [skipped("None of the package's saved searches is there.")];
  },
};

async function ranOnce(
  context: CheckContext,
  { name, search, ...range }: ServerSavedSearch,
  macros: ReadonlyMap<string, string>,
): Promise<Finding> {
  const { splunk, searchTimeout, onProgress = () => {} } = context;
  const notRun = (commands: readonly string[]) =>
    skipped(`It is not run, because it has ${commands.join(" and ")}.`, name);
  const unsafe = unsafeCommands(search, macros);
  if (unsafe.length > 0) return notRun(unsafe);
  try {
    // Twice, since it is not documented whether the parser shows what is inside macros. It may show commands of Splunk's own, so only those
    // that are known to write count here.
    const writing = (await splunk.parse(search)).filter((command) => SIDE_EFFECTS.has(command.toLowerCase()));
    if (writing.length > 0) return notRun([...new Set(writing)]);
    const times = { ...range, timeout: searchTimeout, maxRows: 1 };
    const { resultCount, scannedEvents, seconds } = await splunk.search(search, {
      ...withoutEmpty(times),
      onProgress: (progress) =>
        onProgress(`${name}: ${Math.round(progress.done * 100)} %, ${progress.scannedEvents} events scanned`),
    });
    return ok(`${resultCount} rows, ${scannedEvents} events scanned, ${seconds} s.`, name);
  } catch (error) {
    if (!(error instanceof SplunkError) || !/^(?:search_|rejected)/.test(error.code)) throw error;
    const missing = missingLookup(error);
    return missing === null ? failed(error.message, error.remedy, name) : skipped(missing, name);
  }
}

/** A saved search has "" for a range that it does not have. */
function withoutEmpty<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== "")) as Options;
}

/** Macros that the app's searches see, its own before those of others. */
async function macrosSeen({ splunk }: CheckContext): Promise<ReadonlyMap<string, string>> {
  const all = await splunk.visibleStanzas("macros");
  const ordered = [...all.filter(({ ours }) => !ours), ...all.filter(({ ours }) => ours)];
  return new Map(ordered.map(({ name, settings }) => [name, String(settings.definition ?? "")]));
}

/** Accepted where one of the texts is, or where all it lacks is an optional lookup; the first text's error otherwise. */
async function parsed(
  context: CheckContext,
  name: string,
  searches: readonly string[],
  remedy: string,
): Promise<Finding[]> {
  let first: SplunkError | null = null;
  for (const search of searches) {
    try {
      await context.splunk.parse(search);
      return [ok("Accepted.", name)];
    } catch (error) {
      if (!(error instanceof SplunkError) || error.code !== "rejected") throw error;
      first ??= error;
    }
  }
  const missing = missingLookup(first!);
  return [missing === null ? failed(first!.message, remedy, name) : ok(missing, name)];
}

/** A site's own ports in versions before the exceptions. The search that migrates them reads it, and most sites have none. */
const OPTIONAL_LOOKUP = "portrisk_overrides";

/** Null where an error does not name a lookup that may be missing. */
function missingLookup({ message }: SplunkError): string | null {
  return message.includes(OPTIONAL_LOOKUP)
    ? `It needs the lookup ${OPTIONAL_LOOKUP}, which is optional and not there.`
    : null;
}

function savedSearchNames({ app }: CheckContext): string[] {
  return [...app.conf("savedsearches").stanzas.keys()].filter((name) => name !== "default");
}

/** Which searches a check may run: those whose every command only reads. What is not known to only read is not run. */

/** Commands that write, send or delete (Search Reference, "Command types"; Securing Splunk, "SPL safeguards for risky commands"). */
export const SIDE_EFFECTS: ReadonlySet<string> = new Set([
  "collect",
  "dbxoutput",
  "delete",
  "deletemodel",
  "dump",
  "fit",
  "input",
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

/**
 * Commands of the Search Reference that only read, and the app's own. Those that run other searches by name or from text (from, loadjob,
 * map, savedsearch) are not here, because what they run is not seen.
 */
const READ_ONLY: ReadonlySet<string> = new Set(
  `abstract accum addcoltotals addinfo addtotals anomalies anomalousvalue anomalydetection append appendcols appendpipe arules associate
  autoregress bin bucket chart cluster cofilter concurrency contingency convert correlate dbinspect dedup delta diff erex eval eventcount
  eventstats extract fieldformat fields fieldsummary filldown fillnull findtypes foreach format gauge gentimes geom geomfilter geostats
  head highlight iconify inputlookup iplocation join kmeans kv kvform localize localop lookup makecontinuous makemv makeresults metadata
  metasearch mstats multikv multisearch mvcombine mvexpand nomv outlier portrisk predict rangemap rare regex reltime rename replace
  return reverse rex search selfjoin set setfields sort spath stats strcat streamstats table tags tail timechart timewrap top
  transaction transpose trendline tstats typer union uniq untable where x11 xmlkv xpath xyseries`.split(
    /\s+/,
  ),
);

/**
 * Commands of a search that are not known to only read, each once. Macros are looked into.
 * @param definitions macros that the search sees: "name", or "name(2)" for one with two arguments
 */
export function unsafeCommands(search: string, definitions: ReadonlyMap<string, string>): string[] {
  return [...new Set(commandsIn(expandMacros(search, definitions)).map((command) => command.toLowerCase()))]
    .filter((command) => !READ_ONLY.has(command))
    .sort();
}

/** Macros may call macros, but not themselves (Knowledge Manager Manual, "Use search macros"). */
const MAX_DEPTH = 20;

/** The search with each macro's definition in its place, arguments as they are written there: enough to find commands. */
export function expandMacros(search: string, definitions: ReadonlyMap<string, string>, depth = 0): string {
  const text = withoutComments(search);
  if (depth >= MAX_DEPTH) return text;
  return text.replace(/`([^`(]+)(?:\(([^`]*)\))?`/g, (call, name: string, args: string | undefined) => {
    const count = args === undefined || args.trim() === "" ? 0 : args.split(",").length;
    const definition = definitions.get(count === 0 ? name.trim() : `${name.trim()}(${count})`);
    return definition === undefined ? call : expandMacros(definition, definitions, depth + 1);
  });
}

/** Words where a command may stand: at the beginning, behind a pipe or an opening bracket, outside quotes. */
export function commandsIn(search: string): string[] {
  const text = withoutComments(search)
    .replace(/"(?:[^"\\]|\\.)*"/gs, '""')
    .trim();
  const words = text.matchAll(/(^|[|[])\s*([a-z][a-z0-9_]*)(\s*[=<>!:*.])?/gi);
  return [...words].flatMap(([, before, word, operator]) => {
    // Without a pipe before it, a search begins with the command search, and its words are terms; in brackets, where one is compared.
    if (before === "") return word!.toLowerCase() === "search" ? [word!] : [];
    return before === "[" && operator !== undefined ? [] : [word!];
  });
}

/** Three backticks enclose a comment (Search Manual, "Add comments to searches"). */
function withoutComments(search: string): string {
  return search.replace(/```.*?```/gs, " ");
}

/** What searches, menus and help refer to: macros, lookups, views and commands must be there. */
import type { App } from "../conf/index.ts";
import type { Finding } from "./finding.ts";

/** Pages that every Splunk has (navigation of the Search app). */
const PAGES_OF_SPLUNK = new Set([
  "search",
  "reports",
  "alerts",
  "dashboards",
  "datasets",
  "analytics_workspace",
]);

/** A text with SPL in it, and where it stands. */
interface SearchText {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** Every search in the app: saved ones with their drill-downs, macros, menus of events, event types, and those in dashboards. */
function searchTexts(app: App): SearchText[] {
  const found: SearchText[] = [];
  for (const stanza of app.conf("savedsearches").stanzas.values())
    for (const { key, value, file, line } of stanza.settings.values())
      if (key === "search" || key.endsWith("drilldown_searches")) found.push({ file, line, text: value });
  for (const stanza of app.conf("macros").stanzas.values()) {
    const definition = stanza.settings.get("definition");
    if (definition !== undefined)
      found.push({ file: definition.file, line: definition.line, text: definition.value });
  }
  for (const [conf, key] of [
    ["workflow_actions", "search.search_string"],
    ["eventtypes", "search"],
  ] as const)
    for (const stanza of app.conf(conf).stanzas.values()) {
      const search = stanza.settings.get(key);
      if (search !== undefined) found.push({ file: search.file, line: search.line, text: search.value });
    }
  for (const name of viewNames(app)) {
    const file = `default/data/ui/views/${name}.xml`;
    for (const [index, text] of textOf(app, file).split("\n").entries())
      found.push({ file, line: index + 1, text });
  }
  return found;
}

/** Macros that are called and not defined, with this number of arguments. */
export function macroReferences(app: App): Finding[] {
  const macros = app.conf("macros").stanzas;
  return searchTexts(app).flatMap(({ file, line, text }) =>
    // A comment of SPL stands between three backticks.
    [...text.replace(/```[\s\S]*?```/g, "").matchAll(/`([^`]+)`/g)]
      .map(([, call]) => macroName(call!))
      .filter((name) => !macros.has(name))
      .map((name) => ({ file, line, message: `undefined macro ${name}` })),
  );
}

/** "name(a, f(b, c))" → "name(2)", as macros.conf names macros with arguments. */
export function macroName(call: string): string {
  const [, name, inside] = /^([^(]+)(?:\(([\s\S]*)\))?$/.exec(call.trim()) ?? [];
  if (name === undefined || inside === undefined || inside.trim() === "") return (name ?? call).trim();
  let depth = 0;
  let quoted = false;
  let count = 1;
  for (const character of inside) {
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (character === "," && depth === 0) count++;
  }
  return `${name.trim()}(${count})`;
}

/** Lookup files that a site makes for itself, so that they do not ship and no upgrade replaces them. */
const OF_THE_SITE: readonly string[] = ["portrisk_overrides.csv"];

/** Lookups that are used and not defined, and definitions whose file is not there. */
export function lookupReferences(app: App): Finding[] {
  const transforms = app.conf("transforms").stanzas;
  const files = app.lookupFiles();
  const missing = [...transforms.values()].flatMap((stanza) => {
    const filename = stanza.settings.get("filename");
    return filename === undefined || [...files, ...OF_THE_SITE].includes(filename.value)
      ? []
      : [{ file: filename.file, line: filename.line, message: `missing file lookups/${filename.value}` }];
  });
  const undefinedOnes = searchTexts(app).flatMap(({ file, line, text }) =>
    [...text.matchAll(/(?:^|\||\[)\s*(?:input|output)?lookup\s+(?:[a-z_]+\s*=\s*\S+\s+)*"?([\w.-]+)/g)]
      .map(([, name]) => name!)
      .filter((name) => !transforms.has(name) && ![...files, ...OF_THE_SITE].includes(name))
      .map((name) => ({ file, line, message: `undefined lookup ${name}` })),
  );
  return [...missing, ...undefinedOnes];
}

/** Views and saved searches in the menu that are not there, and menus or links in dashboards to views that are not. */
export function viewReferences(app: App): Finding[] {
  const views = new Set([...PAGES_OF_SPLUNK, ...viewNames(app)]);
  const searches = app.conf("savedsearches").stanzas;
  const nav = "default/data/ui/nav/default.xml";
  const findings: Finding[] = [];
  const look = (file: string, pattern: RegExp, known: (name: string) => boolean, what: string) => {
    for (const [index, text] of textOf(app, file).split("\n").entries())
      for (const [, name] of text.matchAll(pattern))
        if (!known(name!)) findings.push({ file, line: index + 1, message: `missing ${what} ${name}` });
  };
  look(nav, /<view\s[^>]*name="([^"]+)"/g, (name) => views.has(name), "view");
  look(nav, /<saved\s[^>]*name="([^"]+)"/g, (name) => searches.has(name), "saved search");
  for (const name of viewNames(app))
    look(
      `default/data/ui/views/${name}.xml`,
      /\/app\/suspicious_ports\/([A-Za-z0-9_]+)/g,
      (view) => views.has(view),
      "view",
    );
  return findings;
}

/** Commands without help, and help for options that is not there. */
export function searchHelp(app: App): Finding[] {
  const help = app.conf("searchbnf").stanzas;
  const findings: Finding[] = [];
  for (const command of app.conf("commands").stanzas.values()) {
    const stanza = help.get(`${command.name}-command`);
    for (const key of ["syntax", "description", "usage"])
      if (stanza?.settings.get(key) === undefined)
        findings.push({
          file: "default/searchbnf.conf",
          line: stanza?.line ?? 0,
          message: `[${command.name}-command] needs ${key}`,
        });
  }
  for (const stanza of help.values()) {
    const syntax = stanza.settings.get("syntax");
    for (const [, name] of syntax?.value.matchAll(/<([a-z-]+-options)>/g) ?? [])
      if (!help.has(name!))
        findings.push({ file: syntax!.file, line: syntax!.line, message: `missing stanza [${name}]` });
  }
  return findings;
}

function viewNames(app: App): string[] {
  return app
    .files("default/data/ui/views")
    .filter((name) => name.endsWith(".xml"))
    .map((name) => name.slice(0, -".xml".length));
}

function textOf(app: App, file: string): string {
  return app.has(file) ? Buffer.from(app.read(file)).toString("utf8") : "";
}

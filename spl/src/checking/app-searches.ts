/**
 * Every search of an app with its file and line: saved searches with the drill-downs of Enterprise Security, event types, actions in
 * menus, and views. Macros are checked by checkMacros.
 */
import { type App, ConfError, type LayeredSetting } from "@suspicious-ports/conf";
import type { SearchApps } from "../index.ts";
import { SplError } from "../index.ts";
import {
  alwaysLine,
  type CheckedSearch,
  type Collected,
  type Finding,
  linesFrom,
  unreadable,
} from "./finding.ts";
import { viewSearches } from "./views.ts";

/** @param path turns a path inside the app into one that the user can open */
export function appSearches(app: App, apps: SearchApps, path: (file: string) => string): Collected {
  const searches: CheckedSearch[] = [];
  const findings: Finding[] = [];
  const read = (action: () => void) => {
    try {
      action();
    } catch (error) {
      if (!(error instanceof ConfError)) throw error;
      findings.push(unreadable("malformed_conf", path(error.file), Math.max(error.line, 1), error.reason));
    }
  };
  const add = (of: string, setting: LayeredSetting, text: string, lineAt: (offset: number) => number) => {
    if (text.trim() !== "")
      searches.push({
        of,
        file: path(setting.file),
        text,
        lineAt,
        before: "",
        hasTokens: true,
        defaults: new Map(),
      });
  };
  const addSetting = (of: string, setting: LayeredSetting) =>
    add(of, setting, setting.value, linesFrom(setting.value, firstLine(app, setting)));
  read(() => {
    for (const [name, { settings }] of app.conf("savedsearches").stanzas)
      for (const setting of settings.values()) {
        if (setting.key === "search" && name !== "default") addSetting(`saved search "${name}"`, setting);
        if (/drilldown_search(?:es)?$/.test(setting.key))
          for (const { title, text } of drilldowns(setting, path, findings))
            add(`drill-down ${title}of saved search "${name}"`, setting, text, alwaysLine(setting.line));
      }
  });
  for (const [conf, key, what] of [
    ["eventtypes", "search", "event type"],
    ["workflow_actions", "search.search_string", "workflow action"],
  ] as const)
    read(() => {
      for (const [name, { settings }] of app.conf(conf).stanzas) {
        const setting = settings.get(key);
        if (setting !== undefined && name !== "default") addSetting(`${what} "${name}"`, setting);
      }
    });
  for (const file of viewFiles(app))
    read(() => {
      const content = Buffer.from(app.read(file)).toString("utf8");
      const collected = viewSearches(content, path(file), (name) => savedText(apps, name));
      searches.push(...collected.searches);
      findings.push(...collected.findings);
    });
  return { searches, findings };
}

/** Paths of views and panels; those of local/ replace those of default/ with the same name. */
function viewFiles(app: App): string[] {
  return ["views", "panels"].flatMap((kind) => {
    const files = new Map(
      ["default", "local"].flatMap((layer) => {
        const folder = `${layer}/data/ui/${kind}`;
        return app
          .files(folder)
          .filter((name) => name.endsWith(".xml"))
          .map((name) => [name, `${folder}/${name}`] as const);
      }),
    );
    return [...files.values()];
  });
}

/** The text of a saved search; null where there is none of this name. */
export function savedText(apps: SearchApps, name: string): string | null {
  try {
    return apps.savedSearch(name).search;
  } catch (error) {
    if (error instanceof SplError && error.code === "unknown_saved_search") return null;
    throw error;
  }
}

interface Drilldown {
  /** `"name" `, or "" where it has none. */
  readonly title: string;
  readonly text: string;
}

/** drilldown_search is one search, drilldown_searches a JSON array of objects with a name and a search. */
function drilldowns(
  setting: LayeredSetting,
  path: (file: string) => string,
  findings: Finding[],
): Drilldown[] {
  if (setting.key.endsWith("drilldown_search")) return [{ title: "", text: setting.value }];
  if (setting.value.trim() === "") return [];
  try {
    const list: unknown = JSON.parse(setting.value);
    if (!Array.isArray(list)) throw new SyntaxError();
    return list.flatMap((each: unknown) => {
      const { name, search } = (each ?? {}) as { readonly name?: unknown; readonly search?: unknown };
      return typeof search === "string"
        ? [{ title: name === undefined ? "" : `${JSON.stringify(name)} `, text: search }]
        : [];
    });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const message = `${setting.key} is not a JSON array of drill-downs.`;
    findings.push(unreadable("malformed_conf", path(setting.file), setting.line, message));
    return [];
  }
}

/** The line on which a value begins: a later one than that of its setting where the first lines have nothing but the backslash. */
export function firstLine(app: App, { file, line }: LayeredSetting): number {
  const lines = Buffer.from(app.read(file)).toString("utf8").split("\n");
  let first = line;
  let text = (lines[line - 1] ?? "").replace(/^[^=]*=/, "");
  while (text.trim() === "\\") text = lines[first++] ?? "";
  return first;
}

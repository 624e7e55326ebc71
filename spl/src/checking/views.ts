/**
 * The searches of a view. Simple XML: <search> with <query>, base searches and what is made of them, the older forms (searchString and
 * others), and links of drill-downs to a search. Dashboard Studio (a JSON definition in the XML, or by itself): data sources, chains, and
 * event handlers that open a search.
 */
import { Entry } from "../yaml/entry.ts";
import { FileError } from "../yaml/file-error.ts";
import {
  alwaysLine,
  type CheckedSearch,
  type Collected,
  type Finding,
  linesFrom,
  unreadable,
} from "./finding.ts";
import { descendants, type Element, readXml, XmlError } from "./xml.ts";

/** The text of a saved search, for a view that refers to one; null where there is none. */
export type SavedText = (name: string) => string | null;

/** A view of default/data/ui/views, by its text. */
export function viewSearches(content: string, file: string, saved: SavedText): Collected {
  try {
    const root = readXml(content);
    const definition = root.children.find(({ name }) => name === "definition");
    return definition === undefined
      ? simpleXml(root, file, saved)
      : studioSearches(definition.text, file, definition.textLine, saved);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return {
      searches: [],
      findings: [
        unreadable("malformed_view", file, error.line, `The view cannot be read: ${error.message}.`),
      ],
    };
  }
}

/** Elements of older views that hold a search. */
const OLDER = new Set(["searchString", "searchTemplate", "populatingSearch"]);

function simpleXml(root: Element, file: string, saved: SavedText): Collected {
  const searches: CheckedSearch[] = [];
  const findings: Finding[] = [];
  const all = [...descendants(root)];
  const elements = all.filter(({ name }) => name === "search");
  const byId = new Map(
    elements.flatMap((element) => {
      const id = element.attributes.get("id");
      return id === undefined ? [] : [[id, element] as const];
    }),
  );
  const defaults = inputDefaults(all);
  const add = (of: string, text: string, line: number, before = "") =>
    searches.push({ of, file, text, lineAt: linesFrom(text, line), before, hasTokens: true, defaults });
  /** What a search gives to those that are made of it. */
  const whole = (element: Element, seen: readonly Element[]): string => {
    const own = child(element, "query")?.text ?? saved(element.attributes.get("ref") ?? "") ?? "";
    const base = byId.get(element.attributes.get("base") ?? "");
    return base === undefined || seen.includes(base) ? own : piped(whole(base, [...seen, base]), own);
  };
  elements.forEach((element, index) => {
    const id = element.attributes.get("id");
    const of = id === undefined ? `search ${index + 1} of the view` : `search "${id}" of the view`;
    const ref = element.attributes.get("ref");
    if (ref !== undefined && !/\$/.test(ref) && saved(ref) === null)
      findings.push(
        unreadable("unknown_saved_search", file, element.line, `No saved search "${ref}" is defined.`),
      );
    const base = element.attributes.get("base");
    if (base !== undefined && !byId.has(base))
      findings.push(
        unreadable("malformed_view", file, element.line, `The view has no search with the id "${base}".`),
      );
    const query = child(element, "query");
    if (query === undefined || query.text.trim() === "") return;
    const parent = base === undefined ? undefined : byId.get(base);
    add(
      of,
      query.text.trimEnd(),
      query.textLine,
      parent === undefined ? "" : whole(parent, [element, parent]),
    );
  });
  for (const element of all) {
    if (OLDER.has(element.name) && element.text.trim() !== "")
      add(`${element.name} of the view`, element.text.trimEnd(), element.textLine);
    const linked = element.name === "link" ? linkedSearch(element.text) : null;
    if (linked !== null) searches.push({ ...drilldown(linked, file, element.textLine), defaults });
  }
  return { searches, findings };
}

function child(element: Element, wanted: string): Element | undefined {
  return element.children.find(({ name }) => name === wanted);
}

function inputDefaults(all: readonly Element[]): ReadonlyMap<string, string> {
  return new Map(
    all.flatMap((element) => {
      const token = element.name === "input" ? element.attributes.get("token") : undefined;
      const value = child(element, "default")?.text ?? child(element, "initialValue")?.text;
      return token === undefined || value === undefined || value.trim() === "" || /\$/.test(value)
        ? []
        : [[token, value] as const];
    }),
  );
}

/** A search behind another: the pipe between them may be written or not. */
function piped(before: string, text: string): string {
  return /^\s*\|/.test(text) ? `${before} ${text}` : `${before} | ${text}`;
}

function drilldown(text: string, file: string, line: number): Omit<CheckedSearch, "defaults"> {
  return { of: "drill-down of the view", file, text, lineAt: alwaysLine(line), before: "", hasTokens: true };
}

/** The search of a link such as /app/search/search?q=…, decoded; null for other links. */
export function linkedSearch(link: string): string | null {
  const query = /(?:^|\/)search\?(?:[^#]*?&)?q=([^&#]*)/.exec(link.trim())?.[1];
  if (query === undefined) return null;
  try {
    return decodeURIComponent(query.replace(/%(?![0-9A-Fa-f]{2})/g, "%25"));
  } catch {
    return null;
  }
}

/** A definition of Dashboard Studio, which begins at this line of the file. */
export function studioSearches(json: string, file: string, line: number, saved: SavedText): Collected {
  let root: Entry;
  try {
    // JSON is YAML, whose reader keeps lines; but not every YAML is JSON.
    root = Entry.read(json, file);
    JSON.parse(json);
  } catch (error) {
    const place = error instanceof FileError ? error.place.line + line - 1 : line;
    const message = "The definition of the view is not valid JSON.";
    return { searches: [], findings: [unreadable("malformed_view", file, place, message)] };
  }
  const searches: CheckedSearch[] = [];
  const findings: Finding[] = [];
  const sources = new Map(
    [...mapOf(root, "dataSources")].map(([id, source]) => [
      id,
      { source, options: mapOf(source, "options") },
    ]),
  );
  const defaults = studioDefaults(root);
  const lineOf = (entry: Entry) => entry.line + line - 1;
  const whole = (id: string, seen: readonly string[]): string => {
    const { options } = sources.get(id) ?? {};
    const own = textOf(options?.get("query")) ?? saved(textOf(options?.get("ref")) ?? "") ?? "";
    const base = textOf(options?.get("extend"));
    return base === null || seen.includes(base) ? own : piped(whole(base, [...seen, base]), own);
  };
  for (const [id, { source, options }] of sources) {
    const ref = options.get("ref");
    const name = textOf(ref);
    if (ref !== undefined && name !== null && !/\$/.test(name) && saved(name) === null)
      findings.push(
        unreadable("unknown_saved_search", file, lineOf(ref), `No saved search "${name}" is defined.`),
      );
    const query = options.get("query");
    const text = textOf(query);
    const base = textOf(options.get("extend"));
    if (base !== null && !sources.has(base))
      findings.push(
        unreadable("malformed_view", file, lineOf(source), `The view has no data source "${base}".`),
      );
    if (query === undefined || text === null || text.trim() === "") continue;
    const before = base === null ? "" : whole(base, [id, base]);
    searches.push({
      of: `data source "${id}" of the view`,
      file,
      text,
      lineAt: alwaysLine(lineOf(query)),
      before,
      hasTokens: true,
      defaults,
    });
  }
  for (const [, visualization] of mapOf(root, "visualizations")) {
    const handlers = visualization.isMap ? visualization.map("").get("eventHandlers") : undefined;
    for (const handler of handlers?.isList ? handlers.list("") : []) {
      const options = mapOf(handler, "options");
      const query = options.get("query") ?? options.get("url");
      const text = textOf(query);
      const linked =
        query === undefined || text === null
          ? null
          : query === options.get("query")
            ? text
            : linkedSearch(text);
      if (linked !== null) searches.push({ ...drilldown(linked, file, lineOf(query!)), defaults });
    }
  }
  return { searches, findings };
}

function mapOf(entry: Entry, name: string): ReadonlyMap<string, Entry> {
  const found = entry.isMap ? entry.map("").get(name) : undefined;
  return found?.isMap ? found.map("") : new Map();
}

function textOf(entry: Entry | undefined): string | null {
  return entry === undefined || entry.isNull || entry.isMap || entry.isList ? null : entry.text("");
}

function studioDefaults(root: Entry): ReadonlyMap<string, string> {
  return new Map(
    [...mapOf(root, "inputs").values()].flatMap((input) => {
      const options = mapOf(input, "options");
      const [token, value] = [textOf(options.get("token")), textOf(options.get("defaultValue"))];
      return token === null || value === null || value.trim() === "" || /\$/.test(value)
        ? []
        : [[token, value] as const];
    }),
  );
}

/** What the app adds to other places: workflow actions, tags, tools of the MCP server. What they name must be there. */
import type { App } from "../conf/index.ts";
import type { Finding } from "./finding.ts";
import { studioViews, tokensIn } from "./studio.ts";
import { linkProblems } from "./views.ts";

/** Actions that lead to a view or use a field that they do not ask for, and look-ups elsewhere that are not off. */
export function workflowActions(app: App): Finding[] {
  const views = studioViews(app);
  return [...app.conf("workflow_actions").stanzas.values()].flatMap((stanza) => {
    const value = (key: string) => stanza.settings.get(key)?.value ?? "";
    const fields = value("fields").split(/[\s,]+/);
    const texts = ["label", "link.uri", "search.search_string"].map(value);
    const uri = value("link.uri");
    const problems = [
      ...linkProblems(uri, views),
      ...texts
        .flatMap(tokensIn)
        .filter((field) => !fields.includes(field))
        .map((field) => `$${field}$ is not among its fields`),
      ...(/^https?:/.test(uri) && !/^(?:1|true)$/i.test(value("disabled"))
        ? ["it sends a value to another server, so it ships disabled"]
        : []),
      ...(value("type") === "link" && uri === "" ? ["it has no link.uri"] : []),
      ...(value("type") === "search" && value("search.search_string") === ""
        ? ["it has no search.search_string"]
        : []),
    ];
    return [...new Set(problems)].map((problem) => ({
      file: "default/workflow_actions.conf",
      line: stanza.line,
      message: `[${stanza.name}] ${problem}`,
    }));
  });
}

/** Tags of event types that are not there. */
export function tagReferences(app: App): Finding[] {
  const types = app.conf("eventtypes").stanzas;
  return [...app.conf("tags").stanzas.values()].flatMap((stanza) => {
    const name = /^eventtype=(.+)$/.exec(stanza.name)?.[1];
    return name === undefined || types.has(name)
      ? []
      : [{ file: "default/tags.conf", line: stanza.line, message: `missing event type ${name}` }];
  });
}

/** Tools without a saved search, or with one that asks for tokens: an assistant gives none. */
export function toolReferences(app: App): Finding[] {
  const searches = app.conf("savedsearches").stanzas;
  return [...app.conf("tools").stanzas.values()].flatMap((stanza) => {
    const name = stanza.settings.get("search")?.value ?? "";
    const search = searches.get(name)?.settings.get("search")?.value;
    const at = { file: "default/tools.conf", line: stanza.line };
    if (search === undefined) return [{ ...at, message: `[${stanza.name}] missing saved search ${name}` }];
    return tokensIn(search).map((token) => ({ ...at, message: `[${stanza.name}] ${name} needs $${token}$` }));
  });
}

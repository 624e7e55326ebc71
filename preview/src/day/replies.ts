/** What the splunkd of the simulated site replies to the command rest, by endpoint: the app as it is built, with the scored detection enabled. */
import type { App } from "@suspicious-ports/conf";
import { eventsFromObjects, SearchApps, type Table } from "spl-runner";
import { ENABLED } from "./scheduler.ts";

type Rows = readonly Readonly<Record<string, string | number>>[];

export function splunkdReplies(app: App): ReadonlyMap<string, Table> {
  const replies: readonly (readonly [endpoint: string, rows: Rows])[] = [
    ["/servicesNS/-/-/saved/searches", savedSearches(app)],
    [`/servicesNS/nobody/${app.name}/configs/conf-macros`, stanzas(app, "macros")],
  ];
  return new Map(replies.map(([endpoint, rows]) => [endpoint, eventsFromObjects(rows)]));
}

function savedSearches(app: App): Rows {
  const apps = new SearchApps([app]);
  const conf = app.conf("savedsearches");
  return apps.savedSearchNames().map((title) => ({
    title,
    "eai:acl.app": app.name,
    search: apps.savedSearch(title).search,
    disabled: title === ENABLED || !apps.savedSearch(title).disabled ? 0 : 1,
    is_scheduled: conf.value(title, "cron_schedule") === undefined ? 0 : 1,
    cron_schedule: conf.value(title, "cron_schedule") ?? "",
  }));
}

/** As the endpoints configs/conf-NAME reply. */
function stanzas(app: App, name: string): Rows {
  const conf = app.conf(name);
  return [...conf.stanzas].map(([title, { settings }]) => ({
    title,
    ...Object.fromEntries([...settings].map(([key, { value }]) => [key, value])),
  }));
}

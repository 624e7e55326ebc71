/** The stand-in's objects: collections of entries by endpoint, filled from the folders of its apps. */
import { eventsFromObjects, type Table } from "spl-runner";
import { type App, readApp } from "../../../src/conf/index.ts";
import type { StoredEntry } from "./feed.ts";

export class Store {
  private readonly collections = new Map<string, StoredEntry[]>();

  /** "saved/searches" → its entries. */
  of(endpoint: string): StoredEntry[] {
    let entries = this.collections.get(endpoint);
    if (entries === undefined) {
      entries = [];
      this.collections.set(endpoint, entries);
    }
    return entries;
  }

  /** The entries that a namespace sees: its app's, and what is shared with all. */
  visible(endpoint: string, owner: string, app: string): StoredEntry[] {
    return this.of(endpoint).filter(
      ({ acl }) =>
        (app === "-" || acl.app === app || acl.sharing === "global" || acl.sharing === "system") &&
        (acl.sharing !== "user" || owner === "-" || acl.owner === owner),
    );
  }

  /** The rows that the command rest makes of a list: each entry's name as its title, and its content as texts. */
  reply(uri: string): Table | null {
    const [, owner, app, endpoint] = /^\/servicesNS\/([^/]+)\/([^/]+)\/(.+)$/.exec(uri) ?? [];
    if (endpoint === undefined || !this.collections.has(endpoint)) return null;
    const text = (value: unknown) => (typeof value === "boolean" ? (value ? "1" : "0") : String(value));
    return eventsFromObjects(
      this.visible(endpoint, owner!, app!).map(({ name, content }) => ({
        title: name,
        ...Object.fromEntries(Object.entries(content).map(([key, value]) => [key, text(value)])),
      })),
    );
  }

  remove(endpoint: string, entry: StoredEntry): void {
    const entries = this.of(endpoint);
    entries.splice(entries.indexOf(entry), 1);
  }

  /** What splunkd lists of an app in a folder: the app itself, its .conf stanzas, searches, dashboards. */
  addApp(folder: string): App {
    const app = readApp(folder);
    const { name } = app;
    const setting = (file: string, stanza: string, key: string) => app.conf(file).value(stanza, key);
    this.of("apps/local").push({
      name,
      acl: acl("system", "app"),
      content: {
        label: setting("app", "ui", "label") ?? name,
        version: setting("app", "launcher", "version") ?? "1.0.0",
        description: setting("app", "launcher", "description") ?? "",
        disabled: setting("app", "install", "state") === "disabled",
        configured: true,
        visible: true,
        check_for_updates: false,
        state_change_requires_restart: false,
      },
    });
    for (const file of app.confNames())
      for (const [stanza, { settings }] of app.conf(file).stanzas)
        this.of(`configs/conf-${file}`).push({
          name: stanza,
          acl: acl(name, app.exported(file, stanza) ? "global" : "app"),
          content: Object.fromEntries([...settings].map(([key, { value }]) => [key, value])),
        });
    for (const [stanza, { settings }] of app.conf("savedsearches").stanzas)
      this.of("saved/searches").push({
        name: stanza,
        acl: acl(name, app.exported("savedsearches", stanza) ? "global" : "app"),
        content: {
          ...Object.fromEntries([...settings].map(([key, { value }]) => [key, value])),
          is_scheduled: settings.get("enableSched")?.value === "1",
          disabled: settings.get("disabled")?.value === "true" || settings.get("disabled")?.value === "1",
        },
      });
    for (const view of app.files("default/data/ui/views"))
      this.of("data/ui/views").push({
        name: view.replace(/\.xml$/, ""),
        acl: acl(name, "app"),
        content: { "eai:data": Buffer.from(app.read(`default/data/ui/views/${view}`)).toString("utf8") },
      });
    return app;
  }
}

export function acl(app: string, sharing: string, owner = "nobody") {
  return {
    app,
    owner,
    sharing,
    perms: sharing === "user" ? null : { read: ["*"], write: ["admin"] },
  };
}

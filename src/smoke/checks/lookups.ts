/** Each lookup of the app: readable, and not empty. */
import type { App } from "../../conf/index.ts";
import { REMEDIES } from "../../health/index.ts";
import { SplunkError } from "../../splunk/index.ts";
import { type Check, type Finding, failed, ok, warning } from "../check.ts";

export const lookups: Check = {
  name: "lookups",
  about: "each lookup of the package can be read",
  needs: ["app"],
  async run({ splunk, app, searchTimeout }) {
    const found: Finding[] = [];
    for (const { name, filename, shipped } of lookupsOf(app)) {
      try {
        const { rows } = await splunk.search(`| inputlookup ${name} | stats count`, {
          timeout: searchTimeout,
        });
        const count = Number(rows[0]?.count ?? 0);
        if (count > 0 || filename === null || !shipped) found.push(ok(`${count} rows.`, name));
        else found.push(warning("No rows.", REMEDIES.lookupEmpty, name));
      } catch (error) {
        if (!(error instanceof SplunkError) || error.code !== "search_failed") throw error;
        if (!shipped) found.push(ok("Not there; it is optional.", name));
        else found.push(failed(error.message, REMEDIES.lookupUnreadable, name));
      }
    }
    return found;
  },
};

export interface PackagedLookup {
  readonly name: string;
  /** Null for a KV store collection, which is empty until its search has run. */
  readonly filename: string | null;
  /** Whether the package brings it. A file that it does not bring is a site's own and may be missing. */
  readonly shipped: boolean;
}

export function lookupsOf(app: App): PackagedLookup[] {
  const files = app.lookupFiles();
  return [...app.conf("transforms").stanzas].flatMap(([name, { settings }]) => {
    const filename = settings.get("filename")?.value ?? null;
    if (filename === null && !settings.has("collection")) return [];
    return [{ name, filename, shipped: filename === null || files.includes(filename) }];
  });
}

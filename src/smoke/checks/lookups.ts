/** Each lookup of the app: readable, and with the rows of the package. */
import { parse } from "csv-parse/sync";
import type { App } from "../../conf/index.ts";
import { REMEDIES } from "../../health/index.ts";
import { type Cell, type JobResult, SplunkError } from "../../splunk/index.ts";
import { type Check, type CheckContext, type Finding, failed, ok } from "../check.ts";

export const lookups: Check = {
  name: "lookups",
  about: "each lookup can be read, and has the rows of the package",
  needs: ["app"],
  async run(context) {
    const found: Finding[] = [];
    for (const lookup of lookupsOf(context.app)) found.push(await read(context, lookup));
    return found;
  },
};

async function read(
  { splunk, app, searchTimeout }: CheckContext,
  { name, filename }: PackagedLookup,
): Promise<Finding> {
  try {
    const result = await splunk.search(`| inputlookup ${name}`, { timeout: searchTimeout });
    if (filename === null) return ok(`${result.resultCount} rows.`, name);
    return compared(packagedRows(app, filename), result, name);
  } catch (error) {
    if (!(error instanceof SplunkError) || !/^search_/.test(error.code)) throw error;
    return failed(error.message, REMEDIES.lookupUnreadable, name);
  }
}

type Row = { readonly [column: string]: Cell };

function packagedRows(app: App, filename: string): readonly Row[] {
  return parse(Buffer.from(app.read(`lookups/${filename}`)), { columns: true, bom: true });
}

/** Whether the server's rows are those of the package, in any order. */
function compared(packaged: readonly Row[], { rows, resultCount }: JobResult, name: string): Finding {
  const remedy =
    "Install the app again; on a search head cluster push the bundle again (docs/install.md). A site's own rows belong into portrisk_exceptions.";
  if (resultCount !== packaged.length)
    return failed(`${resultCount} rows, and the package has ${packaged.length}.`, remedy, name);
  const same = ok(`${resultCount} rows, as packaged.`, name);
  // More rows than one page holds are only counted.
  if (rows.length < resultCount) return same;
  const there = new Set(rows.map(canonical));
  const missing = packaged.filter((row) => !there.has(canonical(row)));
  if (missing.length === 0) return same;
  return failed(
    `${missing.length} of ${packaged.length} rows are others than in the package, the first ${canonical(missing[0]!)}.`,
    remedy,
    name,
  );
}

/** Cells that are empty are left out by servers, or shown, by version. */
function canonical(row: Row): string {
  const cells = Object.entries(row)
    .map(([column, cell]) => [column, String(cell).trim()] as const)
    .filter(([column, text]) => text !== "" && !column.startsWith("_"))
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return cells.map(([column, text]) => `${column}=${text}`).join(" ");
}

interface PackagedLookup {
  readonly name: string;
  /** Null for a KV store collection, which is empty until its search has run. */
  readonly filename: string | null;
}

function lookupsOf(app: App): PackagedLookup[] {
  return [...app.conf("transforms").stanzas].flatMap(([name, { settings }]) => {
    const filename = settings.get("filename")?.value ?? null;
    if (filename === null && !settings.has("collection")) return [];
    return [{ name, filename }];
  });
}

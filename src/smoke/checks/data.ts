/** Events: whether the firewall's logs are where the app looks, and whether search peers score them as the search head does. */
import { REMEDIES } from "../../health/index.ts";
import { columnOf } from "../../risk/schema/index.ts";
import { SplunkError } from "../../splunk/index.ts";
import { type Check, type CheckContext, type Finding, failed, ok, skipped, warning } from "../check.ts";

const DATA = "`portrisk_data`";
/** Events of this many seconds are scored for a comparison. */
const WINDOW = 900;

export const data: Check = {
  name: "data",
  about: "an event of the last day where the macro portrisk_data looks",
  needs: ["app"],
  async run(context) {
    const newest = await newestEvent(context);
    return [
      newest === null
        ? warning("No event in the last 24 hours.", REMEDIES.noData)
        : ok(`The newest event is of ${new Date(newest * 1000).toISOString()}.`),
    ];
  },
};

export const peers: Check = {
  name: "peers",
  about: "search peers are up, and score as the search head does",
  needs: ["runtime", "data"],
  async run(context) {
    const { splunk } = context;
    const enabled = (await splunk.peers()).filter(({ disabled }) => !disabled);
    if (enabled.length === 0) return [ok("There are no search peers: this server searches its own events.")];
    const found: Finding[] = enabled.map(({ name, status, version }) =>
      status === "Up"
        ? ok(`Up, Splunk ${version}.`, name)
        : failed(
            `Status ${status || "unknown"}.`,
            "Look at Settings, Distributed search, Search peers.",
            name,
          ),
    );
    const newest = await newestEvent(context);
    if (newest === null) return [...found, skipped("There is no event to score.")];
    const onHead = await totals(context, "portrisk distributed=f", newest);
    for (const [engine, remedy] of [
      [
        "portrisk distributed=t",
        "Leave the option distributed at f: the command needs a Node.js on every search peer.",
      ],
      ["`portrisk_eval`", "Look at splunkd.log of the peers: the knowledge bundle may be too large or old."],
    ] as const) {
      try {
        const there = await totals(context, engine, newest);
        found.push(
          there === onHead
            ? ok(`As on the search head: ${there}.`, engine)
            : failed(`${there} on the peers, ${onHead} on the search head.`, remedy, engine),
        );
      } catch (error) {
        if (!(error instanceof SplunkError) || error.code !== "search_failed") throw error;
        found.push(warning(error.message, remedy, engine));
      }
    }
    return found;
  },
};

/** Epoch seconds of the newest event of the last day; null for none. */
async function newestEvent({ splunk, searchTimeout }: CheckContext): Promise<number | null> {
  const search = `${DATA} | head 1 | eval newest=_time | table newest`;
  const { rows } = await splunk.search(search, { earliest: "-24h", latest: "now", timeout: searchTimeout });
  const newest = Number(rows[0]?.newest);
  return rows.length === 0 || Number.isNaN(newest) ? null : newest;
}

/** "12 events, scores 345" of the minutes before the newest event. */
async function totals(
  { splunk, searchTimeout }: CheckContext,
  engine: string,
  newest: number,
): Promise<string> {
  const range = { earliest: String(Math.floor(newest) - WINDOW), latest: String(Math.floor(newest) + 1) };
  const search = `${DATA} | ${engine} | stats count sum(${columnOf("score")}) as scores`;
  const { rows } = await splunk.search(search, { ...range, timeout: searchTimeout });
  return `${String(rows[0]?.count ?? 0)} events, scores ${String(rows[0]?.scores ?? 0)}`;
}

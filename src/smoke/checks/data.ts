/** Events: whether the firewall's logs are where the app looks, and whether search peers score them as the search head does. */
import { REMEDIES } from "../../health/index.ts";
import { columnOf } from "../../risk/schema/index.ts";
import { SplunkError } from "../../splunk/index.ts";
import { type Check, type CheckContext, type Finding, failed, ok, skipped, warning } from "../check.ts";
import { MACROS, usesMacros } from "./command.ts";

const DATA = "`portrisk_data`";
/** Events of at most this many seconds are scored for a comparison, */
const WINDOW = 900;
/** and at most this many: on the search head all of them travel there. */
const MAX_EVENTS = 50_000;
const ALL_EVENTS = 10_000_000;

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
    const window = await chooseWindow(context);
    if (window === null) return [...found, skipped("There is no event to score.")];
    const { range, about } = window;
    const compared = [
      {
        engine: MACROS,
        // Behind head nothing runs on a peer (Search Reference, "Command types", centralized streaming commands).
        onHead: `head ${ALL_EVENTS} | ${MACROS}`,
        remedy: "Look at splunkd.log of the peers: the knowledge bundle may be too large or old.",
      },
      {
        engine: "portrisk distributed=t",
        onHead: "portrisk distributed=f",
        remedy: "Leave the option distributed at f: the command needs a Node.js on every search peer.",
      },
    ];
    // Where the command does not run here either, the macros alone count.
    const engines = (await usesMacros(context)) ? compared.slice(0, 1) : compared;
    for (const { engine, onHead, remedy } of engines) {
      try {
        const [there, here] = [await totals(context, engine, range), await totals(context, onHead, range)];
        found.push(
          there === here
            ? ok(`As on the search head: ${there} of ${about}.`, engine)
            : failed(`${there} on the peers, ${here} on the search head.`, remedy, engine),
        );
      } catch (error) {
        if (!(error instanceof SplunkError) || error.code !== "search_failed") throw error;
        found.push(warning(error.message, remedy, engine));
      }
    }
    return found;
  },
};

interface Range {
  readonly earliest: string;
  readonly latest: string;
}

/** The seconds before the newest event, halved until they hold no more than MAX_EVENTS; null where there is no event. */
async function chooseWindow(
  context: CheckContext,
): Promise<{ readonly range: Range; readonly about: string } | null> {
  const newest = await newestEvent(context);
  if (newest === null) return null;
  for (let seconds = WINDOW; ; seconds = Math.ceil(seconds / 2)) {
    const range = {
      earliest: String(Math.floor(newest) + 1 - seconds),
      latest: String(Math.floor(newest) + 1),
    };
    const { rows } = await context.splunk.search(`${DATA} | stats count`, {
      ...range,
      timeout: context.searchTimeout,
    });
    if (seconds === 1 || Number(rows[0]?.count ?? 0) <= MAX_EVENTS)
      return { range, about: `${seconds} ${seconds === 1 ? "second" : "seconds"}` };
  }
}

/** Epoch seconds of the newest event of the last day; null for none. */
async function newestEvent({ splunk, searchTimeout }: CheckContext): Promise<number | null> {
  const search = `${DATA} | head 1 | eval newest=_time | table newest`;
  const { rows } = await splunk.search(search, { earliest: "-24h", latest: "now", timeout: searchTimeout });
  const newest = Number(rows[0]?.newest);
  return rows.length === 0 || Number.isNaN(newest) ? null : newest;
}

/** "12 events, scores 345" */
async function totals(
  { splunk, searchTimeout }: CheckContext,
  engine: string,
  range: Range,
): Promise<string> {
  const search = `${DATA} | ${engine} | stats count sum(${columnOf("score")}) as scores`;
  const { rows } = await splunk.search(search, { ...range, timeout: searchTimeout });
  return `${String(rows[0]?.count ?? 0)} events, scores ${String(rows[0]?.scores ?? 0)}`;
}

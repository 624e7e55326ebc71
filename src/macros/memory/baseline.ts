/** `portrisk_baseline`: the services that the site uses, day by day. */
import { evalText } from "../steps.ts";
import { isPortOf, literal } from "../text.ts";
import { PAIRS } from "./day.ts";

/** The collection of services. */
export const SERVICES = "portrisk_services";

const FORGET_DAYS = 30;
const WEB_PORTS = [80, 443];
export const ON_WEB_PORT = isPortOf(WEB_PORTS);
/**
 * Web servers that fewer hosts use in an hour, and to which fewer bytes were sent in a day, come and go: only those that are called at regular
 * intervals are kept.
 */
const MIN_WEB_SOURCES = 3;
const MIN_WEB_SENT = 20_000_000;
/** In the place of a destination: the row that stands for the baseline itself. */
export const BASELINE = "baseline";

/** From the hours of a day to the services that the site uses, added to those of the days before. */
export function baselineSteps(): readonly string[] {
  const BY_SERVICE = "by dest, dest_port, transport";
  return [
    "where failed<connections",
    `stats max(sources) as day_sources, sum(sent) as sent, max(pair_direction) as pair_direction, min(firstTime) as first_seen, max(lastTime) as last_seen ${BY_SERVICE}`,
    // Pairs and services share no column but those of the service, so these rows add nothing but the rhythm.
    `inputlookup append=true ${PAIRS}`,
    `stats max(history_regularity) as regularity, max(day_sources) as day_sources, max(sent) as sent, max(pair_direction) as pair_direction, min(first_seen) as first_seen, max(last_seen) as last_seen ${BY_SERVICE}`,
    `where isnotnull(last_seen) AND NOT (isnull(regularity) AND pair_direction="outbound" AND ${ON_WEB_PORT} AND day_sources<${MIN_WEB_SOURCES} AND coalesce(sent,0)<${MIN_WEB_SENT})`,
    // One row stands for the baseline itself, so that a lookup can say since when there is one.
    `appendpipe [ stats count as sent, min(first_seen) as first_seen, max(last_seen) as last_seen | where sent>0 | eval dest=${literal(BASELINE)}, dest_port="0", transport="any", day_sources=0 ]`,
    "addinfo",
    // The day of the calendar, in the time zone in which yesterday began: the clock is changed twice a year.
    'eval day=tonumber(strftime(info_min_time,"%Y%m%d"))',
    `table dest, dest_port, transport, day, day_sources, first_seen, last_seen`,
    // What is not read here is lost when the collection is written again, so an error has to end the search.
    `inputlookup strict=true append=true ${SERVICES}`,
    `stats max(day) as day, max(day_sources) as day_sources, max(last_day) as last_day, max(days) as days, max(sources) as sources, min(first_seen) as first_seen, max(last_seen) as last_seen ${BY_SERVICE}`,
    evalText([
      // A day counts once, however often the search runs.
      { field: "new_day", value: "if(isnotnull(day) AND (isnull(last_day) OR day>last_day),1,0)" },
      { field: "days", value: "coalesce(days,0)+new_day" },
      {
        field: "sources",
        value:
          "case(isnull(sources),day_sources,new_day=1,exact(round(0.8*sources+0.2*day_sources,1)),true(),sources)",
      },
      { field: "last_day", value: "max(coalesce(day,0),coalesce(last_day,0))" },
    ]),
    `where last_seen>=now()-${FORGET_DAYS}*86400`,
    "table dest, dest_port, transport, days, last_day, sources, first_seen, last_seen",
  ];
}

/** `portrisk_baseline`: the services that the site uses, day by day. */
import { evalText } from "../steps.ts";
import { isPortOf, literal } from "../text.ts";
import { PAIRS } from "./day.ts";

/** The collection of services. */
export const SERVICES = "portrisk_services";

const FORGET_DAYS = 30;
/** Whether a service that was last used then is remembered. */
export const remembered = (lastSeen: string) => `${lastSeen}>=now()-${FORGET_DAYS}*86400`;
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

/** The columns of the collection of services. */
export const SERVICES_COLUMNS: readonly string[] = [
  "dest",
  "dest_port",
  "transport",
  "days",
  "last_day",
  "sources",
  "first_seen",
  "last_seen",
  "records",
];

/** From the hours of a day to the services that were used, each with what the collection has of it: its key, and days of use before. */
export function baselineSteps(): readonly string[] {
  const BY_SERVICE = "by dest, dest_port, transport";
  return [
    "where failed<connections",
    `stats max(sources) as day_sources, sum(sent) as sent, max(pair_direction) as pair_direction, min(firstTime) as first_seen, max(lastTime) as last_seen ${BY_SERVICE}`,
    // Pairs and services share no column but those of the service, so these rows add nothing but the rhythm. Where the KV store does not answer
    // the search has to end with an error: services that could not be looked up would begin anew.
    `inputlookup strict=true append=true ${PAIRS}`,
    `stats max(history_regularity) as regularity, max(day_sources) as day_sources, max(sent) as sent, max(pair_direction) as pair_direction, min(first_seen) as first_seen, max(last_seen) as last_seen ${BY_SERVICE}`,
    `where isnotnull(last_seen) AND NOT (isnull(regularity) AND pair_direction="outbound" AND ${ON_WEB_PORT} AND day_sources<${MIN_WEB_SOURCES} AND coalesce(sent,0)<${MIN_WEB_SENT})`,
    `where ${remembered("last_seen")}`,
    // One row stands for the baseline itself, so that a lookup can say since when there is one.
    `appendpipe [ stats count as sent, min(first_seen) as first_seen, max(last_seen) as last_seen | where sent>0 | eval dest=${literal(BASELINE)}, dest_port="0", transport="any", day_sources=0 ]`,
    "addinfo",
    // Services are looked up and not read as a whole, which could be too many; records of others stay as they are.
    `lookup ${SERVICES} dest, dest_port, transport OUTPUT _key AS service, days, last_day, sources, first_seen AS before_first, last_seen AS before_last, records`,
    "eventstats count(eval(isnull(service))) as added",
    evalText([
      // The record of the baseline counts all.
      { field: "records", value: `if(dest=${literal(BASELINE)},coalesce(tonumber(records),0)+added,null())` },
      { field: "service", value: 'coalesce(service,dest."|".dest_port."|".transport)' },
      // The day of the calendar, in the time zone in which yesterday began: the clock is changed twice a year.
      { field: "day", value: 'tonumber(strftime(info_min_time,"%Y%m%d"))' },
      { field: "known", value: `if(${remembered("tonumber(before_last)")},1,0)` },
      // A day counts once, however often the search runs.
      { field: "new_day", value: "if(known=1 AND tonumber(last_day)>=day,0,1)" },
      { field: "days", value: "if(known=1,tonumber(days),0)+new_day" },
      {
        field: "sources",
        value:
          "case(known=0,day_sources,new_day=1,exact(round(0.8*sources+0.2*day_sources,1)),true(),sources)",
      },
      { field: "last_day", value: "max(day,coalesce(tonumber(last_day),0))" },
      { field: "first_seen", value: "if(known=1,min(first_seen,tonumber(before_first)),first_seen)" },
      { field: "last_seen", value: "max(last_seen,coalesce(tonumber(before_last),0))" },
    ]),
    `table service, ${SERVICES_COLUMNS.join(", ")}`,
  ];
}

/**
 * From all records of the collection to those that stay; to none where fewer were read than there are, so that what was not read is not
 * lost: whether inputlookup reads more than 50,000 is not documented (limits.conf, max_rows_per_query).
 */
export function forgetSteps(): readonly string[] {
  return [
    "eventstats count as read, max(records) as counted",
    `where read>=counted AND ${remembered("last_seen")}`,
    "eventstats count as left",
    `eval records=if(dest=${literal(BASELINE)},left,null())`,
    "fields - read, counted, left",
  ];
}

/**
 * The site's memory as SPL: what is kept of each hour, what a day of hours says of a pair and of a service, and how rows get both as
 * fields that the model reads. docs/history.md explains it from the user's side.
 */
import { HISTORY_BOUNDS } from "../risk/index.ts";
import { BLOCKED, BY_PAIR, KEPT, PAIR_FIELDS, packed, pairAssignments, unpackAssignments } from "./pairs.ts";
import { firstValue, numberOf, readingAssignments } from "./read.ts";
import { deriveAssignments, evalText } from "./steps.ts";
import { literal, nameOf } from "./text.ts";

export const SERVICES = "portrisk_services";
export const PAIRS = "portrisk_pairs";

/** Bounds of the searches. What counts is said by the model's own, HISTORY_BOUNDS; these say what is kept. */
const FEW_SOURCES = 10;
const MIN_GAPS = 10;
/** Seconds. A faster rhythm is a page that loads, or regular by rounding alone. */
const MIN_INTERVAL = 5;
/** Calls of a pair in an hour, beyond which none is kept: more than one in MIN_INTERVAL seconds. */
const MAX_CALLS = 720;
/**
 * Characters of an hour's calls as text. Automatic extraction reads the first 10,240 characters of an event (limits.conf, maxchars), and the
 * texts of one connection may take 4,000 of them.
 */
const MAX_CALLS_TEXT = 5500;
/** Bytes of a call count up to this number of digits, which the day sorts as text. */
const LARGEST_SIZE = 999_999_999_999;
/** Per cent of the gaps that are within a tenth of the beat or its double, which is a beat with one call missed. */
const MIN_ON_BEAT = 70;
const FORGET_DAYS = 30;
/** Fewer hosts than this are no spread. */
const MIN_SPREAD_SOURCES = 10;
/** Seconds of a session in which little more than a login happens. */
const SHORT_SESSION = 30;
/** Ports where users log in. */
const LOGIN_PORTS = [21, 22, 23, 139, 445, 1433, 3306, 3389, 5432, 5900, 5985, 5986];
/** Web servers that few hosts use, and to which little was sent, come and go: only those that are called at regular intervals are kept. */
const WEB_PORTS = [80, 443];
const MIN_WEB_SOURCES = 3;
const MIN_WEB_SENT = 20_000_000;

/** The largest frame without payload that the firewall counts: Ethernet 14, IPv4 20, TCP 44. It is a handshake's answer, or a refusal. */
const BARE_SEGMENT = 78;
const IS_TCP = 'transport="tcp"';

/** Columns of a row that come from the memory. */
export const HISTORY_FIELDS = [
  "history_connections",
  "history_regularity",
  "history_same_size",
  "history_interval",
  "history_jitter",
  "history_failed",
  "history_sources",
  "history_destinations",
  "history_attempts",
  "history_days",
  "history_spread",
] as const;

/** Also an answer where the port is not a number: what NOT makes of a missing one is not documented. */
const isPortOf = (ports: readonly number[]) => `match(dest_port,"^0*(?:${ports.join("|")})(?:[.]0*)?$")`;
const steps = (...texts: readonly string[]) => texts;

/**
 * A text that collect can write. It makes a row one line of name="value", in which automatic extraction ends a value at the next quote or
 * backslash: an event could cut its row short, or add fields to it.
 */
const quotable = (text: string) => `replace(replace(${text},"[\\x00-\\x1F\\x22]","'"),"\\x5C","/")`;

/** From the events of an hour to what is kept of it: one row for each pair that can matter, and one for each service that was used. */
export function hourSteps(): readonly string[] {
  const failed = [
    "pair_blocked=1",
    "packets_received=0 OR bytes_received=0",
    `bytes_received<=${BARE_SEGMENT} AND coalesce(packets_received,1)<=1 AND ${IS_TCP}`,
  ];
  const derived = new Set(["src_end", "dest_end", "direction"]);
  return steps(
    evalText([
      ...pairAssignments(),
      ...readingAssignments(["src_side", "dest_side", "src_zone", "dest_zone"]),
      ...deriveAssignments((name) => derived.has(name)),
      { field: "pair_direction", value: nameOf("direction") },
      { field: "pair_blocked", value: BLOCKED },
      { field: "packets_received", value: numberOf("packets_received") },
      { field: "bytes_received", value: numberOf("bytes_received") },
      { field: "bytes_sent", value: numberOf("bytes_sent") },
      { field: "pair_duration", value: numberOf("duration") },
      { field: "hour", value: "floor(exact(_time/3600))" },
      { field: "pair_failed", value: `if(${failed.map((each) => `(${each})`).join(" OR ")},1,0)` },
    ]),
    'where in(pair_direction,"outbound","internal") OR pair_failed=0',
    evalText([
      {
        field: "pair_attempt",
        value: `if(pair_failed=0 AND pair_duration<=${SHORT_SESSION} AND ${isPortOf(LOGIN_PORTS)},1,0)`,
      },
      {
        field: "pair_call",
        value: `if(pair_direction="outbound",(floor(_time)-3600*hour).":".min(coalesce(bytes_sent,0),${LARGEST_SIZE}),null())`,
      },
      // An answered call stands for the pair before others, so that one that is blocked takes no points from the rest.
      { field: "pair_best", value: quotable(packed("1-pair_failed")) },
      { field: "pair_app", value: quotable(firstValue(["app"])) },
    ]),
    // Rows of one hour each: a session is logged when it ends, in a later hour than the one in which it began.
    `stats ${[
      "count as connections",
      "sum(pair_failed) as failed",
      "sum(pair_attempt) as attempts",
      "sum(bytes_sent) as sent",
      "values(pair_call) as calls",
      "max(pair_best) as pair_best",
      "max(pair_direction) as pair_direction",
      "max(pair_app) as pair_app",
      "min(_time) as firstTime",
      "max(_time) as lastTime",
    ].join("\n    ")}\n    ${BY_PAIR}, hour`,
    evalText([
      { field: "answering", value: "if(failed<connections,src,null())" },
      {
        field: "silent",
        value: `if(failed=connections AND ${IS_TCP} AND in(pair_direction,"outbound","internal"),dest,null())`,
      },
    ]),
    "eventstats dc(src) as sources, min(answering) as first_source by dest, dest_port, transport, hour",
    "eventstats dc(silent) as destinations, min(silent) as first_silent, max(silent) as last_silent, dc(dest) as tried by src, dest_port, transport, hour",
    `eval destinations=if(destinations>=${HISTORY_BOUNDS.destinations} AND 10*destinations>=9*tried,destinations,null())`,
    // One row for a service that answered, and two for a source that tried many: an exception for the destination of one leaves the other.
    // Where eventstats reaches its limit of memory it adds no counts; what is not counted is kept.
    `where (pair_direction="outbound" AND coalesce(sources,0)<${FEW_SOURCES} AND isnull(destinations)) OR attempts>=${HISTORY_BOUNDS.logins} OR src=first_source OR (isnotnull(destinations) AND (dest=first_silent OR dest=last_silent))`,
    evalText([
      {
        field: "calls",
        value: `if(coalesce(sources,0)<${FEW_SOURCES} AND mvcount(calls)<=${MAX_CALLS},mvjoin(calls," "),null())`,
      },
      // So many that their sizes would not fit: the rhythm is kept, and the sizes are not.
      { field: "calls", value: `if(len(calls)>${MAX_CALLS_TEXT},replace(calls,":[0-9]+",":0"),calls)` },
      { field: "_time", value: "lastTime" },
    ]),
    `table _time, ${HOUR_COLUMNS.join(", ")}`,
  );
}

/** What an hour's row holds. */
const HOUR_COLUMNS = [
  ...PAIR_FIELDS,
  "hour",
  "pair_direction",
  "connections",
  "failed",
  "attempts",
  "destinations",
  "sources",
  "sent",
  "calls",
  "pair_app",
  "firstTime",
  "lastTime",
  "pair_best",
];

/** The columns of the collection of pairs. */
export const PAIRS_COLUMNS: readonly string[] = [
  ...PAIR_FIELDS,
  "history_connections",
  "history_failed",
  "history_sources",
  "history_destinations",
  "history_attempts",
  "history_regularity",
  "history_same_size",
  "history_interval",
  "history_jitter",
  "firstTime",
  "lastTime",
  "bytes_sent",
  "count",
  "pair_app",
  "pair_best",
];

/**
 * From the hours of a day to the pairs with a history that the model counts. `values` gives a pair its calls in order, so the gaps between
 * them are worked out within one row: nothing is sorted or expanded, and only pairs with calls enough are looked at.
 */
export function daySteps(): readonly string[] {
  const share = (deviation: string, middle: string) => `floor(exact(100*max(0,1-${deviation}/${middle})))`;
  // The upper of two middle values.
  const middle = (sorted: string) => `tonumber(mvindex(${sorted},floor(exact(mvcount(${sorted})/2))))`;
  const within = (target: string) => `abs(tonumber(gaps)-${target})*10<=${target}`;
  return steps(
    // A search that ran twice over an hour has written its rows twice; of equal ones one counts.
    `stats ${["failed", "attempts", "destinations", "sources", "sent", "calls", "pair_best", "pair_direction", "pair_app"].map((column) => `max(${column}) as ${column}`).join("\n    ")}\n    ${BY_PAIR}, hour, connections, firstTime, lastTime`,
    // Ten digits sort as text as they do as numbers.
    `eval calls=if(isnull(calls),null(),mvmap(split(calls," "),printf("%010d:%012d",3600*hour+tonumber(mvindex(split(calls,":"),0)),tonumber(mvindex(split(calls,":"),1)))))`,
    `stats ${[
      "sum(connections) as history_connections",
      "sum(failed) as failed",
      "max(attempts) as history_attempts",
      "max(destinations) as history_destinations",
      "max(sources) as history_sources",
      "sum(sent) as bytes_sent",
      "values(calls) as calls",
      "max(pair_best) as pair_best",
      "max(pair_direction) as pair_direction",
      "values(pair_app) as pair_app",
      "min(firstTime) as firstTime",
      "max(lastTime) as lastTime",
    ].join("\n    ")}\n    ${BY_PAIR}`,
    evalText([
      { field: "history_failed", value: "floor(exact(100*failed/history_connections))" },
      {
        field: "calls",
        value: `if(pair_direction="outbound" AND history_failed<=50 AND mvcount(calls)>${MIN_GAPS},calls,null())`,
      },
    ]),
    `where isnotnull(calls) OR (pair_direction="outbound" AND history_failed>=${HISTORY_BOUNDS.failed} AND history_connections>=${HISTORY_BOUNDS.attemptsThatFail}) OR history_destinations>=${HISTORY_BOUNDS.destinations} OR history_attempts>=${HISTORY_BOUNDS.logins}`,
    evalText([
      // Several connections in one second are one call: pages load so.
      { field: "seconds", value: "if(isnull(calls),null(),mvdedup(mvmap(calls,substr(calls,1,10))))" },
      { field: "sizes", value: "if(isnull(calls),null(),mvsort(mvmap(calls,substr(calls,12))))" },
      { field: "place", value: `if(mvcount(seconds)>${MIN_GAPS},mvrange(1,mvcount(seconds)),null())` },
      {
        field: "gaps",
        value:
          'if(isnull(place),null(),mvsort(mvmap(place,printf("%05d",tonumber(mvindex(seconds,place))-tonumber(mvindex(seconds,place-1))))))',
      },
      { field: "gap", value: middle("gaps") },
      { field: "beat", value: "tonumber(mvindex(gaps,ceiling(exact(mvcount(gaps)/4))-1))" },
      { field: "size", value: middle("sizes") },
      {
        field: "deviations",
        value: 'if(isnull(gap),null(),mvsort(mvmap(gaps,printf("%05d",abs(tonumber(gaps)-gap)))))',
      },
      {
        field: "size_deviations",
        value: 'if(isnull(size),null(),mvsort(mvmap(sizes,printf("%012d",abs(tonumber(sizes)-size)))))',
      },
      {
        field: "on_beat",
        value: `if(isnull(beat),null(),mvmap(gaps,if(${within("beat")} OR ${within("2*beat")},"1","0")))`,
      },
      {
        field: "on_beat",
        value: 'floor(exact(100*coalesce(mvcount(mvfilter(on_beat="1")),0)/mvcount(on_beat)))',
      },
      { field: "history_jitter", value: middle("deviations") },
      {
        field: "history_regularity",
        value: `if(gap>=${MIN_INTERVAL},${share("history_jitter", "gap")},null())`,
      },
      {
        field: "by_beat",
        value: `if(coalesce(history_regularity,0)<${HISTORY_BOUNDS.regularity} AND on_beat>=${MIN_ON_BEAT} AND beat>=${MIN_INTERVAL},1,0)`,
      },
      { field: "history_interval", value: "if(by_beat=1,beat,gap)" },
      { field: "history_regularity", value: `if(by_beat=1,${HISTORY_BOUNDS.regularity},history_regularity)` },
      // Where the beat counts, the median says nothing.
      { field: "history_jitter", value: "if(by_beat=1,null(),history_jitter)" },
      {
        field: "history_same_size",
        value: `if(size>0,${share(middle("size_deviations"), "size")},null())`,
      },
      { field: "pair_app", value: 'mvjoin(if(mvcount(pair_app)>5,mvindex(pair_app,0,4),pair_app),", ")' },
      { field: "count", value: "history_connections" },
    ]),
    `where history_regularity>=${HISTORY_BOUNDS.regularity} OR isnull(calls)`,
    `table ${PAIRS_COLUMNS.join(", ")}`,
  );
}

/** From the hours of a day to the services that the site uses, added to those of the days before. */
export function serviceSteps(): readonly string[] {
  const BY_SERVICE = "by dest, dest_port, transport";
  return steps(
    "where failed<connections",
    `stats max(sources) as day_sources, sum(sent) as sent, max(pair_direction) as pair_direction, min(firstTime) as first_seen, max(lastTime) as last_seen ${BY_SERVICE}`,
    // Pairs and services share no column but those of the service, so these rows add nothing but the rhythm.
    `inputlookup append=true ${PAIRS}`,
    `stats max(history_regularity) as regularity, max(day_sources) as day_sources, max(sent) as sent, max(pair_direction) as pair_direction, min(first_seen) as first_seen, max(last_seen) as last_seen ${BY_SERVICE}`,
    `where isnotnull(last_seen) AND NOT (isnull(regularity) AND pair_direction="outbound" AND ${isPortOf(WEB_PORTS)} AND day_sources<${MIN_WEB_SOURCES} AND coalesce(sent,0)<${MIN_WEB_SENT})`,
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
  );
}

const BASELINE = "baseline";

/** The steps that give rows what the site remembers and what it says of itself. */
export function historySteps(): readonly string[] {
  const sums = ["count", "blocked", "bytes_sent", "bytes_received"];
  return steps(
    `inputlookup append=true ${PAIRS}`,
    "addinfo",
    'where isnull(history_connections) OR (lastTime>=info_min_time AND (info_max_time="+Infinity" OR firstTime<info_max_time))',
    `stats ${[
      ...KEPT,
      ...sums.map((field) => `max(${field}) as ${field}`),
      ...HISTORY_FIELDS.filter((field) => field !== "history_days" && field !== "history_spread").map(
        (field) => `max(${field}) as ${field}`,
      ),
    ].join("\n    ")}\n    ${BY_PAIR}`,
    evalText(unpackAssignments()),
    "eventstats dc(src) as row_sources by dest, dest_port, transport",
    "eval sources=max(row_sources,coalesce(history_sources,0))",
    `lookup ${SERVICES} dest, dest_port, transport OUTPUT days AS history_days, sources AS usual_sources`,
    `eval baseline=${literal(BASELINE)}`,
    `lookup ${SERVICES} dest AS baseline OUTPUT days AS baseline_days`,
    evalText([
      {
        field: "history_days",
        // Of web servers that few hosts use the baseline has hardly any, so it cannot say that one is new.
        value: `case(isnotnull(history_days),history_days,tonumber(baseline_days)>=${HISTORY_BOUNDS.establishedDays} AND NOT ${isPortOf(WEB_PORTS)},0)`,
      },
      {
        field: "history_spread",
        value: `if(sources>=${MIN_SPREAD_SOURCES} AND tonumber(usual_sources)>=1,floor(exact(sources/usual_sources)),null())`,
      },
    ]),
    "`portrisk_site`",
    "fields - pair_parts, pair_best, baseline, baseline_days, usual_sources, sources, row_sources",
  );
}

/** What was counted, as sentences behind the reason; for eval. */
export function countedText(): string {
  const every = (field: string) =>
    `case(${field}>=7200,round(${field}/3600,1)." hours",${field}>=120,round(${field}/60)." minutes",true(),${field}." seconds")`;
  const sentence = (when: string, ...parts: readonly string[]) => `if(${when},${parts.join(".")},"")`;
  const applied = (factor: string) => `isnotnull(mvfind(portrisk_factors,"^${factor}="))`;
  return [
    sentence(
      applied("regular_connections"),
      '" It was called "',
      "history_connections",
      '" times in 24 hours, every "',
      every("history_interval"),
      `if(isnull(history_jitter)," or twice that",", half of the time within ".${every("history_jitter")})`,
      '"."',
    ),
    sentence(
      applied("repeated_failure"),
      '" It was tried "',
      "history_connections",
      '" times in 24 hours, "',
      "history_failed",
      '" % without an answer."',
    ),
    sentence(
      applied("fan_out"),
      '" In its busiest hour the host tried "',
      "history_destinations",
      '" hosts."',
    ),
    sentence(
      applied("password_guessing"),
      '" In the busiest hour there were "',
      "history_attempts",
      '" sessions."',
    ),
  ].join(".");
}

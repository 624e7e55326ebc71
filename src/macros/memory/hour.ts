/** `portrisk_hour`: what is kept of an hour of events, as a row for each pair that can matter, and one for each service that was used. */
import { HISTORY_BOUNDS } from "../../risk/index.ts";
import { BLOCKED, BY_PAIR, PAIR_FIELDS, packed, pairAssignments } from "../pairs.ts";
import { firstValue, numberOf, readingAssignments } from "../read.ts";
import { deriveAssignments, evalText } from "../steps.ts";
import { isPortOf, nameOf } from "../text.ts";
import { MIN_INTERVAL } from "./day.ts";

/** Hosts that used a service in an hour, from which on calls to it are not kept. */
const FEW_SOURCES = 10;
/** Calls of a pair in an hour, beyond which none is kept: the interval is too short to count then. */
const MAX_CALLS = 3600 / MIN_INTERVAL;
/**
 * Characters of an hour's calls as text. Automatic extraction reads the first 10,240 characters of an event (limits.conf, maxchars), and the
 * texts of one connection may take 4,000 of them.
 */
const MAX_CALLS_TEXT = 5500;
/** Bytes of a call count up to this number of digits, which the day sorts as text. */
const LARGEST_SIZE = 999_999_999_999;
/** Seconds of a session in which little more than a login happens. */
const SHORT_SESSION = 30;
/** Ports where users log in. */
const LOGIN_PORTS = [21, 22, 23, 139, 445, 1433, 3306, 3389, 5432, 5900, 5985, 5986];
/** The largest frame without payload that the firewall counts: Ethernet 14, IPv4 20, TCP 44. It is a handshake's answer, or a refusal. */
const BARE_SEGMENT = 78;
const IS_TCP = 'transport="tcp"';

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
  return [
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
  ];
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

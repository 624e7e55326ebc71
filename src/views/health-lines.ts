/**
 * The lines of the view Health: searches whose rows are check, status, seen, remedy. The saved search for assistants joins them. A search
 * cannot see which Node.js runs the command; that the command answers shows that one of the minimum version or newer was found.
 */
import { LAG, REMEDIES, SHARES } from "../health/index.ts";
import {
  columnOf,
  HIGHEST_SCORE,
  inputOf,
  MAX_PORT,
  MULTIVALUE_OUTPUTS,
  OUTPUT_NAMES,
  type Reading,
} from "../risk/index.ts";
import type { Status } from "./palette.ts";
import { CATALOGUE, EVENTS, EXCEPTIONS, markBlocked, NETWORKS, SCORE, steps } from "./spl.ts";

const LINE = "table check, status, seen, remedy";

/** A row: its status is that of the first condition that holds, OK if none does; a remedy stands where it is not OK. */
function line(
  check: string,
  seen: string,
  ...faults: readonly (readonly [when: string, status: Exclude<Status, "OK">, remedy: string])[]
): string {
  const chosen = (values: readonly string[], otherwise: string) =>
    faults.length === 0
      ? otherwise
      : `case(${faults.map(([when], at) => `${when},${values[at]}`).join(", ")}, true(),${otherwise})`;
  return `eval check="${check}", seen=${seen}, status=${chosen(
    faults.map(([, status]) => `"${status}"`),
    '"OK"',
  )}, remedy=${chosen(
    faults.map(([, , remedy]) => quoted(remedy)),
    '""',
  )}`;
}

/** A text as an eval literal; a backtick would begin a macro, even where none is meant. */
const quoted = (text: string) => `"${text.replaceAll("`", "").replaceAll('"', "'")}"`;

const percent = (part: string, whole: string) => `if(${whole}=0,0,floor(100*${part}/${whole}))`;

/** Connections that both engines score, with addresses of the documentation's networks. */
const SAMPLE = [
  {
    src: "fd00::10",
    dest: "2001:db8::7",
    dest_port: 4444,
    transport: "tcp",
    action: "Allow",
    InitiatorBytes: 9000,
    ResponderBytes: 24000,
    ConnectionDuration: 4000,
  },
  { src: "fd00::10", dest: "2001:db8::8", dest_port: 3389, transport: "tcp", action: "Allow", app: "RDP" },
  { src: "2001:db8::9", dest: "fd00::20", dest_port: 22, transport: "tcp", action: "Block" },
  { src: "fd00::11", dest: "fd00::20", dest_port: 443, transport: "tcp", action: "Allow", app: "HTTPS" },
];

const cell = (column: string, output: string) =>
  (MULTIVALUE_OUTPUTS as readonly string[]).includes(output)
    ? `coalesce(mvjoin(${column}," "),"")`
    : output === "score"
      ? `coalesce(tonumber(${column}),-1)`
      : `coalesce(${column},"")`;

/** The engine in use and the macros score the same connections. */
const ENGINES = steps(
  `| makeresults format=json data="${JSON.stringify(SAMPLE).replaceAll('"', '\\"')}"`,
  SCORE,
  `rename ${OUTPUT_NAMES.map((output) => `${columnOf(output)} as used_${output}`).join(", ")}`,
  "`portrisk_eval`",
  `eval answered=if(isnotnull(used_score),1,0), equal=if(${OUTPUT_NAMES.map((output) => `${cell(`used_${output}`, output)}=${cell(columnOf(output), output)}`).join(" AND ")},1,0)`,
  "stats count as rows sum(answered) as answered sum(equal) as equal",
);

const engines = steps(
  ENGINES,
  line("Engine answers", 'answered." of ".rows." sample connections have a score."', [
    "answered<rows",
    "FAIL",
    REMEDIES.engineFails,
  ]),
  `appendpipe [ ${line(
    "Macros give the same answer",
    'equal." of ".rows." sample connections have equal columns by the engine in use and by portrisk_eval."',
    ["equal<rows", "FAIL", `${REMEDIES.enginesDiffer}.`],
  )} ]`,
  LINE,
);

const validRow = `if(tonumber(port)>=1 AND tonumber(port)<=${MAX_PORT} AND in(transport,"tcp","udp") AND tonumber(points)>=0 AND tonumber(points)<=${HIGHEST_SCORE} AND coalesce(tonumber(legitimate_points),0)<=tonumber(points),0,1)`;

const validated = (source: string) => [
  source,
  `eval invalid=${validRow}`,
  "eventstats count as same by port, transport",
  'eval twice=if(same>1,1,0), first_bad=if(invalid=1 OR same>1,port."/".transport,null())',
  "stats count as rows sum(invalid) as invalid sum(twice) as twice values(first_bad) as bad",
  "fillnull value=0 rows, invalid, twice",
  'eval bad=coalesce(mvjoin(bad,", "),"")',
];

const catalogue = [
  ...validated(`| inputlookup ${CATALOGUE}`),
  line(
    "Port catalogue",
    'rows." rows; ".invalid." invalid, ".twice." of a port and transport that stand twice."',
    ["rows=0", "FAIL", REMEDIES.lookupEmpty],
    ["invalid>0 OR twice>0", "FAIL", "Restore lookups/portrisk_ports.csv from the package."],
  ),
  LINE,
];

const exceptions = [
  `| inputlookup ${EXCEPTIONS}`,
  "`portrisk_exception_report`",
  'eval unusable=if(match(state,"^invalid"),1,0), expired=if(state="expired",1,0), soon=if(state="expires soon",1,0)',
  "stats count as rows sum(unusable) as unusable sum(expired) as expired sum(soon) as soon",
  "fillnull value=0 rows, unusable, expired, soon",
  line(
    "Exceptions of the site",
    'if(rows=0,"There is none; exceptions are optional.",rows." rows; ".unusable." invalid, ".expired." expired, ".soon." expire within 7 days.")',
    [
      "unusable>0",
      "WARN",
      "Correct the invalid ones: they do not apply. The tab Exceptions of the view Tune says what is wrong with each.",
    ],
    [
      "expired>0",
      "WARN",
      "Remove the expired ones, or give them a later date after their owners have confirmed them. The tab Exceptions of the view Tune lists them.",
    ],
  ),
  LINE,
];

const networks = [
  `| inputlookup ${NETWORKS}`,
  "`portrisk_network_report`",
  'eval unusable=if(match(state,"^invalid"),1,0), overlapping=if(match(state,"^overlaps"),1,0)',
  "stats count as rows sum(unusable) as unusable sum(overlapping) as overlapping",
  "fillnull value=0 rows, unusable, overlapping",
  line(
    "Networks of the site",
    'if(rows=0,"There is none; they help where public addresses are used inside, or where names of zones are ignored.",rows." rows; ".unusable." invalid, ".overlapping." overlapping.")',
    [
      "unusable>0",
      "WARN",
      "Correct the invalid ones: they do not count. The tab Exceptions of the view Tune says what is wrong with each.",
    ],
    [
      "overlapping>0",
      "WARN",
      "Make them disjoint: for an address in two of them, which one counts is undefined. The tab Exceptions of the view Tune lists them.",
    ],
  ),
  LINE,
];

const lookups = steps(...catalogue, `append [ ${steps(...exceptions)} ]`, `append [ ${steps(...networks)} ]`);

/** Without these an event has no score, or no direction. */
const ESSENTIAL: readonly Reading[] = ["src_side", "dest_side", "port", "transport", "action"];
/** What most of the other evidence rests on. */
const EVIDENCE: readonly Reading[] = [
  "application",
  "src_zone",
  "bytes_sent",
  "bytes_received",
  "duration",
  "process",
  "threat_confidence",
  "url",
];
const READ = [...ESSENTIAL, ...EVIDENCE];
const present = (reading: Reading) => `coalesce(${inputOf(reading).fields.join(",")})`;

/** One row for each source type: how many events, how new, how late, and how many have each field. The view's other searches chain to it. */
export const DATA = steps(
  EVENTS,
  markBlocked,
  `eval lag=_indextime-_time-coalesce(${inputOf("duration").fields.join(",")},0), at_start=if(isnull(${present("duration")}) AND blocked=0,1,0), ${READ.map((reading) => `has_${reading}=if(isnotnull(${present(reading)}),1,0)`).join(", ")}`,
  `stats count as events max(_time) as newest avg(lag) as lag sum(at_start) as at_start sum(blocked) as blocked ${READ.map((reading) => `sum(has_${reading}) as has_${reading}`).join(" ")} by sourcetype`,
);

const TOTALS = `stats sum(events) as events max(newest) as newest max(lag) as lag sum(at_start) as at_start sum(blocked) as blocked dc(sourcetype) as sourcetypes ${READ.map((reading) => `sum(has_${reading}) as has_${reading}`).join(" ")}`;

/** Lines about the events; steps behind DATA. */
export const DATA_LINES: readonly string[] = [
  TOTALS,
  `fillnull value=0 events, at_start, blocked, ${READ.map((reading) => `has_${reading}`).join(", ")}`,
  'eval part=split("data lag start"," ")',
  "mvexpand part",
  `eval allowed=events-blocked, start_share=${percent("at_start", "allowed")}, lag=round(lag)`,
  `eval check=case(part="data","Events", part="lag","Lag", part="start","Logged at the start")`,
  `eval seen=case(events=0,"No event.", part="data",events." events of ".sourcetypes." source types; the newest of ".strftime(newest,"%Y-%m-%d %H:%M:%S").".", part="lag",coalesce(lag." s on average from the end of a connection to the index.","The time of indexing is not known."), part="start",start_share." % of the connections let through have no duration: they were logged when they began.")`,
  `eval status=case(part="data" AND events=0,"FAIL", events=0,"WARN", part="lag" AND isnull(lag),"WARN", part="lag" AND lag>=${LAG.missed},"FAIL", part="lag" AND lag>=${LAG.late},"WARN", part="start" AND start_share>${100 * SHARES.atStart},"WARN", true(),"OK")`,
  `eval remedy=case(status="OK","", events=0,${quoted(REMEDIES.noData)}, part="lag",${quoted("Look at the forwarder and the eStreamer client: rows come late, and the scored detection does not see events that are more than a day old when they are indexed.")}, part="start",${quoted("Enable logging at the end of the connection in the access control policy: volume and duration are evidence.")})`,
  LINE,
];

/** One line for each field; steps behind DATA. */
export const FIELD_LINES: readonly string[] = [
  TOTALS,
  "fillnull value=0 events",
  `eval field=split("${READ.map((reading) => inputOf(reading).fields[0]).join(" ")}"," ")`,
  "mvexpand field",
  `eval share=case(events=0,0, ${READ.map((reading) => `field="${inputOf(reading).fields[0]}",floor(100*has_${reading}/events)`).join(", ")})`,
  `eval essential=if(in(field,${ESSENTIAL.map((reading) => `"${inputOf(reading).fields[0]}"`).join(",")}),1,0)`,
  line(
    "Field",
    'field.": ".share." % of the events have it."',
    [
      `essential=1 AND share<${100 * SHARES.essential}`,
      "FAIL",
      "Install the add-on of Cisco Secure Firewall on the search head: it gives events the names of the Common Information Model.",
    ],
    [
      "share=0",
      "WARN",
      "Enable what writes it (application detection, the Encrypted Visibility Engine, logging at the end of the connection), or accept that the score has less evidence.",
    ],
  ),
  LINE,
];

const SAVED_SEARCHES = "/servicesNS/-/-/saved/searches";
const MACROS = "/servicesNS/nobody/suspicious_ports/configs/conf-macros";
const OURS = "Suspicious Ports - ";
const ESCU = "ESCU - Cisco Secure Firewall - Communication Over Suspicious Ports - Rule";

const detections = [
  `| rest ${SAVED_SEARCHES} splunk_server=local count=0`,
  `search title="${OURS}*- Rule" OR title="${ESCU}"`,
  'eval on=if(disabled=0 OR lower(disabled)="false",1,0)',
  `eval ours=if(title!="${ESCU}",on,0), plain=if(title!="${ESCU}" AND NOT like(title,"%Scored%"),on,0), escu=if(title="${ESCU}",on,0), name=if(ours=1,title,null())`,
  "stats sum(ours) as ours sum(plain) as plain sum(escu) as escu values(name) as names",
  "fillnull value=0 ours, plain, escu",
  `eval part=split("one escu"," "), names=coalesce(mvjoin(names,", "),"none")`,
  "mvexpand part",
  'eval check=if(part="one","One detection is enabled","ESCU\'s own detection")',
  'eval seen=if(part="one","Enabled: ".names.".",if(escu=0,"ESCU\'s detection is not enabled.","ESCU\'s detection is enabled".if(plain>0,", and so is the same one of this app."," beside this app.")))',
  'eval status=case(part="one" AND ours!=1,"WARN", part="escu" AND escu>0 AND plain>0,"FAIL", part="escu" AND escu>0 AND ours>0,"WARN", true(),"OK")',
  `eval remedy=case(status="OK","", part="one" AND ours=0,"Enable one of the detections under Settings, Searches, reports, and alerts; try the scored one first.", part="one","Enable one of the detections and disable the others: each connection is reported several times.", true(),"Disable ESCU's detection or the one of this app: each match is reported twice.")`,
  LINE,
];

const engineInUse = [
  `| rest ${MACROS} splunk_server=local count=0`,
  "search title=portrisk",
  "stats count values(definition) as definition",
  line(
    "Engine in use",
    'if(count=0,"The macro portrisk is not visible.","The macro portrisk is ".definition.if(like(definition,"%portrisk_eval%")," and needs no Node.js."," and needs Node.js @MINIMUM_NODE@ or newer; where the engine answers, one was found. Which one, no search can see."))',
    ["count=0", "FAIL", "Look at the macro portrisk under Settings, Advanced search, Search macros."],
  ),
  LINE,
];

const searches = steps(...engineInUse, `append [ ${steps(...detections)} ]`);

const scheduler = steps(
  "index=_internal sourcetype=scheduler app=suspicious_ports",
  'eval good=if(status="success",1,0), skipped=if(status="skipped",1,0)',
  "stats count as runs sum(good) as good sum(skipped) as skipped max(_time) as last",
  "fillnull value=0 runs, good, skipped",
  line(
    "Scheduled searches",
    'if(runs=0,"No scheduled search of the app ran.",good." runs succeeded, ".skipped." were skipped; the last one was at ".strftime(last,"%Y-%m-%d %H:%M").".")',
    [
      "runs=0",
      "WARN",
      "Enable a detection; if one is enabled, check that this account may search the index _internal.",
    ],
    [
      "skipped>0",
      "WARN",
      "Look at the scheduler's reason (index=_internal sourcetype=scheduler status=skipped): the search head runs more searches than its limit.",
    ],
    ["good=0", "FAIL", "Open the search under Activity, Jobs, and read its error."],
  ),
  LINE,
);

/** All lines but those of the scheduler and of single fields, as one search. */
export const APP_HEALTH = steps(
  engines,
  `append [ ${lookups} ]`,
  `append [ search ${steps(DATA, ...DATA_LINES)} ]`,
  `append [ ${searches} ]`,
);

/** Lines that need no event of the firewall, by the id of their search. */
export const LINES = { engines, lookups, searches, scheduler } as const;

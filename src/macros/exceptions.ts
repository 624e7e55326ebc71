/** The site's exceptions as SPL: which are valid and in force, which fit a row, and what they do to it. app/README.md describes the cells. */
import { EXCEPTION_MOST, EXCEPTION_STEP } from "../risk/index.ts";
import { isNetwork } from "./networks.ts";
import { BY_PAIR, PAIR_FIELDS } from "./pairs.ts";
import { evalText } from "./steps.ts";

export const EXCEPTIONS = "portrisk_exceptions";

/** Cells that a lookup compares with a row. */
const COMPARED = ["src", "dest", "dest_port", "transport", "app"] as const;
/** Where the state finds them: in a row of the detection the names without it are those of the row. */
const cell = (name: (typeof COMPARED)[number]) => `exception_${name}`;

/** Days of the calendar, because Splunk's documentation does not say what strptime makes of 30 February, or of more behind a day. */
const DAY = [
  "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])",
  "[0-9]{4}-(?:0[13-9]|1[0-2])-(?:29|30)",
  "[0-9]{4}-(?:0[13578]|1[02])-31",
  "[0-9]{2}(?:[02468][48]|[2468]0|[13579][26])-02-29",
  "2000-02-29",
].join("|");
/** The first second of a day; null for any other text. */
const midnight = (field: string) => `if(match(${field},"^(?:${DAY})$"),strptime(${field},"%Y-%m-%d"),null())`;

/** Effect and state of exceptions whose cells are in exception_src and so on: active, not yet, expired, or invalid and why. */
export function exceptionStateSteps(): readonly string[] {
  const isGiven = (field: string) => `isnotnull(nullif(${field},""))`;
  const isPoints = `match(points,"^[+-]?(?:0|[1-${EXCEPTION_MOST / EXCEPTION_STEP}]0)$")`;
  const invalid = [
    `NOT ${isGiven("expires")},"no expiry date"`,
    'isnull(exception_until),"expiry date"',
    `${isGiven("starts")} AND isnull(exception_from),"start date"`,
    'exception_from>=exception_until,"starts after it expires"',
    `isnull(effect) AND ${isGiven("points")},"points"`,
    'isnull(effect),"kind, without points"',
    ...(["src", "dest"] as const).map((name) => `NOT ${isNetwork(cell(name))},"${name} is not a network"`),
    ...(["dest_port", "transport", "app"] as const).map(
      (name) => `NOT ${isGiven(cell(name))},"${name} is empty"`,
    ),
    `${cell("app")}!=lower(${cell("app")}),"app has capitals"`,
  ].map((each) => each.replace(/"([^"]*)"$/, '"invalid: $1"'));
  return [
    evalText([
      { field: "exception_from", value: midnight("starts") },
      // The last day is part of it. Days have 23 or 25 hours where the clock is changed.
      { field: "exception_until", value: `relative_time(${midnight("expires")},"+36h@d")` },
      {
        field: "effect",
        value: `case(lower(points)="drop","drop",${isPoints},tonumber(ltrim(points,"+")),${isGiven("points")},null(),kind="scanner","drop",kind="backup",-40,kind="service",-20)`,
      },
      {
        field: "state",
        value: `case(${[
          ...invalid,
          'now()>=exception_until,"expired"',
          'exception_from>now(),"not yet"',
          'now()>=exception_until-7*86400,"expires soon"',
          'true(),"active"',
        ].join(",")})`,
      },
    ]),
  ];
}

/** The same for rows of the collection. */
export function exceptionReportSteps(): readonly string[] {
  return [
    evalText(COMPARED.map((name) => ({ field: cell(name), value: name }))),
    "`portrisk_exception_state`",
    `fields - ${COMPARED.map(cell).join(", ")}, exception_from, exception_until`,
  ];
}

/** The steps that find the exceptions that fit a row, whatever the state of each: their keys, in exception_id. */
export const FITTING_EXCEPTIONS: readonly string[] = [
  'eval row_app=lower(coalesce(app,"none"))',
  `lookup ${EXCEPTIONS} src, dest, dest_port, transport, app AS row_app OUTPUT _key AS exception_id`,
];

/** The steps that apply the site's exceptions to rows. */
export function siteSteps(): readonly string[] {
  const given = ["kind", "points", "owner", "reason", "starts", "expires"];
  const added = [
    ...["row_app", "exception_id", ...COMPARED.map(cell), ...given, "exception_from", "exception_until"],
    ...["effect", "state", "applies", "dropped", "exception_points", "exception_text"],
  ];
  const text = (field: string) => `coalesce(nullif(${field},""),"no ${field}")`;
  return [
    ...FITTING_EXCEPTIONS,
    'eval exception_id=coalesce(exception_id,"none")',
    "mvexpand exception_id",
    `lookup ${EXCEPTIONS} _key AS exception_id OUTPUT ${[...COMPARED.map((name) => `${name} AS ${cell(name)}`), ...given].join(", ")}`,
    "`portrisk_exception_state`",
    evalText([
      { field: "applies", value: 'if(in(state,"active","expires soon"),1,0)' },
      { field: "dropped", value: 'if(applies=1 AND effect="drop",1,0)' },
      { field: "exception_points", value: 'if(applies=1 AND effect!="drop",tonumber(effect),0)' },
      {
        field: "exception_text",
        value: `if(applies=1,${text("owner")}.": ".${text("reason")}." (until ".expires.")",null())`,
      },
    ]),
    `eventstats max(dropped) as dropped, sum(exception_points) as exception_points, values(exception_text) as exceptions ${BY_PAIR}`,
    `dedup ${PAIR_FIELDS.join(", ")}`,
    "where coalesce(dropped,0)=0",
    evalText([
      {
        field: "site_points_off",
        value: `if(exception_points<0,min(${EXCEPTION_MOST},-1*exception_points),null())`,
      },
      {
        field: "site_points_on",
        value: `if(exception_points>0,min(${EXCEPTION_MOST},exception_points),null())`,
      },
    ]),
    `fields - ${added.join(", ")}`,
  ];
}

/**
 * One row for each source, destination, port and transport. Every column of the command is that of the row's highest event: the
 * columns are packed into one text that begins with the score, its greatest value is taken, and it is unpacked again. So one pass
 * over the events is enough, it runs on search peers, and the factors of a row add up to its score.
 */
import { columnOf, inputOf, MULTIVALUE_OUTPUTS, NAMES, OUTPUT_NAMES, type Reading } from "../risk/index.ts";
import { evalText } from "./steps.ts";
import { literal, TEMPORARY } from "./text.ts";

const BEST = `${TEMPORARY}best`;
const PARTS = `${TEMPORARY}parts`;
const DESTINATIONS = `${TEMPORARY}destinations`;
const PORTS = `${TEMPORARY}ports`;
/** What a folded row says in the place of a destination or port. The same in every run, so that throttling by these fields holds. */
export const MANY_DESTINATIONS = "many destinations";
export const MANY_PORTS = "many ports";
/** Of values that a sweep may have without bound, so many are kept. */
const MAX_LISTED = 20;
/** So many destinations are threat objects. */
const MAX_THREATS = 10;
const LISTED = ["app", "user", "url", "threat_domain", "rule"];
/** The end of the highest event, packed behind its columns: events choose these texts, and nothing follows that they could displace. */
const TOP = ["dest_port", "dest"] as const;
/** Stands between packed columns, and for a column without a value. Neither occurs in what the command writes. */
const SEPARATOR = " ~~ ";
const NOTHING = "-";

const isMultivalue = (output: string) => (MULTIVALUE_OUTPUTS as readonly string[]).includes(output);

const firstOf = (reading: Reading) => {
  const { fields } = inputOf(reading);
  return `coalesce(${fields.join(",")})`;
};

/** The pair's fields, by the names that CIM gives them. */
const PAIR = [
  ["src", "src_side"],
  ["dest", "dest_side"],
  ["dest_port", "port"],
  ["transport", "transport"],
] as const;

const blockedNames = NAMES.action.filter(([, name]) => name === "blocked").map(([raw]) => literal(raw));

/** 1 for a connection that the firewall blocked, else 0, in the words of firewall and CIM; for eval. */
export const BLOCKED = `if(in(lower(${firstOf("action")}),${blockedNames.join(",")}),1,0)`;

/** What is kept of a pair beside its highest event. The second time rows are added up that were added up before. */
const aggregates = (again: boolean) =>
  [
    `max(${BEST}) as ${BEST}`,
    again ? "min(firstTime) as firstTime" : "min(_time) as firstTime",
    again ? "max(lastTime) as lastTime" : "max(_time) as lastTime",
    again ? "sum(count) as count" : "count",
    again ? "sum(blocked) as blocked" : `sum(${TEMPORARY}blocked) as blocked`,
    `sum(bytes_sent) as bytes_sent`,
    `sum(bytes_received) as bytes_received`,
    `max(duration) as duration`,
    ...LISTED.map((field) => `values(${field}) as ${field}`),
    ...(again
      ? ["destinations", "ports"].map((field) => `values(${TEMPORARY}${field}) as ${TEMPORARY}${field}`)
      : []),
  ].join("\n    ");

const BY = `by ${PAIR.map(([field]) => field).join(", ")}`;

/** @param sweep a macro: from how many pairs on a source is one row */
export function pairSteps(sweep: string): readonly string[] {
  const packed = OUTPUT_NAMES.filter((output) => output !== "score").map((output) => {
    const value = isMultivalue(output) ? `mvjoin(${columnOf(output)}," ")` : columnOf(output);
    return `coalesce(nullif(${value},""),${literal(NOTHING)})`;
  });
  const unpacked = OUTPUT_NAMES.map((output, at) => {
    const part = `mvindex(${PARTS},${at})`;
    if (output === "score") return { field: columnOf(output), value: `tonumber(${part})` };
    const text = `nullif(${part},${literal(NOTHING)})`;
    return { field: columnOf(output), value: isMultivalue(output) ? `split(${text}," ")` : text };
  });
  const isSweep = `${TEMPORARY}pairs>=${sweep}`;
  return [
    evalText([
      ...PAIR.map(([field, reading]) => ({ field, value: `coalesce(${firstOf(reading)},"unknown")` })),
      { field: `${TEMPORARY}blocked`, value: BLOCKED },
      { field: "url", value: firstOf("url") },
      {
        field: "threat_domain",
        value: `if(match(url,"^[A-Za-z]+://[A-Za-z0-9-]+[.][A-Za-z0-9.-]*[A-Za-z]"),replace(url,"^[A-Za-z]+://([A-Za-z0-9.-]+).*$","\\1"),null())`,
      },
      { field: "bytes_sent", value: firstOf("bytes_sent") },
      { field: "bytes_received", value: firstOf("bytes_received") },
      { field: "duration", value: firstOf("duration") },
      {
        field: BEST,
        value: [`printf("%03d",${columnOf("score")})`, ...packed, ...TOP].join(`.${literal(SEPARATOR)}.`),
      },
    ]),
    `stats ${aggregates(false)}\n    ${BY}`,
    `eventstats count as ${TEMPORARY}pairs, dc(dest) as ${TEMPORARY}dests, dc(dest_port) as ${TEMPORARY}dest_ports by src`,
    evalText([
      { field: DESTINATIONS, value: "dest" },
      { field: PORTS, value: "dest_port" },
      { field: "dest", value: `if(${isSweep} AND ${TEMPORARY}dests>1,${literal(MANY_DESTINATIONS)},dest)` },
      {
        field: "dest_port",
        value: `if(${isSweep} AND ${TEMPORARY}dest_ports>1,${literal(MANY_PORTS)},dest_port)`,
      },
      { field: "transport", value: `if(${isSweep},"any",transport)` },
    ]),
    `stats ${aggregates(true)}\n    ${BY}`,
    evalText([
      { field: PARTS, value: `split(${BEST},${literal(SEPARATOR)})` },
      ...unpacked,
      ...TOP.map((field, at) => ({
        field: `top_${field}`,
        value: `mvindex(${PARTS},${OUTPUT_NAMES.length + at})`,
      })),
      { field: "destinations", value: `mvcount(${DESTINATIONS})` },
      { field: "ports", value: `mvcount(${PORTS})` },
      ...LISTED.map((field) => ({
        field,
        value: `if(mvcount(${field})>${MAX_LISTED},mvindex(${field},0,${MAX_LISTED - 1}),${field})`,
      })),
    ]),
    // Which end is ours: the one that was called where the connection came in, else the one that opened it.
    evalText([
      { field: "risk_object", value: `if(${columnOf("direction")}="inbound",${DESTINATIONS},src)` },
      { field: "risk_object_type", value: '"system"' },
      { field: "risk_score", value: columnOf("score") },
      { field: "risk_message", value: columnOf("reason") },
      {
        field: "threat_object",
        value: `if(${columnOf("direction")}="inbound",src,mvdedup(mvappend(top_dest,mvindex(${DESTINATIONS},0,min(${MAX_THREATS - 1},mvcount(${DESTINATIONS}))-1))))`,
      },
      { field: "threat_object_type", value: '"ip_address"' },
    ]),
    `fields - ${TEMPORARY}*`,
  ];
}

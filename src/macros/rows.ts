/**
 * From scored rows to what the detection reports: a source with many rows is one, and the fields of a risk event are added. Every column of
 * the command is that of the row's highest pair: the columns are packed into one text that begins with the score, its greatest value is
 * taken, and it is unpacked again.
 */
import { columnOf, MULTIVALUE_OUTPUTS, OUTPUT_NAMES } from "../risk/index.ts";
import { countedText, HISTORY_FIELDS } from "./memory/history.ts";
import { BY_PAIR, LISTED } from "./pairs.ts";
import { evalText } from "./steps.ts";
import { literal, TEMPORARY } from "./text.ts";

const BEST = `${TEMPORARY}best`;
const PARTS = `${TEMPORARY}parts`;
const DESTINATIONS = `${TEMPORARY}destinations`;
const PORTS = `${TEMPORARY}ports`;
/** What a folded row says in the place of a destination or port. The same in every run, so that throttling by these fields holds. */
export const MANY_DESTINATIONS = "many destinations";
export const MANY_PORTS = "many ports";
/** The transport of a folded row. */
export const ANY_TRANSPORT = "any";
/** Of values that a sweep may have without bound, so many are kept. */
const MAX_LISTED = 20;
/** So many destinations are threat objects. */
const MAX_THREATS = 10;
/** The end of the highest pair, packed behind its columns: events choose these texts, and nothing follows that they could displace. */
const TOP = ["dest_port", "dest"] as const;
/** Stands between packed columns, and for a column without a value. Neither occurs in what the command writes. */
const SEPARATOR = " ~~ ";
const NOTHING = "-";

const isMultivalue = (output: string) => (MULTIVALUE_OUTPUTS as readonly string[]).includes(output);

/** @param sweep a macro: from how many pairs on a source is one row */
export function rowSteps(sweep: string): readonly string[] {
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
  const isFanOut = `isnotnull(mvfind(${columnOf("factors")},"^fan_out="))`;
  return [
    evalText([
      { field: columnOf("reason"), value: `${columnOf("reason")}.${countedText()}` },
      {
        field: BEST,
        value: [`printf("%03d",${columnOf("score")})`, ...packed, ...TOP].join(`.${literal(SEPARATOR)}.`),
      },
    ]),
    `eventstats count as ${TEMPORARY}pairs, dc(dest) as ${TEMPORARY}dests, dc(dest_port) as ${TEMPORARY}dest_ports by src`,
    evalText([
      { field: DESTINATIONS, value: "dest" },
      { field: PORTS, value: "dest_port" },
      {
        field: "dest",
        value: `if(${isSweep} AND ${TEMPORARY}dests>1 OR ${isFanOut},${literal(MANY_DESTINATIONS)},dest)`,
      },
      {
        field: "dest_port",
        value: `if(${isSweep} AND ${TEMPORARY}dest_ports>1,${literal(MANY_PORTS)},dest_port)`,
      },
      { field: "transport", value: `if(${isSweep},${literal(ANY_TRANSPORT)},transport)` },
    ]),
    `stats ${[
      `max(${BEST}) as ${BEST}`,
      "min(firstTime) as firstTime",
      "max(lastTime) as lastTime",
      "sum(count) as count",
      "sum(blocked) as blocked",
      "sum(bytes_sent) as bytes_sent",
      "sum(bytes_received) as bytes_received",
      "max(pair_duration) as duration",
      ...LISTED.map(([field, name]) => `values(${field}) as ${name}`),
      ...HISTORY_FIELDS.map((field) => `max(${field}) as ${field}`),
      "values(exceptions) as exceptions",
      `values(${DESTINATIONS}) as ${DESTINATIONS}`,
      `values(${PORTS}) as ${PORTS}`,
    ].join("\n    ")}\n    ${BY_PAIR}`,
    evalText([
      { field: PARTS, value: `split(${BEST},${literal(SEPARATOR)})` },
      ...unpacked,
      ...TOP.map((field, at) => ({
        field: `top_${field}`,
        value: `mvindex(${PARTS},${OUTPUT_NAMES.length + at})`,
      })),
      { field: "destinations", value: `max(mvcount(${DESTINATIONS}),coalesce(history_destinations,0))` },
      { field: "ports", value: `mvcount(${PORTS})` },
      ...LISTED.map(([, name]) => ({
        field: name,
        value: `if(mvcount(${name})>${MAX_LISTED},mvindex(${name},0,${MAX_LISTED - 1}),${name})`,
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

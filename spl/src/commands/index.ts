/** The commands that are run, by name, and those of Splunk's reference that are rejected, with the reason. */
import type { Command } from "../contract/command.ts";
import { addinfo } from "./addinfo.ts";
import { addcoltotals, addtotals } from "./addtotals.ts";
import { append, appendpipe } from "./append.ts";
import { bin, bucket } from "./bin.ts";
import { chart } from "./chart/chart.ts";
import { timechart } from "./chart/timechart.ts";
import { collect } from "./collect.ts";
import { convert } from "./convert.ts";
import { datamodel, from } from "./datamodel.ts";
import { dedup } from "./dedup.ts";
import { EVAL_COMMAND } from "./eval.ts";
import { filldown, fillnull } from "./fill.ts";
import { foreach } from "./foreach.ts";
import { format } from "./format.ts";
import { head, reverse, tail } from "./head.ts";
import { inputlookup } from "./inputlookup.ts";
import { iplocation } from "./iplocation.ts";
import { join } from "./join.ts";
import { lookup } from "./lookup.ts";
import { makemv } from "./makemv.ts";
import { makeresults } from "./makeresults.ts";
import { mvcombine, mvexpand, nomv } from "./multivalue.ts";
import { outputlookup } from "./outputlookup.ts";
import { REGEX_COMMAND } from "./regex.ts";
import { rename } from "./rename.ts";
import { replace } from "./replace.ts";
import { rest } from "./rest.ts";
import { REX_COMMAND } from "./rex.ts";
import { accum, delta } from "./running.ts";
import { SEARCH } from "./search.ts";
import { sort } from "./sort.ts";
import { spath } from "./spath.ts";
import { eventstats } from "./stats/eventstats.ts";
import { stats } from "./stats/stats.ts";
import { streamstats } from "./stats/streamstats.ts";
import { strcat } from "./strcat.ts";
import { fields, table } from "./table.ts";
import { rare, top } from "./top.ts";
import { tstats } from "./tstats/tstats.ts";
import { union } from "./union.ts";
import { uniq } from "./uniq.ts";
import { untable } from "./untable.ts";
import { WHERE_COMMAND } from "./where.ts";

export { UNSUPPORTED_COMMANDS } from "./unsupported.ts";

const ALL: readonly Command[] = [
  accum,
  addcoltotals,
  addinfo,
  addtotals,
  append,
  appendpipe,
  bin,
  bucket,
  chart,
  collect,
  convert,
  datamodel,
  dedup,
  delta,
  EVAL_COMMAND,
  eventstats,
  fields,
  filldown,
  fillnull,
  foreach,
  format,
  from,
  head,
  inputlookup,
  iplocation,
  join,
  lookup,
  makemv,
  makeresults,
  mvcombine,
  mvexpand,
  nomv,
  outputlookup,
  rare,
  REGEX_COMMAND,
  rename,
  replace,
  rest,
  reverse,
  REX_COMMAND,
  SEARCH,
  sort,
  spath,
  stats,
  strcat,
  streamstats,
  table,
  tail,
  timechart,
  top,
  tstats,
  union,
  uniq,
  untable,
  WHERE_COMMAND,
];

export const COMMANDS: ReadonlyMap<string, Command> = new Map(ALL.map((command) => [command.name, command]));

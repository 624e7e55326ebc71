/** `portrisk_day`: what a day of hours says of each pair. */
import { HISTORY_BOUNDS } from "../../risk/index.ts";
import { BY_PAIR, PAIR_FIELDS } from "../pairs.ts";
import { evalText } from "../steps.ts";

/** The collection of pairs with a history. */
export const PAIRS = "portrisk_pairs";

const MIN_GAPS = 10;
/** Seconds. A faster rhythm is a page that loads, or regular by rounding alone. */
export const MIN_INTERVAL = 5;
/** Per cent of the gaps that are within a tenth of the beat or its double, which is a beat with one call missed. */
const MIN_ON_BEAT = 70;

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
  return [
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
  ];
}

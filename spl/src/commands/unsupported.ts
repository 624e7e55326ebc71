/** Commands of Splunk's Search Reference that are not run, each with the reason and what to do instead. */

const BY_REASON: readonly (readonly [reason: string, names: string])[] = [
  [
    "it reads Splunk's indexes, their summaries or its data models; give the events with --events and use search and stats",
    "mstats mcatalog msearch mpreview metadata metasearch eventcount walklex typeahead dbinspect loadjob " +
      "savedsearch pivot datamodelsimple multisearch localop redistribute tscollect",
  ],
  [
    "it asks a server or runs a program; give its rows as a lookup and use inputlookup",
    "history audit dbxquery dbxlookup dbxoutput localize run runshellscript script awssnsalert entitymerge " +
      "snowincident snowincidentstream snowevent snoweventstream",
  ],
  [
    "it writes somewhere outside the search; end the search before it and save the rows with --format csv, or write them with outputlookup or collect",
    "mcollect meventcollect outputcsv outputtext sendemail sendalert delete dump overlap",
  ],
  [
    "it writes the inner form of summary indexes, which is not documented; use the command without si",
    "sichart sirare sistats sitimechart sitop",
  ],
  [
    "its statistical method is not documented exactly; compute the measure with stats, eventstats or streamstats",
    "predict anomalies anomalousvalue anomalydetection outlier cluster kmeans x11 trendline correlate associate " +
      "analyzefields arules cofilter contingency counttable ctable findtypes findkeywords collapse fit apply",
  ],
  [
    "its output is not documented exactly; leave it out, or make the fields with eval",
    "abstract highlight iconify gauge geostats geom geomfilter reltime relevancy scrub searchtxn set setfields diff " +
      "folderize typelearner makejson tojson fromjson bucketdir fieldsummary",
  ],
  [
    "it needs knowledge objects or files of a Splunk deployment; give the fields in the events, or use rex, spath or lookup",
    "tags typer extract kv kvform multikv xmlkv xmlunescape xpath inputcsv inputintelligence",
  ],
  ["which events belong together is documented by examples only; use stats by a common field", "transaction"],
  [
    "its limits, its repeated fields and its order are not documented exactly; use stats or lookup",
    "selfjoin",
  ],
  [
    "its subsearch depends on each row in ways that are not documented exactly; use lookup, or stats over both",
    "map",
  ],
  [
    "whether its last range is cut, and whether a number of days means midnight, is not documented; use makeresults and streamstats",
    "gentimes",
  ],
  ["it pairs rows by their position; use stats by a common field", "appendcols"],
  ["it changes how a value is shown, not the value; use eval with another field", "fieldformat"],
  [
    "it makes values out of rows by rules of its own; end the subsearch with table or rename, or with format",
    "return",
  ],
  ["it only concerns how Splunk carries out a search; leave it out", "noop prjob rtorder require"],
  [
    "it is not among the commands that are run; write it with eval, streamstats, stats or chart",
    "autoregress concurrency erex makecontinuous rangemap timewrap transpose xyseries expand flatten",
  ],
];

export const UNSUPPORTED_COMMANDS: ReadonlyMap<string, string> = new Map(
  BY_REASON.flatMap(([reason, names]) => names.split(" ").map((name): [string, string] => [name, reason])),
);

/**
 * Words before "=" that are not fields in `search` (Search Reference, search and "Time modifiers"): the two time modifiers
 * that are supported, and those that are rejected with their reason. In quotes each of them is an ordinary field.
 */
/** Modifiers that name things of a deployment, or that Splunk has replaced by earliest and latest. */
export const UNSUPPORTED_MODIFIERS: ReadonlyMap<string, string> = new Map([
  ...["eventtypetag", "hosttag", "savedsearch", "savedsplunk", "splunk_server_group"].map(
    (name) =>
      [
        name,
        `${name}= needs definitions of a deployment, which events alone do not carry: write the search that it stands for, or ` +
          `"${name}"=… in quotes where the events have a field of this name.`,
      ] as const,
  ),
  ...["_index_earliest", "_index_latest", "index_earliest", "index_latest"].map(
    (name) => [name, `${name}= needs the time of indexing, which events here do not have.`] as const,
  ),
  ...[
    "starttime",
    "endtime",
    "starttimeu",
    "endtimeu",
    "timeformat",
    "daysago",
    "hoursago",
    "minutesago",
    "monthsago",
    "startdaysago",
    "starthoursago",
    "startminutesago",
    "startmonthsago",
    "enddaysago",
    "endhoursago",
    "endminutesago",
    "endmonthsago",
    "searchtimespandays",
    "searchtimespanhours",
    "searchtimespanminutes",
    "searchtimespanmonths",
  ].map((name) => [name, `${name}= is an old time modifier; use earliest= and latest=.`] as const),
]);

/** Whether a bare word cannot be the field of a comparison: an operator, or a modifier. */
export function isReserved(word: string): boolean {
  return /^(?:AND|OR|NOT|XOR|IN|earliest|latest)$/.test(word) || UNSUPPORTED_MODIFIERS.has(word);
}

/** Events as a part of a search: `| makeresults format=json data="…"` needs no index (Search Reference, makeresults). */

/** "Inline datasets cannot exceed a threshold of 29,999 characters." */
const MAX_DATA = 29_999;

export type SampleEvent = { readonly [field: string]: string | number | readonly (string | number)[] };

/** The search that makes these events, or null where they are too long for one. */
export function makeEvents(events: readonly SampleEvent[]): string | null {
  const data = JSON.stringify(events);
  if (data.length > MAX_DATA) return null;
  return `| makeresults format=json data="${data.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** The search that makes as many of these events, from the first, as one search can hold. */
export function makeFirstEvents(events: readonly SampleEvent[]): string {
  for (let count = events.length; count > 0; count--) {
    const search = makeEvents(events.slice(0, count));
    if (search !== null) return search;
  }
  throw new RangeError("no event fits into a search");
}

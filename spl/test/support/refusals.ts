/** What every refusal owes the user: the place in the search, and what to do instead. */

/** Codes of causes that are in no search text: in events, in a file, in an option. */
export const PLACELESS: ReadonlySet<string> = new Set([
  "malformed_event",
  "invalid_time",
  "unknown_saved_search",
  "invalid_state",
]);

/** Refusals for the runner's own reasons: the search may be right in Splunk, so the user needs another way to write it. */
export function withWayOut(code: string): boolean {
  // What is wrong with a regular expression is named with its place in the pattern.
  return /^(?:unsupported_(?!regex)|ambiguous$|limit$)/.test(code);
}

const VERBS =
  "add|ask|begin|break|build|choose|collect|compare|compute|convert|copy|count|cut|define|divide|drop|end|find|follow|give|group|join|keep|leave|let|list|" +
  "make|move|name|pick|put|quote|read|remove|rename|repeat|replace|round|run|search|select|set|snap|sort|split|take|test|turn|use|wrap|write";

/** An instruction behind the reason ("…: use x", "…; leave it out", "… Convert it before"), or what is needed instead. */
export const WAY_OUT = new RegExp(
  `(?:[:;.,)] |\\b(?:or|and|then) )(?:${VERBS})(?:\\b|\\()|\\bmust (?:be|have)\\b|\\b(?:needs|takes) |\\bis documented for\\b|Did you mean`,
  "i",
);

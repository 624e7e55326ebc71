/**
 * Puts values for the `$name$` tokens of a saved search (Search Reference, savedsearch, "replacement"). Rejects a search
 * that keeps a token without a value, and values for tokens that it does not have.
 */
import { SplError } from "../errors/spl-error.ts";
import { toSearchError } from "../text/search-error.ts";
import { Source } from "../text/source.ts";

const TOKEN = /\$([A-Za-z_][\w.]*)\$/g;

/** Names of the tokens in a search, in order of appearance. */
export function tokensOf(search: string): string[] {
  return [...new Set([...search.matchAll(TOKEN)].map((match) => match[1]!))];
}

/** Throws SearchError missing_argument or unknown_option. */
export function substituteTokens(search: string, values: ReadonlyMap<string, string>): string {
  const source = new Source(search);
  const tokens = new Set(tokensOf(search));
  for (const name of values.keys()) {
    if (!tokens.has(name)) {
      throw toSearchError(new SplError("unknown_option", `The saved search has no token $${name}$.`), source);
    }
  }
  return search.replace(TOKEN, (token, name: string, start: number) => {
    const value = values.get(name);
    if (value !== undefined) return value;
    const message = `The saved search needs a value for ${token}; give it with --token ${name}=…`;
    throw toSearchError(
      new SplError("missing_argument", message, { start, end: start + token.length }),
      source,
    );
  });
}

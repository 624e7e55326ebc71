/**
 * The searches of a view with its tokens at their defaults, as Dashboard Studio would dispatch them. The page finds them by itself, with
 * Splunk's own code; the checks compare both.
 */
import type { DataSource, Definition } from "./definition.ts";

export interface Query {
  /** Id of the data source. */
  readonly id: string;
  /** The base search, then what each chain adds to it. */
  readonly parts: readonly [string, ...string[]];
  readonly earliest: string;
  readonly latest: string;
}

/** Where a view gives no time range: Splunk's default for Dashboard Studio. */
const DEFAULT_RANGE = { earliest: "-24h@h", latest: "now" };

/** One query for each data source; those with an unknown token are left out, as they wait for a click. Throws Error for a missing parent. */
export function queriesOf(
  definition: Definition,
  tokens: ReadonlyMap<string, string> = tokensOf(definition),
): readonly Query[] {
  return Object.keys(definition.dataSources ?? {}).flatMap((id) => {
    const query = queryOf(id, definition, tokens);
    return query === null ? [] : [query];
  });
}

/** Every token that has a value before anyone clicks: defaults, then inputs. */
export function tokensOf({ defaults, inputs }: Definition): ReadonlyMap<string, string> {
  const tokens = new Map<string, string>();
  for (const [name, { value }] of Object.entries(defaults?.tokens?.default ?? {})) tokens.set(name, value);
  for (const { type, options } of Object.values(inputs ?? {})) {
    const { token, defaultValue } = options ?? {};
    if (token === undefined || typeof defaultValue !== "string") continue;
    if (type === "input.timerange") {
      const [earliest = "", latest = ""] = defaultValue.split(",");
      tokens.set(`${token}.earliest`, earliest).set(`${token}.latest`, latest);
    } else tokens.set(token, defaultValue);
  }
  return tokens;
}

function queryOf(id: string, definition: Definition, tokens: ReadonlyMap<string, string>): Query | null {
  const chain = chainOf(id, definition);
  const first = chain[0]!;
  const defaults = definition.defaults?.dataSources?.[first.type]?.options;
  const range = { ...DEFAULT_RANGE, ...defaults?.queryParameters, ...first.options?.queryParameters };
  const parts = chain.map(({ options }) => fill(options?.query ?? "", tokens));
  const [earliest, latest] = [fill(range.earliest, tokens), fill(range.latest, tokens)];
  if (earliest === null || latest === null || parts.includes(null)) return null;
  return { id, parts: parts as [string, ...string[]], earliest, latest };
}

/** The data source and all that it extends, the base search first. */
function chainOf(id: string, definition: Definition, below: readonly string[] = []): readonly DataSource[] {
  const source = definition.dataSources?.[id];
  if (source === undefined || below.includes(id))
    throw new Error(
      `The data source ${[...below, id].join(" → ")} ${source ? "extends itself" : "is missing"}.`,
    );
  const parent = source.options?.extend;
  return parent === undefined ? [source] : [...chainOf(parent, definition, [...below, id]), source];
}

/** The text with its tokens filled in; null where one has no value. */
function fill(text: string, tokens: ReadonlyMap<string, string>): string | null {
  let known = true;
  const filled = text.replace(
    /\$\$|\$([A-Za-z_][\w.:-]*)(?:\|([a-z]))?\$/g,
    (all, name?: string, filter?: string) => {
      if (name === undefined) return "$";
      const value = tokens.get(name);
      if (value === undefined) known = false;
      return value === undefined ? all : FILTERS[filter ?? "n"]!(value);
    },
  );
  return known ? filled : null;
}

/** Token filters of Dashboard Studio: s quotes a text for SPL, u and h encode for a URL and for HTML, n leaves it as it is. */
const FILTERS: Readonly<Record<string, (value: string) => string>> = {
  s: (value) => JSON.stringify(value),
  u: encodeURIComponent,
  h: (value) => value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  n: (value) => value,
};

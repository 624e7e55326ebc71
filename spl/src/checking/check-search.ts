/** What is wrong with one search, as findings: at its own line, or at that of the macro in which the cause is. */
import type { ErrorCode } from "../errors/codes.ts";
import type { Span } from "../errors/spl-error.ts";
import {
  checkSearch,
  type SearchApps,
  SearchError,
  type SearchRequest,
  SplError,
  type Table,
} from "../index.ts";
import { excerpt, insideMacro } from "../text/report.ts";
import type { CheckedSearch, Finding } from "./finding.ts";
import { type Filled, fillings } from "./tokens.ts";

export interface CheckOptions {
  readonly apps: SearchApps | null;
  /** Turns the place of a macro ("default/macros.conf:12") into a file that the user can open, and the line. */
  readonly macroPlace: (place: string) => { readonly file: string; readonly line: number };
  /** Values for tokens. */
  readonly tokens: ReadonlyMap<string, string>;
  /** Datasets of data models whose rows are given where the search runs: "Web.Web". */
  readonly datasets?: readonly string[];
}

/** Every endpoint replies: what it would reply with does not matter to a search that is not run. */
class AnyReplies extends Map<string, Table> {
  override get(): Table {
    return EMPTY_TABLE;
  }
}
const EMPTY_TABLE: Table = { fields: [], rows: [] };
const REPLIES = new AnyReplies();
/** Whether a time modifier is valid does not depend on the day, and a check must not either. */
const NOW = Date.UTC(2026, 0, 1) / 1000;

/** A search of the runner, checked. Gives its errors, and the source that their places are in. */
export function errorsOf(
  search: string,
  apps: SearchApps | null,
  datasets: readonly string[] = [],
): SearchError | SplError | null {
  const request: SearchRequest = {
    search,
    app: apps,
    now: NOW,
    replies: REPLIES,
    locations: EMPTY_TABLE,
    datasets: new Map(datasets.map((name) => [name, EMPTY_TABLE])),
  };
  try {
    checkSearch(request);
    return null;
  } catch (error) {
    if (error instanceof SplError) return error;
    throw error;
  }
}

export function check(search: CheckedSearch, options: CheckOptions): Finding[] {
  const before = search.before === "" ? "" : `${search.before}${/^\s*\|/.test(search.text) ? " " : " | "}`;
  const written = before + search.text;
  let best: Found | null = null;
  const texts = search.hasTokens
    ? fillings(written, options.tokens, search.defaults)
    : [{ text: written, locate: (span: Span) => span, tokensIn: () => [] }];
  for (const filled of texts) {
    const error = errorsOf(filled.text, options.apps, options.datasets);
    if (error === null) return [];
    const found = toFindings(error, { search, filled, written, own: before.length }, options);
    // A stand-in that is itself in the way says less about the rest than one that fits.
    if (
      best === null ||
      found.byTokens < best.byTokens ||
      (found.byTokens === best.byTokens && found.findings.length < best.findings.length)
    )
      best = found;
  }
  return best?.findings ?? [];
}

interface Found {
  readonly findings: Finding[];
  /** How many of them are at a token. */
  readonly byTokens: number;
}

/**
 * Codes of what the runner rejects for reasons of its own: Splunk may well run it. What is wrong with it in Splunk, if anything, is not
 * known, so it is a warning. A data model may be that of a deployment.
 */
const OURS: ReadonlySet<ErrorCode> = new Set([
  ...(["unsupported_command", "unsupported_function", "unsupported_option", "unsupported_regex"] as const),
  ...(["unsupported_macro", "unknown_dataset", "ambiguous", "limit"] as const),
]);

export function severityOf(code: ErrorCode): Finding["severity"] {
  return OURS.has(code) ? "warning" : "error";
}

interface Checked {
  readonly search: CheckedSearch;
  readonly filled: Filled;
  /** The text that was checked, with tokens as they are written. */
  readonly written: string;
  /** Where in it the text of the search itself begins. */
  readonly own: number;
}

function toFindings(error: SplError, checked: Checked, { macroPlace }: CheckOptions): Found {
  const { search, filled, written, own } = checked;
  const source = error instanceof SearchError ? error.source : null;
  const errors = error instanceof SearchError ? error.errors : [error];
  let byTokens = 0;
  const findings = errors.flatMap((each): Finding[] => {
    const { code, message } = each;
    const base = { severity: severityOf(code), code, message, file: search.file, of: [search.of] };
    if (each.span === undefined || source === null)
      return own > 0 ? [] : [{ ...base, line: search.lineAt(0), excerpt: [] }];
    const place = source.locate(each.span);
    const span = filled.locate(place.span);
    // What comes before is a search of its own.
    if (span.end <= own && own > 0) return [];
    const shown = own > 0 ? { text: search.text, span: shifted(span, own) } : { text: written, span };
    const lines = excerpt(shown.text, shown.span);
    if (place.macro !== null) {
      const inside = `in macro ${place.macro.name}${insideMacro(source, each.span)}`;
      return [{ ...base, ...macroPlace(place.macro.place), excerpt: [...lines, inside] }];
    }
    const line = search.lineAt(shown.span.start);
    const tokens = filled.tokensIn(place.span);
    if (tokens.length === 0) return [{ ...base, line, excerpt: lines }];
    byTokens++;
    const names = tokens.map((token) => token.replace(/^\$|(?:\|[a-z]+)*\$$/g, ""));
    const hint = `It depends on ${tokens.join(", ")}: give --token ${names[0]}=… to check it with a value.`;
    return [{ ...base, severity: "warning", message: `${message} ${hint}`, line, excerpt: lines }];
  });
  return { findings, byTokens };
}

function shifted({ start, end }: Span, by: number): Span {
  return { start: Math.max(0, start - by), end: Math.max(0, end - by) };
}

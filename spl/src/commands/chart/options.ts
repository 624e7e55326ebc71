/** Options that chart and timechart share, and what they come to. */
import type { CommandOption } from "../../contract/command.ts";
import { SplError } from "../../errors/spl-error.ts";
import { BIN_OPTIONS } from "../support/bins.ts";
import { booleanOption, type GivenOption, supported, unsupported } from "../support/options.ts";

export const CHART_OPTIONS: readonly CommandOption[] = [
  supported("limit", "[top|bottom]<int>"),
  supported("usenull", "<bool>"),
  supported("useother", "<bool>"),
  supported("nullstr", "<string>"),
  supported("otherstr", "<string>"),
  supported("sep", "<string>"),
  supported("format", "<string>"),
  supported("dedup_splitvals", "<bool>"),
  supported("cont", "<bool>"),
  ...BIN_OPTIONS,
  unsupported(
    "agg",
    "<stats-agg-term>",
    "how it chooses among the series is not documented; name the function itself.",
  ),
];

export interface SeriesSettings {
  /** How many values of the column-split field become columns; null for all. */
  readonly limit: { readonly count: number; readonly from: "top" | "bottom" } | null;
  /** The labels, null where such a series is not wanted. */
  readonly nullLabel: string | null;
  readonly otherLabel: string | null;
  /** The name of a column when there are several aggregates. */
  readonly columnName: (aggregate: string, value: string) => string;
  /** The option that shapes that name, if given. */
  readonly shaped: GivenOption | null;
  readonly dedup: boolean;
}

export function flag(options: ReadonlyMap<string, GivenOption>, name: string, otherwise: boolean): boolean {
  const option = options.get(name);
  return option === undefined ? otherwise : booleanOption(option);
}

/** What the options say about the series. Throws SplError invalid_option_value. */
export function seriesSettings(options: ReadonlyMap<string, GivenOption>): SeriesSettings {
  let limit: SeriesSettings["limit"] = { count: 10, from: "top" };
  const given = options.get("limit");
  if (given !== undefined) {
    const parts = /^(top|bottom)?\s*(\d+)$/i.exec(given.value.text);
    if (parts === null) {
      throw new SplError(
        "invalid_option_value",
        `limit takes a number, top<int> or bottom<int>.`,
        given.value.span,
      );
    }
    const count = Number(parts[2]);
    limit = count === 0 ? null : { count, from: parts[1]?.toLowerCase() === "bottom" ? "bottom" : "top" };
  }
  const format = options.get("format");
  const sep = options.get("sep");
  // format "takes precedence over sep", and sep "is equivalent to setting format to $AGG$<sep>$VAL$".
  const pattern = format?.value.text ?? `$AGG$${sep?.value.text ?? ": "}$VAL$`;
  return {
    limit,
    nullLabel: flag(options, "usenull", true) ? (options.get("nullstr")?.value.text ?? "NULL") : null,
    otherLabel: flag(options, "useother", true) ? (options.get("otherstr")?.value.text ?? "OTHER") : null,
    columnName: (aggregate, value) =>
      pattern.replace(/\$(AGG|VAL)\$/g, (_, which: string) => (which === "AGG" ? aggregate : value)),
    shaped: format ?? sep ?? null,
    dedup: flag(options, "dedup_splitvals", false),
  };
}

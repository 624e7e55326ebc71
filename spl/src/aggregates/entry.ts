/**
 * What aggregates have in common: they take the entries of a field one by one, so a multi-value field counts each of
 * its entries; absent fields and empty texts are left out ("fields with empty values … are ignored", Search Reference,
 * eventstats); functions of numbers also leave out what is not a number (Statistical and charting functions).
 */

import type { Aggregator } from "../contract/function.ts";
import { numberOf } from "../values/entries.ts";
import type { Scalar, Value } from "../values/table.ts";

/** The difference that every function built on this must name. */
export const EMPTY_TEXT =
  "Empty texts are left out: the reference says so of eventstats (fields with empty values are ignored), and it is taken to hold for every command.";

export abstract class EntryAggregator implements Aggregator {
  add(value: Value | null, time: number | null): void {
    if (value === null || value === "") return;
    if (typeof value !== "object") {
      this.take(value, time);
      return;
    }
    for (const entry of value) if (entry !== "") this.take(entry, time);
  }

  protected abstract take(entry: Scalar, time: number | null): void;
  abstract result(): Value | null;
}

export abstract class NumberAggregator extends EntryAggregator {
  protected take(entry: Scalar): void {
    const number = numberOf(entry);
    if (number !== null) this.number(number);
  }

  protected abstract number(number: number): void;
}

/**
 * `allnum=true`: the result is computed only if every value is a number; "applies to empty values as well as alphabetic
 * character values" (Search Reference, eventstats), so an absent field withholds the result too.
 */
export class AllNumbers implements Aggregator {
  private spoilt = false;

  constructor(private readonly inner: Aggregator) {}

  add(value: Value | null, time: number | null): void {
    if (this.spoilt) return;
    if (
      value === null ||
      (typeof value === "object" ? value : [value]).some((entry) => numberOf(entry) === null)
    ) {
      this.spoilt = true;
    } else {
      this.inner.add(value, time);
    }
  }

  result(): Value | null {
    return this.spoilt ? null : this.inner.result();
  }
}

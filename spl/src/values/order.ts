/** Orders of values: numbers by size and before texts, texts lexicographically (by code point, which is UTF-8's order). */

import { plainNumberOf } from "./entries.ts";
import { compareText, orderText } from "./number.ts";
import type { Scalar } from "./table.ts";

export { compareText };

/** As min and max order mixed values (Search Reference, Aggregate functions, max). */
export function compareNatural(left: Scalar, right: Scalar): number {
  const a = plainNumberOf(left);
  const b = plainNumberOf(right);
  if (a !== null && b !== null) return a - b || compareText(orderText(left), orderText(right));
  if (a !== null) return -1;
  if (b !== null) return 1;
  return compareText(orderText(left), orderText(right));
}

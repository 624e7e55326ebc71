/**
 * Multi-value fields. A field `f` with several values travels as two columns: `f`, the values joined by newlines, and
 * `__mv_f`, each value between dollar signs with dollar signs inside doubled, joined by semicolons: `$a$;$b$`. With one
 * value, or none, `__mv_f` is empty. Where `__mv_f` is there, it is the truth.
 */

/** The column that holds the encoded list of the field's values. */
export function multivalueColumn(field: string): string {
  return `__mv_${field}`;
}

/** Values as the content of the `__mv_` column. */
export function encodeMultivalue(values: readonly string[]): string {
  if (values.length < 2) return "";
  let encoded = "";
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    encoded += `${i === 0 ? "$" : ";$"}${value.includes("$") ? value.replace(/\$/g, "$$$$") : value}$`;
  }
  return encoded;
}

/** The values in the content of a `__mv_` column, or null when it is not of that form. */
export function decodeMultivalue(encoded: string): string[] | null {
  const values: string[] = [];
  for (let position = 0; ; position++) {
    const end = valueEnd(encoded, position);
    if (end < 0) return null;
    values.push(encoded.slice(position + 1, end).replace(/\$\$/g, "$"));
    position = end + 1;
    if (position === encoded.length) return values;
  }
}

/**
 * The first line of a field's first value, from the values of its two cells. A list whose beginning is malformed is ignored in
 * favour of the scalar, in which a line feed ends a value.
 */
export function firstValue(scalar: string, encoded: string): string {
  const end = encoded === "" ? -1 : valueEnd(encoded, 0);
  const value = end >= 0 ? encoded.slice(1, end).replace(/\$\$/g, "$") : scalar;
  const newline = value.indexOf("\n");
  return newline < 0 ? value : value.slice(0, newline);
}

/**
 * The position of the dollar sign that closes the value opened at `start`; -1 when none opens there, or when what follows
 * is neither the end nor the next value.
 */
function valueEnd(encoded: string, start: number): number {
  if (encoded[start] !== "$") return -1;
  let position = start + 1;
  for (;;) {
    position = encoded.indexOf("$", position);
    if (position < 0) return -1;
    const next = encoded[position + 1];
    if (next === undefined || next === ";") return position;
    if (next !== "$") return -1;
    position += 2;
  }
}

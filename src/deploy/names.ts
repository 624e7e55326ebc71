/** Lists of names in a sentence. */

const MAX_NAMES = 10;

/** "WHAT: a, b and 3 more.", or nothing where there are no names. */
export function naming(what: string, names: readonly string[], separator = ", "): string[] {
  if (names.length === 0) return [];
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : "";
  return [`${what}: ${names.slice(0, MAX_NAMES).join(separator)}${more}.`];
}

/** Order of an app's versions, which are semantic versions (semver.org, section 11; build metadata does not count). */

/** Below 0 where `left` is older, 0 where both are equal. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [parse(left), parse(right)];
  for (let index = 0; index < 3; index++)
    if (a.numbers[index] !== b.numbers[index]) return a.numbers[index]! - b.numbers[index]!;
  // A version with a suffix comes before the one without.
  if (a.suffix === b.suffix) return 0;
  if (a.suffix === "" || b.suffix === "") return a.suffix === "" ? 1 : -1;
  return compareSuffixes(a.suffix.split("."), b.suffix.split("."));
}

function compareSuffixes(left: readonly string[], right: readonly string[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [a, b] = [left[index], right[index]];
    if (a === b) continue;
    if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
    const [isNumber, otherIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (isNumber && otherIsNumber) return Number(a) - Number(b);
    if (isNumber !== otherIsNumber) return isNumber ? -1 : 1;
    return a < b ? -1 : 1;
  }
  return 0;
}

function parse(version: string) {
  const [core = "", ...rest] = version.replace(/\+.*$/, "").split("-");
  const numbers = core.split(".").map((part) => Number(part) || 0);
  return { numbers: [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0], suffix: rest.join("-") };
}

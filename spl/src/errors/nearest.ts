/** "Did you mean …?": the name nearest to an unknown one. */
import { distance } from "fastest-levenshtein";

/** The name that differs least, if it differs little; null otherwise. Two neighbours swapped count as one difference. */
export function nearest(name: string, names: readonly string[]): string | null {
  if (name.length > 60) return null;
  const swapped = Array.from({ length: Math.max(name.length - 1, 0) }, (_, i) =>
    [name.slice(0, i), name[i + 1], name[i], name.slice(i + 2)].join(""),
  );
  let best: string | null = null;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    let changed = distance(name, candidate);
    // To swap two letters back saves one difference of two.
    if (changed > 1 && changed <= least)
      changed = Math.min(...swapped.map((other) => 1 + distance(other, candidate)), changed);
    if (changed < least) [best, least] = [candidate, changed];
  }
  return best;
}

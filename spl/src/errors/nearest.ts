/** "Did you mean …?": the name nearest to an unknown one. */
/** The name that differs least, if it differs little; null otherwise. */
export function nearest(name: string, names: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    const distance = editDistance(name, candidate, least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Letters changed, added, left out or swapped with their neighbour. */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit || left.length > 60) return limit;
  let earlier: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const current = [i];
    for (let j = 1; j <= right.length; j++) {
      const change = previous[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1);
      let least = Math.min(change, previous[j]! + 1, current[j - 1]! + 1);
      const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      if (swapped) least = Math.min(least, earlier[j - 2]! + 1);
      current.push(least);
    }
    [earlier, previous] = [previous, current];
  }
  return previous[right.length]!;
}

/** Numbers out of repeated measurements. */

/** The middle value; of an even number of values the mean of the middle two. NaN where there is none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * How many times as large the first is as the second: the median of the ratios in each round, since what slows the machine
 * slows both of a round.
 * @throws Error when there are not as many of the one as of the other
 */
export function pairedRatio(above: readonly number[], below: readonly number[]): number {
  if (above.length !== below.length)
    throw new Error(`${above.length} measurements cannot be paired with ${below.length}.`);
  return median(above.map((value, round) => value / below[round]!));
}

/** The slope of the line through points by least squares: y for each x. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  let over = 0;
  let under = 0;
  for (const [x, y] of points) {
    over += (x - meanX) * (y - meanY);
    under += (x - meanX) ** 2;
  }
  return over / under;
}

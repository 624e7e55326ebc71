/**
 * The parts of a row that stay when columns are cut out of it. A cell leaves with the comma behind it, or, where only cut
 * columns follow, with the comma before it; all other bytes stay as they are.
 */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

/**
 * @param start the row's first byte, @param end the byte after its last cell
 * @param cut column numbers, ascending; cellStart and cellEnd tell where these cells lie, in the same order
 */
export function keptPieces(
  start: number,
  end: number,
  columnCount: number,
  cut: readonly number[],
  cellStart: ArrayLike<number>,
  cellEnd: ArrayLike<number>,
): Piece[] {
  // How many of the cut columns form the run that ends the row.
  let trailing = 0;
  while (trailing < cut.length && cut[cut.length - 1 - trailing] === columnCount - 1 - trailing) trailing++;
  const pieces: Piece[] = [];
  let from = start;
  for (let i = 0; i < cut.length - trailing; i++) {
    if (cellStart[i]! > from) pieces.push({ start: from, end: cellStart[i]! });
    from = cellEnd[i]! + 1;
  }
  const to = trailing === 0 ? end : Math.max(from, cellStart[cut.length - trailing]! - 1);
  if (to > from) pieces.push({ start: from, end: to });
  return pieces;
}

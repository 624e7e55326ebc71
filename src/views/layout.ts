/** Rows of panels → positions: a row begins where the one above ends, and its panels fill it, so that nothing overlaps and no gap stays. */
import type { Panel, PanelRow, Tab } from "./view.ts";

/**
 * The units of a grid's width. Studio stretches the grid to the page: on a screen of 1280 pixels one unit is about one pixel, on a wider one
 * more, and text keeps its size.
 */
export const WIDTH = 1200;

export interface Position {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Placed {
  readonly panel: Panel;
  readonly position: Position;
}

/** @throws RangeError for a row without panels, or with other shares than panels */
export function place(tab: Tab): readonly Placed[] {
  let y = 0;
  return tab.rows.flatMap((row) => {
    const placed = placeRow(row, y);
    y += row.height;
    return placed;
  });
}

function placeRow({ height, panels, shares = panels.map(() => 1) }: PanelRow, y: number): Placed[] {
  if (panels.length === 0 || shares.length !== panels.length)
    throw new RangeError(`a row has ${panels.length} panels and ${shares.length} shares`);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  let before = 0;
  return panels.map((panel, index) => {
    const x = Math.round((before / whole) * WIDTH);
    before += shares[index]!;
    return { panel, position: { x, y, w: Math.round((before / whole) * WIDTH) - x, h: height } };
  });
}

/** Height of a tab. */
export const heightOf = (tab: Tab): number => tab.rows.reduce((sum, { height }) => sum + height, 0);

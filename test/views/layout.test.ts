/** Rows of panels become places without gap or overlap, whatever their shares. */
import { describe, expect, it } from "vitest";
import { place, WIDTH } from "../../src/views/layout.ts";
import type { Panel, PanelRow } from "../../src/views/view.ts";

const panels = (count: number): readonly Panel[] =>
  Array.from({ length: count }, (_, at) => ({ kind: "text", id: `p${at}`, markdown: "x" }));
const tab = (...rows: readonly PanelRow[]) => ({ id: "t", label: "t", rows });

describe("a row", () => {
  it.each([[[1]], [[1, 1]], [[2, 1]], [[1, 1, 1]], [[7, 5]], [[1, 1, 1, 1, 1, 1, 1]]])(
    "of panels with the shares %j fills the page",
    (shares) => {
      const placed = place(
        tab({ height: 50, panels: panels(1) }, { height: 100, panels: panels(shares.length), shares }),
      );
      const row = placed.slice(1).map(({ position }) => position);
      let x = 0;
      for (const position of row) {
        expect(position).toMatchObject({ x, y: 50, h: 100 });
        x += position.w;
      }
      expect(x).toBe(WIDTH);
    },
  );

  it("without panels, or with other shares than panels, is an error", () => {
    expect(() => place(tab({ height: 50, panels: [] }))).toThrow(RangeError);
    expect(() => place(tab({ height: 50, panels: panels(2), shares: [1] }))).toThrow("2 panels and 1 shares");
  });
});

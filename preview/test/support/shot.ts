/** A picture's worth of facts, without a browser. */
import type { RecordedSearch, Shot } from "../../src/browser/index.ts";
import type { MeasuredText } from "../../src/protocol/index.ts";
import { columnsOf } from "../../src/searches/index.ts";
import { queriesOf } from "../../src/views/index.ts";
import { DEFINITION, ROWS } from "./fixture.ts";

export function text(shown: string, facts: Partial<MeasuredText> = {}): MeasuredText {
  return {
    text: shown,
    colour: "#000000",
    background: "#ffffff",
    size: 14,
    bold: false,
    truncated: false,
    brokenWord: null,
    disabled: false,
    ...facts,
  };
}

/** What the page records of the fixture's first tab. */
export const SEARCHES: readonly RecordedSearch[] = queriesOf(DEFINITION).map((request) => ({
  request,
  reply: columnsOf(ROWS.get(request.parts.at(-1)!) ?? { fields: [], rows: [] }),
}));

/** All that is to be read on the fixture's first tab. */
export const TEXTS: readonly MeasuredText[] = [
  ...["Fixture", "How many", "8", "By hour", "Rows", "score", "level", "100", "critical", "10.0.0.7"],
  "Port 6606/tcp is known for the default server of a remote access tool; look at the source host.",
].map((shown) => text(shown));

export function shot(facts: Partial<Shot> = {}): Shot {
  return {
    scene: { view: "fixture", theme: "light", tab: "first", tokens: {} },
    png: Buffer.alloc(0),
    texts: TEXTS,
    overflows: [],
    searches: SEARCHES,
    ...facts,
  };
}

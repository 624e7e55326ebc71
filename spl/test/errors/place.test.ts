/** Places inside a quoted text, where escapes shift them. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { partOf } from "../../src/errors/spl-error.ts";
import { Cursor } from "../../src/text/cursor.ts";
import { Source } from "../../src/text/source.ts";

const seeded = { seed: 31_337, numRuns: 2000 };

describe("places inside a text", () => {
  it("mark the same characters as the value has, with the backslashes that were dropped", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(40), (value, offset) => {
        const at = Math.min(offset, Math.max(0, value.length - 1));
        const written = `"${value.replace(/[\\"]/g, "\\$&")}"`;
        const token = new Cursor(new Source(written), 0, written.length).token("a text");
        expect(token.text).toBe(value);
        const place = partOf(token.span, at, at + 1)!;
        const marked = written.slice(place.start, place.end);
        if (value !== "") expect(marked.length === 2 ? marked[1] : marked).toBe(value[at]);
      }),
      seeded,
    );
  });
});

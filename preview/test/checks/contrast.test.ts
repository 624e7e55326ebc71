import { describe, expect, it } from "vitest";
import { checkContrast } from "../../src/checks/index.ts";
import { VIEW, withVisualization } from "../support/fixture.ts";
import { shot, text } from "../support/shot.ts";

const found = (...texts: Parameters<typeof text>[]) =>
  checkContrast(VIEW, shot({ texts: texts.map((each) => text(...each)) }));

describe("checkContrast", () => {
  it("finds text that is hard to read, and says by how much", () => {
    expect(found(["faint", { colour: "#949494", background: "#ffffff" }])).toEqual([
      {
        where: "fixture, first, light",
        what: '"faint" is #949494 on #ffffff: contrast 3.03, at least 4.5 is needed',
      },
    ]);
  });

  it.each([
    ["enough contrast", { colour: "#767676" }],
    ["large text", { colour: "#949494", size: 24 }],
    ["large bold text", { colour: "#949494", size: 19, bold: true }],
    ["what cannot be used now", { colour: "#dddddd", disabled: true }],
  ])("lets %s pass", (_, facts) => {
    expect(found(["text", facts])).toEqual([]);
  });

  it("names each pair of colours once", () => {
    expect(found(["one", { colour: "#aaaaaa" }], ["two", { colour: "#aaaaaa" }])).toHaveLength(1);
  });

  it("lets Splunk's own colour of descriptions pass, on descriptions alone", () => {
    const view = withVisualization("table_rows", { description: "By Splunk" });
    const texts = [text("By Splunk", { colour: "#777c82" })];
    expect(checkContrast(view, shot({ texts }))).toEqual([]);
    expect(checkContrast(VIEW, shot({ texts }))).toHaveLength(1);
  });
});

import { expect, it } from "vitest";
import { timeByFunction } from "../../src/benchmark/index.ts";

it("a profile is summed up by function, the most time first", () => {
  const frame = (functionName: string, url = "", lineNumber = -1) => ({ functionName, url, lineNumber });
  const profile = {
    nodes: [
      { id: 1, callFrame: frame("src/scorer/assembly/scan/scan", "wasm://wasm/1") },
      { id: 2, callFrame: frame("make", "/app/bin/portrisk.js", 9) },
      { id: 3, callFrame: frame("", "/app/bin/portrisk.js", 0) },
      { id: 4, callFrame: frame("src/scorer/assembly/scan/scan", "wasm://wasm/1") },
    ],
    samples: [1, 2, 4, 3, 1],
    timeDeltas: [100, 1000, 2000, 500, 400],
  };
  expect(timeByFunction(profile)).toEqual([
    { name: "scorer: scan/scan", milliseconds: 2.5, share: 2500 / 4000 },
    { name: "make (portrisk.js:10)", milliseconds: 1, share: 0.25 },
    { name: "(a function) (portrisk.js:1)", milliseconds: 0.5, share: 0.125 },
  ]);
});

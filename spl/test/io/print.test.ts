import { expect, test } from "vitest";
import { eventsFromObjects, printCsv, printJson, runSearch } from "../../src/index.ts";

const events = eventsFromObjects([
  { a: "10", t: "x", m: ["p", "q"] },
  { a: "7", t: "y" },
]);
const table = async (search: string) => (await runSearch({ search, events })).table;

test("JSON has the fields in the table's order, names that are numbers included, and leaves out what is absent", async () => {
  expect(printJson(await table("* | chart count over t by a"))).toBe(
    '[\n{"t":"x","7":0,"10":1},\n{"t":"y","7":1,"10":0}\n]\n',
  );
  expect(printJson(await table("* | table t m"))).toBe('[\n{"t":"x","m":["p","q"]},\n{"t":"y"}\n]\n');
  expect(printJson(await table("* | search a=nothing"))).toBe("[]\n");
  expect(printJson(await table("* | head 1 | eval z=-0*1 | table z"))).toBe('[\n{"z":0}\n]\n');
});

test("CSV has a column for each field, and several values as lines of one cell", async () => {
  expect(printCsv(await table("* | table t m"))).toBe('t,m\nx,"p\nq"\ny,\n');
});

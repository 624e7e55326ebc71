/** tstats, join and foreach against simpler ways to the same rows. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventsFromObjects, rowsAsObjects, runSearch, SplError } from "../../src/index.ts";

type Event = Record<string, unknown>;

const word = fc.constantFrom("a", "b", "c");
const event = fc.record(
  { _time: fc.integer({ min: 0, max: 20_000 }), k: word, v: word, n: fc.integer({ min: 0, max: 9 }) },
  { requiredKeys: ["_time"] },
);
const events = fc.array(event, { maxLength: 12 });

async function run(search: string, request: Partial<Parameters<typeof runSearch>[0]>): Promise<object[]> {
  const { table } = await runSearch({ search, now: 100_000, ...request });
  return rowsAsObjects(table).map((row) => ({ ...row }));
}

const asSet = (rows: readonly object[]) =>
  rows
    .map((row) => JSON.stringify(Object.entries(row).sort(([left], [right]) => (left < right ? -1 : 1))))
    .sort();

describe("tstats", () => {
  test("gives what stats gives over the same rows", async () => {
    await fc.assert(
      fc.asyncProperty(events, async (rows) => {
        const table = eventsFromObjects(rows);
        const where = "where Web.v!=a OR NOT Web.n=3 by Web.k _time span=1h | rename Web.* as *";
        const data = await run(
          `| tstats count min(_time) as first values(Web.v) as vs sum(Web.n) as total from datamodel=Web ${where}`,
          { datasets: new Map([["Web.Web", table]]) },
        );
        const plain = await run(
          "(v!=a OR NOT n=3) | eval t=_time | bin span=1h _time | stats count min(t) as first values(v) as vs sum(n) as total by k _time",
          { events: table },
        );
        expect(asSet(data)).toEqual(asSet(plain));
      }),
      { numRuns: 60 },
    );
  });
});

describe("join", () => {
  test("gives what nested loops give", async () => {
    const side = fc.array(
      fc.record({ k: word, x: fc.integer({ min: 0, max: 9 }) }, { requiredKeys: ["x"] }),
      { maxLength: 6 },
    );
    const options = fc.record({ left: fc.boolean(), max: fc.integer({ min: 0, max: 2 }) });
    await fc.assert(
      fc.asyncProperty(side, side, options, async (main, others, { left, max }) => {
        const rows: Event[] = [
          ...main.map(({ x, ...row }) => ({ ...row, side: "main", x })),
          ...others.map(({ x, ...row }) => ({ ...row, side: "other", y: x })),
        ];
        const search = `side=main | fields k x | join type=${left ? "left" : "inner"} max=${max} k [search side=other | fields k y]`;
        const wanted: Event[] = [];
        for (const one of main) {
          const matches = others
            .filter((other) => one.k !== undefined && other.k === one.k)
            .map(({ x: y }) => ({ y }));
          const taken = max === 0 ? matches : matches.slice(0, max);
          for (const match of taken) wanted.push({ ...one, ...match });
          if (left && matches.length === 0) wanted.push(one);
        }
        const bothLack = main.some(({ k }) => k === undefined) && others.some(({ k }) => k === undefined);
        try {
          expect(asSet(await run(search, { events: eventsFromObjects(rows) }))).toEqual(asSet(wanted));
          expect(bothLack).toBe(false);
        } catch (error) {
          if (!(error instanceof SplError)) throw error;
          expect([bothLack, main.length === 0 || others.length === 0]).not.toEqual([false, false]);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("foreach", () => {
  test("gives what one eval for each field gives", async () => {
    const row = fc.dictionary(fc.constantFrom("n_a", "n_b", "n_c", "m"), fc.integer({ min: 0, max: 99 }));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 5 }), async (rows) => {
        const table = eventsFromObjects(rows);
        const present = ["n_a", "n_b", "n_c"].filter((field) =>
          rows.some((one) => Object.hasOwn(one, field)),
        );
        const evals = present
          .map((field) => ` | eval d_${field.slice(2)}=${field}*2, sum=sum+coalesce(${field}, 0)`)
          .join("");
        const written = await run(`* | eval sum=0${evals}`, { events: table });
        const looped = await run(
          "* | eval sum=0 | foreach n_* [eval d_<<MATCHSTR>>=<<FIELD>>*2, sum=sum+coalesce(<<FIELD>>, 0)]",
          { events: table },
        );
        expect(looped).toEqual(written);
      }),
      { numRuns: 60 },
    );
  });
});

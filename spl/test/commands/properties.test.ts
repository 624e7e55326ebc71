/** Commands against independent folds over the same random rows. Seeds are fixed. */
import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findStatsFunction } from "../../src/aggregates/index.ts";
import { LookupMatcher } from "../../src/commands/support/matcher.ts";
import { eventsFromObjects, rowsAsObjects, runSearch } from "../../src/index.ts";

type Entry = string | number;
type Field = Entry | Entry[] | undefined;
type Event = Record<string, Field>;

const RUNS = { seed: 20_240_601, numRuns: 300 };

const text = fc.constantFrom("a", "b", "B", "zeta", "é", "10", "9", "99.0", "-099", "x y");
const number = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constantFrom(0.5, 2.25, -7.75));
const entry = fc.oneof(text, number);
const field: fc.Arbitrary<Field> = fc.oneof(
  { weight: 4, arbitrary: entry },
  { weight: 1, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.array(entry, { minLength: 2, maxLength: 3 }) },
);
const key = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom("p", "q", 1, "1", 2) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);
const events = fc.array(fc.record({ k: key, j: key, v: field }), { maxLength: 25 });

async function rows(search: string, input: readonly Event[]): Promise<Record<string, unknown>[]> {
  const { table } = await runSearch({ search, events: eventsFromObjects(input), now: 1000 });
  return rowsAsObjects(table).map((row) => ({ ...row }));
}

const entriesOf = (value: Field): Entry[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
const isNumber = (value: Entry): boolean => typeof value === "number" || /^-?\d+(\.\d*)?$/.test(value);
const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The greatest and the least number keep their own text; each number has one here, so that none is rejected. */
function winner(all: Entry[], wanted: number): Entry {
  return all.find((value) => isNumber(value) && Number(value) === wanted)!;
}

function fold(values: Field[]): Record<string, unknown> {
  const all = values.flatMap(entriesOf);
  const numbers = all.filter(isNumber).map(Number);
  const others = all
    .filter((value) => !isNumber(value))
    .map(String)
    .sort(byCodePoint);
  const made: Record<string, unknown> = {
    rows: values.length,
    n: all.length,
    distinct: new Set(all.map(String)).size,
  };
  const list = (name: string, entries: string[]): void => {
    if (entries.length > 0) made[name] = entries.length === 1 ? entries[0] : entries;
  };
  list("all", all.map(String));
  list("set", [...new Set(all.map(String))].sort(byCodePoint));
  if (numbers.length > 0) {
    made.total = numbers.reduce((a, b) => a + b, 0);
    made.spread = Math.max(...numbers) - Math.min(...numbers);
    made.squares = numbers.reduce((a, b) => a + b * b, 0);
  }
  if (all.length > 0) {
    made.least = numbers.length > 0 ? winner(all, Math.min(...numbers)) : others[0];
    made.most = others.length > 0 ? others[others.length - 1] : winner(all, Math.max(...numbers));
  }
  return made;
}

const AGGREGATES =
  "count as rows count(v) as n dc(v) as distinct list(v) as all values(v) as set sum(v) as total range(v) as spread " +
  "sumsq(v) as squares min(v) as least max(v) as most";

function groups(input: readonly Event[], names: readonly string[]): Map<string, Event[]> {
  const found = new Map<string, Event[]>();
  for (const event of input) {
    if (names.some((name) => event[name] === undefined)) continue;
    const id = JSON.stringify(names.map((name) => String(event[name])));
    found.set(id, [...(found.get(id) ?? []), event]);
  }
  return found;
}

const canonical = (all: readonly object[]): string[] =>
  all
    .map((row) =>
      JSON.stringify(
        Object.entries(row)
          .map(([name, value]) => [name, value])
          .sort(([a], [b]) => byCodePoint(String(a), String(b))),
      ),
    )
    .sort();

describe("stats", () => {
  test("without BY is a fold over all rows", async () => {
    await fc.assert(
      fc.asyncProperty(events, async (input) => {
        expect(await rows(`* | stats ${AGGREGATES}`, input)).toEqual([fold(input.map(({ v }) => v))]);
      }),
      RUNS,
    );
  });

  test("BY two fields is the same fold over each group", async () => {
    await fc.assert(
      fc.asyncProperty(events, async (input) => {
        const expected = [...groups(input, ["k", "j"]).values()].map((group) => ({
          k: String(group[0]!.k),
          j: String(group[0]!.j),
          ...fold(group.map(({ v }) => v)),
        }));
        const actual = (await rows(`* | stats ${AGGREGATES} by k j`, input)).map((row) => ({
          ...row,
          k: String(row.k),
          j: String(row.j),
        }));
        expect(canonical(actual)).toEqual(canonical(expected));
      }),
      RUNS,
    );
  });

  test("eventstats gives each row what stats gives its group", async () => {
    await fc.assert(
      fc.asyncProperty(events, async (input) => {
        const found = groups(input, ["k"]);
        const expected = input.map(({ k, j, v }) => {
          const own = Object.fromEntries(
            Object.entries({ k, j, v }).filter(([, value]) => value !== undefined),
          );
          if (k === undefined) return own;
          return { ...own, ...fold(found.get(JSON.stringify([String(k)]))!.map((event) => event.v)) };
        });
        expect(await rows(`* | eventstats ${AGGREGATES} by k`, input)).toEqual(expected);
      }),
      RUNS,
    );
  });

  test("streamstats gives each row the fold over the rows of its group so far, or over a window of them", async () => {
    await fc.assert(
      fc.asyncProperty(
        events,
        fc.integer({ min: 0, max: 4 }),
        fc.boolean(),
        fc.boolean(),
        async (input, window, current, global) => {
          const expected = input.map(({ k, j, v }, index) => {
            const own = Object.fromEntries(
              Object.entries({ k, j, v }).filter(([, value]) => value !== undefined),
            );
            if (k === undefined) return own;
            let before = input.slice(0, current ? index + 1 : index).filter((event) => event.k !== undefined);
            const same = (event: Event): boolean => String(event.k) === String(k);
            if (window > 0 && global) before = before.slice(-window).filter(same);
            else if (window > 0) before = before.filter(same).slice(-window);
            else before = before.filter(same);
            return { ...own, ...fold(before.map((event) => event.v)) };
          });
          const options = `window=${window} current=${current} global=${global}`;
          expect(await rows(`* | streamstats ${options} ${AGGREGATES} by k`, input)).toEqual(expected);
        },
      ),
      RUNS,
    );
  });

  test("percentiles follow limits.conf's formulas, and without a setting where both agree", () => {
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(0, 10, 25, 50, 75, 99, 100),
        fc.constantFrom("perc", "p", "exactperc", "median"),
        (values, percent, name) => {
          const sorted = [...values].sort((a, b) => a - b);
          const wanted = name === "median" ? 50 : percent;
          const rank = Math.min(Math.floor((wanted / 100) * sorted.length), sorted.length - 1);
          const f = (wanted / 100) * (sorted.length - 1);
          const [low, high] = [Math.floor(f), Math.ceil(f)];
          const between = sorted[high]! * (f - low) + sorted[low]! * (1 - (f - low));
          const entry = findStatsFunction(name === "median" ? name : `${name}${percent}`)!;
          const result = (percentiles: "nearest-rank" | "interpolated" | null) => {
            const aggregator = entry.entry.start(entry.parameter, { percentiles }, () => {});
            for (const value of values) aggregator.add(value, null);
            return aggregator.result();
          };
          expect(result("nearest-rank")).toBe(sorted[rank]);
          expect(result("interpolated")).toBeCloseTo(between, 9);
          if (result("nearest-rank") === result("interpolated")) expect(result(null)).toBe(sorted[rank]);
          else expect(() => result(null)).toThrow(/nearest rank/);
        },
      ),
      RUNS,
    );
  });

  test("variance is that of exact fractions, whatever the order and the distance from 0", () => {
    const result = (name: string, values: readonly number[]) => {
      const aggregator = findStatsFunction(name)!.entry.start(null, { percentiles: null }, () => {});
      for (const value of values) aggregator.add(value, null);
      return aggregator.result() as number;
    };
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 30 }),
        fc.constantFrom(0, 1_000_000_007, -4_503_599_627_370_000),
        (values, far) => {
          const n = values.length;
          const sum = values.reduce((a, b) => a + b, 0);
          const squares = values.reduce((a, b) => a + b * b, 0);
          // All of it is below 2^53, so this is exact, and the one division rounds once.
          const numerator = n * squares - sum * sum;
          const moved = values.map((value) => value + far).reverse();
          expect(result("varp", moved)).toBe(numerator / (n * n));
          expect(result("var", moved)).toBe(numerator / (n * (n - 1)));
          expect(result("stdevp", moved)).toBe(Math.sqrt(numerator / (n * n)));
          const tenths = values.map((value) => value / 10);
          expect(result("varp", tenths)).toBe(numerator / (n * n * 100));
        },
      ),
      RUNS,
    );
  });
});

describe("top and rare", () => {
  test("count as stats does, from the most to the least frequent, and the other way round", async () => {
    await fc.assert(
      fc.asyncProperty(events, async (input) => {
        const complete = input.filter(({ k, j }) => k !== undefined && j !== undefined);
        const found = [...groups(input, ["k", "j"]).values()];
        const total = found.reduce((sum, group) => sum + group.length, 0);
        const expected = found.map((group) => ({
          k: String(group[0]!.k),
          j: String(group[0]!.j),
          count: group.length,
          percent: ((group.length / total) * 100).toFixed(6),
        }));
        for (const [command, sign] of [
          ["top", 1],
          ["rare", -1],
        ] as const) {
          const actual = (await rows(`* | ${command} limit=100 k, j`, complete)).map((row) => ({
            ...row,
            k: String(row.k),
            j: String(row.j),
          }));
          expect(canonical(actual)).toEqual(canonical(expected));
          const counts = actual.map((row) => Number((row as unknown as { count: number }).count));
          expect(counts).toEqual([...counts].sort((a, b) => (b - a) * sign));
        }
      }),
      RUNS,
    );
  });
});

describe("dedup", () => {
  test("keeps the first rows of each combination", async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.integer({ min: 1, max: 3 }), async (input, most) => {
        const seen = new Map<string, number>();
        const expected = input.filter((event) => {
          if (event.k === undefined || event.j === undefined) return false;
          const id = JSON.stringify([String(event.k), String(event.j)]);
          seen.set(id, (seen.get(id) ?? 0) + 1);
          return seen.get(id)! <= most;
        });
        const plain = (list: readonly Event[]): Event[] => JSON.parse(JSON.stringify(list)) as Event[];
        expect(await rows(`* | dedup ${most} k j`, input)).toEqual(plain(expected));
        const twice = await rows(`* | dedup ${most} k j | dedup ${most} k j`, input);
        expect(twice).toEqual(plain(expected));
      }),
      RUNS,
    );
  });
});

describe("sort", () => {
  const sortable = fc.array(
    fc.record({
      n: fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom("7", "-2", 1.5, undefined)),
      t: fc.constantFrom("a", "B", "b", "ab", "é", "\u{1F600}", "\uFFFD", undefined),
    }),
    { maxLength: 25 },
  );

  test("is stable and agrees with a naive comparison, missing values last either way", async () => {
    await fc.assert(
      fc.asyncProperty(sortable, fc.boolean(), fc.boolean(), async (input, downN, downT) => {
        const events = input.map((event, id) => ({ ...event, id }));
        const order = <T>(
          a: T | undefined,
          b: T | undefined,
          down: boolean,
          compare: (x: T, y: T) => number,
        ): number => {
          if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
          return compare(a, b) * (down ? -1 : 1);
        };
        const expected = [...events].sort(
          (a, b) =>
            order(a.n, b.n, downN, (x, y) => Number(x) - Number(y)) ||
            order(a.t, b.t, downT, byCodePoint) ||
            a.id - b.id,
        );
        const search = `* | sort 0 ${downN ? "-" : "+"}n, ${downT ? "-" : "+"}t`;
        expect((await rows(search, events)).map((row) => row.id)).toEqual(expected.map(({ id }) => id));
      }),
      RUNS,
    );
  });
});

describe("timechart and chart", () => {
  const timed = fc.array(
    fc.record({
      _time: fc.integer({ min: 0, max: 40_000 }),
      c: fc.constantFrom("x", "y", undefined),
      v: fc.integer({ min: 1, max: 9 }),
    }),
    { minLength: 1, maxLength: 30 },
  );

  test("every bin between the first and the last has a row, and nothing is lost", async () => {
    await fc.assert(
      fc.asyncProperty(timed, async (input) => {
        const made = await rows("* | timechart span=1h sum(v) as s count", input);
        const bins = input.map(({ _time }) => Math.floor(_time / 3600) * 3600);
        const first = Math.min(...bins);
        const expected = [];
        for (let start = first; start <= Math.max(...bins); start += 3600) {
          const own = input.filter((_, index) => bins[index] === start);
          const sum = own.reduce((total, { v }) => total + v, 0);
          expected.push({ _time: start, count: own.length, ...(own.length === 0 ? {} : { s: sum }) });
        }
        expect(made).toEqual(expected);
      }),
      RUNS,
    );
  });

  test("columns of a split add up to the unsplit chart", async () => {
    await fc.assert(
      fc.asyncProperty(timed, async (input) => {
        const split = await rows("* | timechart span=1h count by c", input);
        const plain = await rows("* | timechart span=1h count", input);
        const sums = split.map(({ _time, ...cells }) => ({
          _time,
          count: Object.values(cells).reduce<number>((a, b) => a + Number(b), 0),
        }));
        expect(sums).toEqual(plain);
      }),
      RUNS,
    );
  });
});

describe("lookup", () => {
  const word = fc.constantFrom("a", "A", "ab", "b", "ba", "Ab");
  const pattern = fc.constantFrom("a*", "*b", "*", "ab", "A*", "b");

  test("finds what trying every row finds, in file order", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ exact: word, wild: pattern }), { maxLength: 12 }),
        word,
        word,
        fc.boolean(),
        fc.integer({ min: 1, max: 4 }),
        (table, exact, wild, caseSensitive, maxMatches) => {
          const rows = table.map(
            (row, id) => new Map<string, string | number>([...Object.entries(row), ["id", id]]),
          );
          const matcher = new LookupMatcher(
            {
              name: "t",
              place: "lookups/t.csv",
              store: { kind: "csv", app: "a", file: "t.csv" },
              table: { fields: ["exact", "wild", "id"], rows },
              matchTypes: new Map([["wild", "wildcard"]]),
              caseSensitive,
              maxMatches,
              minMatches: 0,
              defaultMatch: null,
            },
            ["wild", "exact"],
            { start: 0, end: 0 },
          );
          const fold = (value: string): string => (caseSensitive ? value : value.toLowerCase());
          const fits = (candidate: string): boolean =>
            new RegExp(`^${fold(candidate).replaceAll("*", ".*")}$`).test(fold(wild));
          const expected = table.flatMap((row, id) =>
            fold(row.exact) === fold(exact) && fits(row.wild) ? [id] : [],
          );
          const found = matcher
            .find([wild, exact], () => undefined, { start: 0, end: 0 })
            .map((row) => row.get("id"));
          expect(found).toEqual(expected.slice(0, maxMatches));
        },
      ),
      RUNS,
    );
  });

  test("finds the networks that contain an address, in file order", () => {
    const octet = fc.constantFrom(0, 0, 0, 1, 128);
    const ipv4 = fc.array(octet, { minLength: 4, maxLength: 4 }).map((octets) => octets.join("."));
    const ipv6 = fc
      .array(fc.constantFrom("0", "1", "7fff", "8000", "ffff"), { minLength: 8, maxLength: 8 })
      .map((groups) => groups.join(":"));
    const few = fc.constantFrom("a", "b");
    const network = fc.oneof(
      fc
        .tuple(ipv4, fc.oneof(fc.integer({ min: 0, max: 32 }), fc.constantFrom(0, 8, 16)))
        .map(([text, bits]) => `${text}/${bits}`),
      fc.tuple(ipv6, fc.integer({ min: 0, max: 128 })).map(([text, bits]) => `${text}/${bits}`),
      ipv4,
      ipv6,
    );
    fc.assert(
      fc.property(
        fc.array(fc.record({ network, exact: few, wild: fc.constantFrom("*", "a*", "*", "b") }), {
          maxLength: 12,
        }),
        fc.oneof(ipv4, ipv4, ipv6, word),
        few,
        word,
        (table, address, exact, wild) => {
          const rows = table.map(
            (row, id) => new Map<string, string | number>([...Object.entries(row), ["id", id]]),
          );
          const matcher = new LookupMatcher(
            {
              name: "t",
              place: "lookups/t.csv",
              store: { kind: "csv", app: "a", file: "t.csv" },
              table: { fields: ["network", "exact", "wild", "id"], rows },
              matchTypes: new Map([
                ["network", "cidr"],
                ["wild", "wildcard"],
              ]),
              caseSensitive: true,
              maxMatches: 100,
              minMatches: 0,
              defaultMatch: null,
            },
            ["exact", "network", "wild"],
            { start: 0, end: 0 },
          );
          const family = address.includes(":") ? "ipv6" : "ipv4";
          const contains = (text: string): boolean => {
            const [base, bits = family === "ipv6" ? "128" : "32"] = text.split("/") as [string, string?];
            if (isIP(address) === 0 || isIP(base) !== isIP(address)) return false;
            const list = new BlockList();
            list.addSubnet(base, Number(bits), family);
            return list.check(address, family);
          };
          const expected = table.flatMap((row, id) =>
            row.exact === exact &&
            new RegExp(`^${row.wild.replaceAll("*", ".*")}$`).test(wild) &&
            contains(row.network)
              ? [id]
              : [],
          );
          const found = matcher.find([exact, address, wild], () => undefined, { start: 0, end: 0 });
          expect(found.map((row) => row.get("id"))).toEqual(expected);
        },
      ),
      RUNS,
    );
  });
});

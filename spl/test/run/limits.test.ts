/** What would fill memory is rejected at its place, whatever the machine has. */
import { describe, expect, test } from "vitest";
import { eventsFromObjects, LIMITS_IN_WORDS, type Limits, runSearch, SearchError } from "../../src/index.ts";

/** A search in which `a` has ten to this power of characters. */
function ofCharacters(power: number): string {
  const steps = Array.from({ length: power - 1 }, () => " | eval a=a.a.a.a.a.a.a.a.a.a");
  return `| makeresults | eval a="aaaaaaaaaa"${steps.join("")}`;
}

/** The place and the message of the limit that a search reaches. */
async function limitOf(search: string, limits: Partial<Limits> = {}): Promise<readonly [string, string]> {
  try {
    await runSearch({ search, limits, events: eventsFromObjects(EVENTS), now: 0 });
  } catch (error) {
    if (!(error instanceof SearchError) || error.span === undefined) throw error;
    expect(error.code).toBe("limit");
    const { span } = error.source.locate(error.span);
    return [search.slice(span.start, span.end), error.message];
  }
  throw new Error("the search was run");
}

const EVENTS = Array.from({ length: 100 }, (_, n) => ({
  n,
  a: ["x".repeat(40), "y"],
  b: `{"p":"${n}"}`,
  k: "k",
}));
const CHARACTERS = "A field can have 16,000,000 characters: cut it with substr().";
const VALUES = "A field can have 1,000,000 values: make fewer.";
const LONG = "b".repeat(2000);

describe("one value", () => {
  test.each([
    [`${ofCharacters(7)} | eval b=a.a`, "a.a", CHARACTERS],
    [`${ofCharacters(7)} | strcat a a b`, "strcat a a b", CHARACTERS],
    [`${ofCharacters(4)} | eval b=mvjoin(split(a, ""), a)`, 'mvjoin(split(a, ""), a)', CHARACTERS],
    [`${ofCharacters(4)} | eval c=split(a, ""), d=mvzip(c, c, a)`, "mvzip(c, c, a)", CHARACTERS],
    [`${ofCharacters(4)} | eval c=split(a, ""), d=mvmap(c, c."${LONG}")`, `c."${LONG}"`, CHARACTERS],
    [`${ofCharacters(5)} | eval b=replace(a, "a", "${LONG}")`, '"a"', CHARACTERS],
    [`${ofCharacters(5)} | rex mode=sed field=a "s/a/${LONG}/g"`, `"s/a/${LONG}/g"`, CHARACTERS],
    ["| makeresults | eval a=mvrange(0, 1000001)", "0", VALUES],
    ["| makeresults | eval a=mvrange(0, 400000), b=mvappend(a, a, a)", "mvappend(a, a, a)", VALUES],
    [`${ofCharacters(7)} | eval b=split(a, "")`, 'split(a, "")', VALUES],
  ])("%#", async (search, place, message) => expect(await limitOf(search)).toEqual([place, message]));
});

describe("all values", () => {
  const limits = { characters: 2030 };
  const message = "The search makes values of more than 2030 characters; keep fewer rows or fields before.";

  test.each([
    ["* | eval c=mvrange(0, 100)", "mvrange(0, 100)"],
    ["* | eval c=1, d=2, e=3", "3"],
    ['* | strcat n "0123456789" c', 'strcat n "0123456789" c'],
    ["* | replace x* with z in a", "replace x* with z in a"],
    ['* | rex field=b "(?<c>.+)"', '"(?<c>.+)"'],
    ['* | rex field=b mode=sed "s/p/long/"', 'rex field=b mode=sed "s/p/long/"'],
    ['* | makemv delim=":" b', "b"],
    ["* | mvexpand a", "a"],
    ["* | join max=0 k [ search * ]", "join max=0 k [ search * ]"],
    ["* | nomv a", "a"],
    ["* | spath input=b", "spath input=b"],
    ["* | spath input=b path=p", "p"],
    ["* | fillnull value=long c d", "fillnull value=long c d"],
    ["* | stats values(a) by n", "values(a)"],
    ["* | eventstats list(a) by n", "list(a)"],
    ["* | streamstats values(n)", "values(n)"],
    ["* | chart values(b) over n by k", "values(b)"],
    ["* | append [search * | eval c=mvrange(0, 100)]", "mvrange(0, 100)"],
  ])("%s", async (search, place) => expect(await limitOf(search, limits)).toEqual([place, message]));

  test("what the next command does not get is held no longer", async () => {
    const once = " | eval c=mvrange(0, n) | eval d=1 | fields n a b | head 90";
    const request = { search: `*${once.repeat(5)}`, events: eventsFromObjects(EVENTS), now: 0 };
    // Once is 4,950 values of c and 100 of d.
    expect((await runSearch({ ...request, limits: { characters: 25 * 5050 } })).table.rows).toHaveLength(90);
    expect(await limitOf("* | eval c=mvrange(0, n) | eval d=c", { characters: 25 * 5050 })).toEqual([
      "mvrange(0, n)",
      expect.stringMatching(/^The search makes values/),
    ]);
  });
});

test("are listed in words", () => {
  expect(LIMITS_IN_WORDS.map(([what, limit]) => `${limit} ${what}`)).toContain(
    "1000000 Values of a multivalue field",
  );
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AnswerMaker } from "../../src/portrisk/answer-maker.ts";
import { Answers } from "../../src/portrisk/answers.ts";
import { GrowingIntegers } from "../../src/portrisk/growing.ts";
import {
  codeOfText,
  LARGEST_KEY,
  type Part,
  PORT_WEIGHT,
  unpackKey,
  WEIGHTS,
} from "../../src/portrisk/keys.ts";
import {
  ACTIONS,
  Assessor,
  type FieldName,
  kindsOf,
  NUMBER_BOUNDS,
  slotOf,
  TRANSPORTS,
} from "../../src/risk/index.ts";
import { SMALL_CATALOGUE } from "../support/catalogue.ts";

/** Every value that each part of a key can have. */
const FIRST: { readonly [part in Part]?: readonly (string | null)[] } = {
  src_side: [null, "internal", "external"],
  dest_side: [null, "internal", "external"],
  transport: [null, ...TRANSPORTS],
  action: [null, ...ACTIONS],
};
/** What a key says, by name. */
function readings(connection: number, evidence: number): object {
  const facts = unpackKey(connection, evidence);
  const names = [
    "port",
    ...Object.keys(FIRST),
    ...KINDS,
    ...Object.keys(NUMBER_BOUNDS),
  ] as readonly FieldName[];
  return Object.fromEntries(names.map((name) => [name, facts[slotOf(name)]]));
}

const KINDS = ["application", "client", "process", "src_zone", "dest_zone", "rule", "url"] as const;

describe("keys", () => {
  it("give back what was packed into the first number", () => {
    const parts = fc.record(
      Object.fromEntries(Object.entries(FIRST).map(([part, values]) => [part, fc.constantFrom(...values)])),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 65535 }), parts, (port, given) => {
        let key = port * PORT_WEIGHT;
        for (const [part, value] of Object.entries(given))
          key += codeOfText(part as Part, value) * WEIGHTS[part as Part];
        expect(key).toBeLessThanOrEqual(LARGEST_KEY.connection);
        expect(readings(key, 0)).toMatchObject({ port, ...given });
      }),
      { seed: 21, numRuns: 2000 },
    );
  });

  it("give back what was packed into the second: kinds as they are, numbers as the bound below them", () => {
    const kinds = fc.record(
      Object.fromEntries(KINDS.map((name) => [name, fc.constantFrom(null, ...kindsOf(name))])),
    );
    const bins = fc.record(
      Object.fromEntries(
        Object.entries(NUMBER_BOUNDS).map(([name, bounds]) => [
          name,
          fc.integer({ min: -1, max: bounds.length }),
        ]),
      ),
    );
    fc.assert(
      fc.property(kinds, bins, (kind, bin) => {
        let key = 0;
        for (const [part, value] of Object.entries(kind))
          key += codeOfText(part as Part, value) * WEIGHTS[part as Part];
        for (const [part, value] of Object.entries(bin)) key += (value + 1) * WEIGHTS[part as Part];
        expect(key).toBeLessThanOrEqual(LARGEST_KEY.evidence);
        const numbers = Object.entries(NUMBER_BOUNDS).map(([name, bounds]) => {
          const at = bin[name]!;
          return [name, at < 0 ? null : at === 0 ? 0 : bounds[at - 1]];
        });
        expect(readings(PORT_WEIGHT, key)).toMatchObject({
          port: 1,
          ...kind,
          ...Object.fromEntries(numbers),
        });
      }),
      { seed: 22, numRuns: 2000 },
    );
  });

  it("fit two integers of the processor", () => {
    expect(LARGEST_KEY.connection).toBeLessThan(2 ** 31);
    expect(LARGEST_KEY.evidence).toBeLessThan(2 ** 31);
  });
});

describe("answers", () => {
  it("are kept, but not without end, and are the same when made again", () => {
    const answers = new Answers(new AnswerMaker(SMALL_CATALOGUE));
    const first = answers.of(4444 * PORT_WEIGHT, 5);
    expect(answers.of(4444 * PORT_WEIGHT, 5)).toBe(first);
    for (let evidence = 1; evidence <= 20_000; evidence++) answers.of(8531 * PORT_WEIGHT, evidence);
    const again = answers.of(4444 * PORT_WEIGHT, 5);
    expect(again).not.toBe(first);
    expect(again).toEqual(first);
  });

  it("are told apart by either number", () => {
    const assessor = new Assessor(SMALL_CATALOGUE);
    const answers = new Answers(new AnswerMaker(SMALL_CATALOGUE));
    const keys = fc.sample(
      fc.tuple(
        fc.integer({ min: PORT_WEIGHT, max: 40 * PORT_WEIGHT }),
        fc.integer({ min: 0, max: LARGEST_KEY.evidence }),
      ),
      { numRuns: 3000, seed: 23 },
    );
    for (const round of [1, 2])
      for (const [connection, evidence] of keys) {
        const { score } = assessor.assessFacts(unpackKey(connection, evidence));
        expect(answers.of(connection, evidence).score, `round ${round}`).toBe(score);
      }
  });
});

describe("a growing list", () => {
  it("holds what was put into it across its blocks, and starts anew when cleared", () => {
    const list = new GrowingIntegers();
    for (let i = 0; i < 200_000; i++) list.push(i * 3 - 7);
    for (const at of [0, 1, 65_535, 65_536, 131_072, 199_999]) expect(list.at(at)).toBe(at * 3 - 7);
    expect(list.length).toBe(200_000);
    list.clear();
    list.push(5);
    expect([list.length, list.at(0)]).toEqual([1, 5]);
  });
});

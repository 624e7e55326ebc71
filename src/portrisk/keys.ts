/**
 * All that the model may know of a connection, packed into two small numbers. Two connections with the same key get the
 * same answer, so the answer is made once and its bytes are reused; and from the key alone it can be made again.
 *
 * A key is a row of codes in mixed radix. In each, code 0 is "absent".
 */
import {
  ACTIONS,
  ASPECTS,
  type AspectName,
  digitsOf,
  emptyFacts,
  type Facts,
  kindsOf,
  LARGEST_PORT,
  NUMBER_BOUNDS,
  type NumberReading,
  slotOf,
  type TextReading,
  TRANSPORTS,
} from "../risk/index.ts";
import { EVIDENCE, type Evidence } from "./inputs.ts";

/** What a key holds besides the port. The port's digits follow from the port. */
export type Part = Exclude<TextReading, "digits"> | NumberReading;

const SIDES: readonly string[] = ["internal", "external"];

/** Texts: code n is entry n - 1. Numbers: code n is "reaches n - 1 of the bounds". */
const TEXTS: { readonly [part in Part]?: readonly string[] } = {
  src_side: SIDES,
  dest_side: SIDES,
  transport: TRANSPORTS,
  action: ACTIONS,
};

/**
 * What the two numbers are made of, the port of the first apart: single parts, and aspects (src/risk/aspects.ts), each of which
 * is a number in mixed radix by itself.
 */
const FIRST: readonly (Part | AspectName)[] = ["transport", "action", "application", "rule"];
const IN_ASPECTS = ([] as Part[]).concat(...Object.keys(ASPECTS).map((name) => partsOf(name as AspectName)));
const SECOND: readonly (Part | AspectName)[] = [
  ...EVIDENCE.filter((name) => !FIRST.includes(name) && !IN_ASPECTS.includes(name)),
  ...(Object.keys(ASPECTS) as readonly AspectName[]),
];

interface Digit {
  readonly part: Part;
  /** Where the model reads it. */
  readonly slot: number;
  readonly radix: number;
  /** Of code n, at place n - 1. */
  readonly values: readonly (string | number)[];
}

function digitOf(part: Part): Digit {
  const values =
    TEXTS[part] ??
    (isNumber(part) ? [0, ...NUMBER_BOUNDS[part]] : kindsOf(part as Exclude<Evidence, NumberReading>));
  return { part, slot: slotOf(part), radix: values.length + 1, values };
}

export function isNumber(part: string): part is NumberReading {
  return part in NUMBER_BOUNDS;
}

function partsOf(name: Part | AspectName): readonly Part[] {
  return name in ASPECTS ? ASPECTS[name as AspectName] : [name as Part];
}

const digitsFor = (names: readonly (Part | AspectName)[]): readonly Digit[] =>
  ([] as Part[]).concat(...names.map(partsOf)).map(digitOf);

const CONNECTION_DIGITS = digitsFor(FIRST);
const EVIDENCE_DIGITS = digitsFor(SECOND);
const DIGITS: readonly Digit[] = [...CONNECTION_DIGITS, ...EVIDENCE_DIGITS];

const radixProduct = (digits: readonly Digit[]) => digits.reduce((product, { radix }) => product * radix, 1);

/** The largest values of the two numbers; both fit a signed 32-bit integer. */
export const LARGEST_KEY = {
  connection: (LARGEST_PORT + 1) * radixProduct(CONNECTION_DIGITS) - 1,
  evidence: radixProduct(EVIDENCE_DIGITS) - 1,
} as const;

export const PORT_WEIGHT = radixProduct(CONNECTION_DIGITS);

export interface AspectSum {
  readonly aspect: AspectName;
  /** Which number of the key it is in. */
  readonly sum: 0 | 1;
  /** What one unit of it adds to that number. */
  readonly weight: number;
  /** It is less than this. */
  readonly codes: number;
  readonly digits: readonly Digit[];
}

export interface Place {
  /** What its code adds to: the first number of the key, the second, or one of the aspects, from 2 on. */
  readonly sum: number;
  /** What one unit of the part's code adds to it. */
  readonly weight: number;
}

const aspectSums: AspectSum[] = [];
const places: { [part in Part]?: Place } = {};

/** Give everything in this number of the key its place: what comes last weighs least. */
function place(names: readonly (Part | AspectName)[], sum: 0 | 1): void {
  let weight = 1;
  for (const name of Array.from(names).reverse()) {
    const digits = digitsFor([name]);
    const codes = radixProduct(digits);
    if (name in ASPECTS) {
      aspectSums.push({ aspect: name as AspectName, sum, weight, codes, digits });
      let within = 1;
      for (const { part, radix } of Array.from(digits).reverse()) {
        places[part] = { sum: 1 + aspectSums.length, weight: within };
        within *= radix;
      }
    } else places[name as Part] = { sum, weight };
    weight *= codes;
  }
}

place(FIRST, 0);
place(SECOND, 1);

/** The aspects by their sums: the first is number 2. */
export const ASPECT_SUMS: readonly AspectSum[] = aspectSums;

/** Where each part goes. */
export const PLACES = places as { readonly [part in Part]: Place };

/** The port in the first number of a key. */
export function portOf(connection: number): number {
  return (connection / PORT_WEIGHT) | 0;
}

/** Of each part the code of each value. */
const CODES = new Map(
  DIGITS.map(
    ({ part, values }) => [part, new Map(values.map((value, i) => [value, i + 1] as const))] as const,
  ),
);

/** The code of a text; 0 where it is null. */
export function codeOfText(part: Part, value: string | null): number {
  return value === null ? 0 : (CODES.get(part)!.get(value) ?? 0);
}

const PORT_SLOT = slotOf("port");
const DIGITS_SLOT = slotOf("digits");

/** What the model may know of the connections with this key. */
export function unpackKey(connection: number, evidence: number): Facts {
  const facts = emptyFacts();
  takeDigits(evidence, EVIDENCE_DIGITS, facts);
  const port = takeDigits(connection, CONNECTION_DIGITS, facts);
  facts[PORT_SLOT] = port;
  facts[DIGITS_SLOT] = digitsOf(port);
  return facts;
}

/** The readings behind what an aspect adds up to, and nothing else. */
export function unpackAspect({ digits }: AspectSum, code: number): Facts {
  const facts = emptyFacts();
  takeDigits(code, digits, facts);
  return facts;
}

/** Take a number apart; what is left of it. */
function takeDigits(number: number, digits: readonly Digit[], facts: Facts): number {
  let rest = number;
  for (let i = digits.length - 1; i >= 0; i--) {
    const { slot, radix, values } = digits[i]!;
    const code = rest % radix;
    rest = (rest - code) / radix;
    if (code > 0) facts[slot] = values[code - 1]!;
  }
  return rest;
}

/**
 * All that the model may know of a connection, packed into two small numbers. Two connections with the same key get the
 * same answer, so the answer is made once and its bytes are reused; and from the key alone it can be made again.
 *
 * A key is a row of codes in mixed radix. In each, code 0 is "absent".
 */
import {
  ACTIONS,
  emptyFacts,
  type Facts,
  kindOf,
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

/** The parts of the first number, beside the port, and of the second. */
const FIRST: readonly Part[] = ["src_side", "dest_side", "transport", "action"];
const SECOND: readonly Part[] = EVIDENCE;

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

const FIRST_DIGITS = FIRST.map(digitOf);
const SECOND_DIGITS = SECOND.map(digitOf);
const DIGITS: readonly Digit[] = [...FIRST_DIGITS, ...SECOND_DIGITS];

const radixProduct = (digits: readonly Digit[]) => digits.reduce((product, { radix }) => product * radix, 1);

/** The largest values of the two numbers; both fit a signed 32-bit integer. */
export const LARGEST_KEY = {
  connection: (LARGEST_PORT + 1) * radixProduct(FIRST_DIGITS) - 1,
  evidence: radixProduct(SECOND_DIGITS) - 1,
} as const;

/** What one unit of the part's code adds to its number. */
function weightsOf(digits: readonly Digit[]): { readonly [part in Part]?: number } {
  const weights: { [part in Part]?: number } = {};
  let weight = 1;
  for (let i = digits.length - 1; i >= 0; i--) {
    weights[digits[i]!.part] = weight;
    weight *= digits[i]!.radix;
  }
  return weights;
}

/** A key is the sum of codes, each times the weight of its part; the port's weight is PORT_WEIGHT. */
export const WEIGHTS = { ...weightsOf(FIRST_DIGITS), ...weightsOf(SECOND_DIGITS) } as {
  readonly [part in Part]: number;
};
export const PORT_WEIGHT = radixProduct(FIRST_DIGITS);

/** The port in the first number of a key. */
export function portOf(connection: number): number {
  return (connection / PORT_WEIGHT) | 0;
}

/** Which of the two numbers a part belongs to. */
export function numberOf(part: Part): 0 | 1 {
  return FIRST.includes(part) ? 0 : 1;
}

/** The code of a text; 0 where it is null. */
export function codeOfText(part: Part, value: string | null): number {
  if (value === null) return 0;
  return DIGITS.find((digit) => digit.part === part)!.values.indexOf(value) + 1;
}

const PORT_SLOT = slotOf("port");
const DIGITS_SLOT = slotOf("digits");

/** What the model may know of the connections with this key. */
export function unpackKey(connection: number, evidence: number): Facts {
  const facts = emptyFacts();
  takeDigits(evidence, SECOND_DIGITS, facts);
  const port = takeDigits(connection, FIRST_DIGITS, facts);
  facts[PORT_SLOT] = port;
  facts[DIGITS_SLOT] = kindOf("digits", String(port));
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

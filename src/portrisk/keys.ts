/**
 * The key of an event: everything that can make a difference to its columns, as two 32-bit integers. Events with equal keys get
 * equal columns, so these are made once and their bytes reused. The readings can be made again from the key alone.
 *
 * An example, which a test follows: src=10.1.2.3 dest=8.8.8.8 dest_port=50123 transport=tcp InitiatorBytes=700 duration=95.
 *
 *  1. Readings: port 50123, transport "tcp", src_side "internal", dest_side "external", bytes_sent 700, duration 95; all others are
 *     absent.
 *  2. Codes: 0 for absent, n for the n-th value that a reading can have; for a number one more than the bounds that it reaches
 *     (src/risk/equivalence.ts). transport is 1, src_side 1, dest_side 2; bytes_sent and duration are numbers.
 *  3. Groups: readings that the model uses together become one number in mixed radix: one for sides and zones, one for transport, volume
 *     and duration, and 0 for the client program, for history and for the site's exceptions, of which nothing is known.
 *  4. Equivalence classes: the classes of a group are numbered as they are met; 0 is that of 0, where nothing is known. The number of sides
 *     and zones is one of all connections to the outside, here class 1; that of the volume one of all that carry payload one way only over
 *     tcp, class 1 of its group. The first member that is seen represents its class. Port 50123 is in no catalogue; it represents all such ports
 *     from 49152 up, whose columns differ in the displayed number alone.
 *  5. The key: port and single readings (action, application, URL) make the first number in mixed radix; the classes of the groups make
 *     the second, 1 * 1 + 1 * 12 + 0 * 2304 + 0 * 110592 + 0 * 21233664 = 13.
 *  6. Back: the model gets the readings of the first number and of the members that represent the classes. They are those of step 1, but for
 *     the numbers, which are the greatest bounds reached, such as 640 for 700 bytes.
 */
import {
  type Catalogue,
  classOfPort,
  digitsOf,
  emptyFacts,
  type Facts,
  type Input,
  inputOf,
  isNumberReading,
  MAX_PORT,
  NUMBER_BOUNDS,
  READINGS,
  type Reading,
  ReadingGroup,
  slotOf,
  type TextReading,
  valuesOf,
} from "../risk/index.ts";

/** What a key holds besides the port. The port's digits follow from the port. */
export type Part = Exclude<Reading, "port">;
const PARTS = READINGS.filter((reading): reading is Part => reading !== "port");

/** The values of each part in the order of their codes, from 1 on; of a number the bounds. */
const codedValues = (part: Part): readonly (string | number)[] =>
  isNumberReading(part) ? [0, ...NUMBER_BOUNDS[part]] : valuesOf(part);

/** One digit of a number in mixed radix. */
interface Digit {
  readonly part: Part;
  /** Where the model reads it. */
  readonly slot: number;
  readonly radix: number;
  /** What one unit of its code adds. */
  readonly weight: number;
  /** Of code n, at place n - 1. */
  readonly values: readonly (string | number)[];
}

/** A number in mixed radix: the last digit has the weight 1. */
class MixedRadix {
  readonly digits: readonly Digit[];
  /** Every number is less than this. */
  readonly codes: number;

  constructor(parts: readonly Part[]) {
    const digits: Digit[] = [];
    let weight = 1;
    for (const part of Array.from(parts).reverse()) {
      const values = codedValues(part);
      digits.unshift({ part, slot: slotOf(part), radix: values.length + 1, weight, values });
      weight *= values.length + 1;
    }
    this.digits = digits;
    this.codes = weight;
  }

  /** Put the readings behind a number into facts. */
  unpack(number: number, facts: Facts): void {
    for (const { slot, radix, weight, values } of this.digits) {
      const code = Math.floor(number / weight) % radix;
      if (code > 0) facts[slot] = values[code - 1]!;
    }
  }
}

const partsIn = (group: Input["group"]) => PARTS.filter((part) => inputOf(part).group === group);

/** What stands beside the port. */
const SINGLES = new MixedRadix(partsIn(undefined));

/** What a port is multiplied by in the first number of a key. */
export const PORT_WEIGHT = SINGLES.codes;

/** A group has at most so many classes; a test counts them. Their product must fit a signed 32-bit integer. */
const MAX_CLASSES: { readonly [group in NonNullable<Input["group"]>]: number } = {
  ends: 12,
  volume: 192,
  program: 48,
  history: 192,
  site: 49,
};

export interface KeyGroup extends MixedRadix {
  /** What one unit of a class's number adds to the second number of a key. */
  readonly inKey: number;
  readonly maximum: number;
  readonly classes: EquivalenceClasses;
}

/**
 * The equivalence classes of a group's numbers, numbered from 0 on as they are met. Class 0 is that of 0, where nothing is known. The
 * numbers hold for the whole life of the process, since they depend on the model alone.
 */
class EquivalenceClasses {
  /** Of each number of the group one more than its class; 0 where that is not known yet. Made with the first number. */
  private known: Int16Array | null = null;
  private readonly numbers = new Map<string, number>();
  /** The first member of each class that was seen. */
  private readonly members: number[] = [];
  private readings: ReadingGroup | null = null;

  constructor(private readonly group: MixedRadix) {}

  /** The class of a number of the group. */
  of(code: number): number {
    // Most events have nothing of most groups, so nothing is made for them.
    if (code === 0) return 0;
    if (this.known === null) {
      this.known = new Int16Array(this.group.codes);
      this.find(0);
    }
    const known = this.known[code]!;
    return known !== 0 ? known - 1 : this.find(code);
  }

  /** The number that represents a class. */
  member(number: number): number {
    return this.members[number] ?? 0;
  }

  private find(code: number): number {
    this.readings ??= new ReadingGroup(this.group.digits.map(({ part }) => part));
    const facts = emptyFacts();
    this.group.unpack(code, facts);
    const name = this.readings.classOf(facts);
    let number = this.numbers.get(name);
    if (number === undefined) {
      number = this.members.length;
      this.numbers.set(name, number);
      this.members.push(code);
    }
    this.known![code] = number + 1;
    return number;
  }
}

const GROUPS = Array.from(new Set(PARTS.map((part) => inputOf(part).group))).filter(
  (group) => group !== undefined,
);

function groupsInKey(): readonly KeyGroup[] {
  let inKey = 1;
  return GROUPS.map((name): KeyGroup => {
    const radix = new MixedRadix(partsIn(name));
    const maximum = MAX_CLASSES[name];
    const group = Object.assign(radix, { inKey, maximum, classes: new EquivalenceClasses(radix) });
    inKey *= maximum;
    return group;
  });
}

/** The groups, in the order of their numbers. */
export const KEY_GROUPS = groupsInKey();

/** The largest values of the two numbers; both must fit a signed 32-bit integer. */
export const LARGEST_KEY = {
  connection: (MAX_PORT + 1) * PORT_WEIGHT - 1,
  evidence: GROUPS.reduce((product, name) => product * MAX_CLASSES[name], 1) - 1,
} as const;

/** Where a reading's code goes. */
export interface Place {
  /** What it is added to: 0 is the first number of the key, 2 and more the groups' numbers. 1, the second, is made of the groups. */
  readonly sum: number;
  /** What one unit of the code adds to it. */
  readonly weight: number;
}

/** Where each reading goes. */
export const PLACES = {} as { readonly [part in Part]: Place };
const CODES = new Map<Part, ReadonlyMap<string | number, number>>();

[SINGLES, ...KEY_GROUPS].forEach(({ digits }, index) => {
  for (const { part, weight, values } of digits) {
    (PLACES as { [part in Part]: Place })[part] = { sum: index === 0 ? 0 : 1 + index, weight };
    CODES.set(part, new Map(values.map((value, i) => [value, i + 1] as const)));
  }
});

/** The code of a text that a reading can have; 0 where it is null. */
export function codeOfText(part: TextReading, value: string | null): number {
  return value === null ? 0 : (CODES.get(part)!.get(value) ?? 0);
}

/** The port in the first number of a key. */
export function portOf(connection: number): number {
  return Math.floor(connection / PORT_WEIGHT);
}

const PORT_SLOT = slotOf("port");
const DIGITS_SLOT = slotOf("digits");

/** The readings behind a key, for the model. */
export function unpackKey(connection: number, evidence: number): Facts {
  const facts = emptyFacts();
  const port = portOf(connection);
  facts[PORT_SLOT] = port;
  facts[DIGITS_SLOT] = digitsOf(port);
  SINGLES.unpack(connection, facts);
  for (const group of KEY_GROUPS)
    group.unpack(group.classes.member(Math.floor(evidence / group.inKey) % group.maximum), facts);
  return facts;
}

/**
 * Gives each port its representative: of ports in one equivalence class the first one met represents the others; a port with a row in
 * the catalogue, and one without a class, represents itself.
 */
export function representativePorts(catalogue: Catalogue): (port: number) => number {
  const first = new Map<number, number>();
  return (port) => {
    const kind = catalogue.has(port) ? null : classOfPort(port);
    if (kind === null) return port;
    const representative = first.get(kind) ?? port;
    first.set(kind, representative);
    return representative;
  };
}

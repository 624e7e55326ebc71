/**
 * Readers of cells whose values differ from event to event, so that remembering them gains little: addresses, ports, counts
 * and URLs. The plain form of each is read where it lies, byte by byte; everything else becomes text and goes the way of all
 * other cells. Both ways give the same codes; a test compares them.
 */
import {
  boundsReached,
  MAX_PORT,
  NUMBER_BOUNDS,
  type NumberReading,
  readCount,
  readPort,
  readText,
  sideOfIpv4,
} from "../risk/index.ts";
import { ABSENT, CodeBook } from "./code-book.ts";
import { codeOfText } from "./keys.ts";

/** What a cell means, as a code; ABSENT where it is empty. */
export interface CellReader {
  code(bytes: Buffer, start: number, end: number): number;
  /** The same, remembering nothing: for whoever remembers it himself. */
  read(bytes: Buffer, start: number, end: number): number;
  codeOfList(bytes: Buffer, start: number, end: number, listStart: number, listEnd: number): number;
}

/** Values of odd form are few. */
const FEW = 1024;

const DIGIT_0 = 0x30;
const QUOTE = 0x22;
const SLASH = 0x2f;
const COLON = 0x3a;
const QUESTION_MARK = 0x3f;
const NUMBER_SIGN = 0x23;
const DOT = 0x2e;
/** So many digits are always a count. */
const MOST_DIGITS = 15;

/** No port has more digits. */
const PORT_DIGITS = 5;

/** Reads the plain form of a cell where it lies; a book of texts does the rest, lists among it. */
abstract class PlainReader implements CellReader {
  protected constructor(protected readonly texts: CodeBook) {}

  abstract code(bytes: Buffer, start: number, end: number): number;

  read(bytes: Buffer, start: number, end: number): number {
    return this.texts.read(bytes, start, end);
  }

  codeOfList(bytes: Buffer, start: number, end: number, listStart: number, listEnd: number): number {
    return this.texts.codeOfList(bytes, start, end, listStart, listEnd);
  }
}

/** The number that a cell of digits alone shows; -1 where there is anything else, or nothing. */
function plainNumber(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  for (let position = start; position < end; position++) {
    const digit = bytes[position]! - DIGIT_0;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return start < end ? value : -1;
}

/** A port as its own code; 0 where the text is none. */
export class PortReader extends PlainReader {
  constructor() {
    super(new CodeBook((text) => readPort(text) ?? 0, FEW));
  }

  code(bytes: Buffer, start: number, end: number): number {
    const port = end - start <= PORT_DIGITS ? plainNumber(bytes, start, end) : -1;
    if (port < 0) return this.texts.code(bytes, start, end);
    return port <= MAX_PORT ? port : 0;
  }
}

export const INTERNAL = codeOfText("src_side", "internal");
export const EXTERNAL = codeOfText("src_side", "external");
const LARGEST_PART = 255;
const PARTS = 4;

/** The side of an address. splunkd quotes addresses, so the marks around one are passed over. */
export class AddressReader extends PlainReader {
  constructor() {
    super(new CodeBook((text) => codeOfText("src_side", readText("src_side", text))));
  }

  code(bytes: Buffer, start: number, end: number): number {
    if (start === end) return ABSENT;
    const quoted = bytes[start] === QUOTE && bytes[end - 1] === QUOTE && end - start > 2 ? 1 : 0;
    let address = 0;
    let part = -1;
    let parts = 0;
    let position = start + quoted;
    const last = end - quoted;
    for (; position < last; position++) {
      const digit = bytes[position]! - DIGIT_0;
      if (digit >= 0 && digit <= 9) {
        // A part with a leading zero is an octal number to some programs, and no address to us.
        if (part === 0) break;
        part = part < 0 ? digit : part * 10 + digit;
        if (part > LARGEST_PART) break;
      } else if (digit === DOT - DIGIT_0 && part >= 0) {
        address = (address << 8) | part;
        part = -1;
        parts++;
      } else break;
    }
    if (position === last && parts === PARTS - 1 && part >= 0)
      return sideOfIpv4((address << 8) | part) === "internal" ? INTERNAL : EXTERNAL;
    return this.texts.code(bytes, start, end);
  }
}

/**
 * Counts differ from event to event, so nothing is gained by remembering them; plain digits are read where they lie, and
 * everything else as text.
 */
export class CountReader extends PlainReader {
  private readonly bounds: readonly number[];

  constructor(name: NumberReading) {
    const bounds = NUMBER_BOUNDS[name];
    super(
      new CodeBook((text) => {
        const count = readCount(text);
        return count === null ? 0 : boundsReached(bounds, count) + 1;
      }, FEW),
    );
    this.bounds = bounds;
  }

  code(bytes: Buffer, start: number, end: number): number {
    const count = end - start <= MOST_DIGITS ? plainNumber(bytes, start, end) : -1;
    return count < 0 ? this.texts.code(bytes, start, end) : boundsReached(this.bounds, count) + 1;
  }
}

/** Paths differ from event to event; only what stands before them counts, and that is remembered. */
export class UrlReader extends PlainReader {
  constructor() {
    super(new CodeBook((text) => codeOfText("url", readText("url", text))));
  }

  code(bytes: Buffer, start: number, end: number): number {
    const from = bytes[start] === QUOTE ? start + 1 : start;
    const host = endOfHost(bytes, from, end, from > start);
    return host > from ? this.texts.code(bytes, from, host) : this.texts.code(bytes, start, end);
  }
}

/**
 * Where scheme and host end: at the first "/", "?" or "#" that is not part of "://". 0 where a quoted cell is empty or has another
 * mark before that.
 */
function endOfHost(bytes: Buffer, start: number, end: number, quoted: boolean): number {
  let position = start;
  for (; position < end; position++) {
    const byte = bytes[position]!;
    if (byte === QUOTE && quoted) {
      if (position !== end - 1 || position === start) return 0;
      break;
    }
    if (byte === QUESTION_MARK || byte === NUMBER_SIGN) break;
    if (byte !== SLASH) continue;
    if (position === start || bytes[position - 1] !== COLON || bytes[position + 1] !== SLASH) break;
    position++;
  }
  // A cell that begins with its end still has a value.
  return position === start ? Math.min(start + 1, end) : Math.min(position, end);
}

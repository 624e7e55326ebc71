/**
 * From the cells of the current row to its key. The plain forms of ports, addresses and counts are read here, byte by byte;
 * names are looked up in the book; what is neither is asked of the host. src/portrisk/cell-readers.ts does the same in
 * TypeScript, and a test holds both to the same answers.
 *
 * Parts add up to the two numbers of the key and to aspects, numbers of which the key takes only one of all that are alike.
 *
 * A part of the key is described by eight i32: its form, which of these it adds to, the weight of its code, the first of its
 * candidates, how many there are, the first of its bounds, how many there are, its reader. An aspect by three: which number of
 * the key it adds to, the weight of its number, where those that stand for its numbers are kept.
 */
import { textCode } from "./book";
import { alike, readCell } from "./host";
import {
  ALIKE,
  ASPECT_BYTES,
  ASPECTS,
  BOUNDS,
  CANDIDATES,
  CELL_ENDS,
  CELL_STARTS,
  NETWORKS,
  PART_BYTES,
  PARTS,
  SUMS,
} from "./memory";

/** How a part is read. */
export const FORM_PORT: i32 = 0;
export const FORM_ADDRESS: i32 = 1;
export const FORM_COUNT: i32 = 2;
export const FORM_URL: i32 = 3;
export const FORM_TEXT: i32 = 4;

/** The code of a cell without a value. */
export const ABSENT: i32 = -1;
const LARGEST_PORT: i64 = 65535;

const QUOTE: i32 = 0x22;
const LINE_FEED: i32 = 0x0a;
const NUMBER_SIGN: i32 = 0x23;
const DOLLAR: i32 = 0x24;
const DOT: i32 = 0x2e;
const SLASH: i32 = 0x2f;
const DIGIT_0: i32 = 0x30;
const COLON: i32 = 0x3a;
const SEMICOLON: i32 = 0x3b;
const QUESTION_MARK: i32 = 0x3f;

/** The key of the row last read. */
export let connection: i32 = 0;
export let evidence: i32 = 0;

let partCount: i32 = 0;
let aspectCount: i32 = 0;
let networkCount: i32 = 0;
let internalCode: i32 = 0;
let externalCode: i32 = 0;

/** How many parts were written. */
export function configureParts(parts: i32): void {
  partCount = parts;
}

/** How many aspects and networks were written, and the codes of the two sides. */
export function configureKeys(aspects: i32, networks: i32, internal: i32, external: i32): void {
  aspectCount = aspects;
  networkCount = networks;
  internalCode = internal;
  externalCode = external;
}

/** Read the current row's key; false where it has no usable port. */
export function readKey(): bool {
  const port = partCode(PARTS);
  if (port === 0) return false;
  const zero = i32x4.splat(0);
  v128.store(SUMS, zero);
  v128.store(SUMS, zero, 16);
  store<i32>(SUMS, port * load<i32>(PARTS, 8));
  const end = PARTS + <usize>(partCount * PART_BYTES);
  for (let part = PARTS + <usize>PART_BYTES; part < end; part += <usize>PART_BYTES)
    add(load<i32>(part, 4), partCode(part) * load<i32>(part, 8));
  for (let aspect = 0; aspect < aspectCount; aspect++) {
    const described = ASPECTS + <usize>(aspect * ASPECT_BYTES);
    const code = load<i32>(SUMS + ((<usize>aspect) << 2), 8);
    add(load<i32>(described), alikeCode(aspect, code, load<i32>(described, 8)) * load<i32>(described, 4));
  }
  connection = load<i32>(SUMS);
  evidence = load<i32>(SUMS, 4);
  return true;
}

function add(sum: i32, value: i32): void {
  const place = SUMS + ((<usize>sum) << 2);
  store<i32>(place, load<i32>(place) + value);
}

/** The number that stands for this one; those of the aspect are kept from `first` on. */
function alikeCode(aspect: i32, code: i32, first: i32): i32 {
  const place = ALIKE + ((<usize>(first + code)) << 1);
  const known: i32 = load<u16>(place);
  if (known !== 0) return known - 1;
  const found = alike(aspect, code);
  store<u16>(place, <u16>(found + 1));
  return found;
}

/** The code of the first of the part's fields that has a value; 0, which stands for none, when all are empty. */
function partCode(part: usize): i32 {
  let candidate: usize = CANDIDATES + ((<usize>load<i32>(part, 12)) << 3);
  const last: usize = candidate + ((<usize>load<i32>(part, 16)) << 3);
  for (; candidate < last; candidate += 8) {
    const scalar: usize = (<usize>load<i32>(candidate)) << 2;
    const list = load<i32>(candidate, 4);
    const start: usize = load<u32>(CELL_STARTS + scalar);
    const end: usize = load<u32>(CELL_ENDS + scalar);
    let code: i32;
    if (list >= 0) {
      const listStart: usize = load<u32>(CELL_STARTS + ((<usize>list) << 2));
      const listEnd: usize = load<u32>(CELL_ENDS + ((<usize>list) << 2));
      code =
        listStart === listEnd ? cellCode(part, start, end) : listCode(part, start, end, listStart, listEnd);
    } else code = cellCode(part, start, end);
    if (code !== ABSENT) return code;
  }
  return 0;
}

/**
 * The code of the first value of a list as splunkd writes it, `"$a$;$b$"`; the host reads any other. A line end within a value is
 * the host's too: in a cell it would part two values.
 */
function listCode(part: usize, start: usize, end: usize, listStart: usize, listEnd: usize): i32 {
  const quoted: usize = load<u8>(listStart) === QUOTE && load<u8>(listEnd - 1) === QUOTE ? 1 : 0;
  const from = listStart + quoted + 1;
  const last = listEnd - quoted;
  if (from < last && load<u8>(from - 1) === DOLLAR) {
    for (let at = from; at < last; at++) {
      const byte: i32 = load<u8>(at);
      if (byte === QUOTE || byte === LINE_FEED) break;
      if (byte !== DOLLAR) continue;
      if (at + 1 < last && load<u8>(at + 1) !== SEMICOLON) break;
      return at === from ? ABSENT : cellCode(part, from, at);
    }
  }
  return readCell(load<i32>(part, 28), start, end, listStart, listEnd);
}

function cellCode(part: usize, start: usize, end: usize): i32 {
  if (start === end) return ABSENT;
  const reader = load<i32>(part, 28);
  switch (load<i32>(part)) {
    case FORM_PORT: {
      const port = end - start <= 5 ? plainNumber(start, end) : -1;
      if (port >= 0) return port <= LARGEST_PORT ? <i32>port : 0;
      break;
    }
    case FORM_ADDRESS: {
      const side = plainAddress(start, end);
      if (side !== 0) return side;
      break;
    }
    case FORM_COUNT: {
      const count = end - start <= 15 ? plainNumber(start, end) : -1;
      if (count >= 0) return binOf(part, <f64>count) + 1;
      break;
    }
    case FORM_URL: {
      const from: usize = load<u8>(start) === QUOTE ? start + 1 : start;
      const host = endOfHost(from, end, from > start);
      if (host > from) return textCode(reader, from, host);
      break;
    }
    default:
  }
  return textCode(reader, start, end);
}

/** The number that a cell of digits alone shows; -1 where there is anything else. */
function plainNumber(start: usize, end: usize): i64 {
  let value: i64 = 0;
  for (let at = start; at < end; at++) {
    const digit: i32 = <i32>load<u8>(at) - DIGIT_0;
    if (<u32>digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** How many bounds the number reaches. */
function binOf(part: usize, value: f64): i32 {
  const first: usize = BOUNDS + ((<usize>load<i32>(part, 20)) << 3);
  const count = load<i32>(part, 24);
  let bin = 0;
  while (bin < count && value >= load<f64>(first + ((<usize>bin) << 3))) bin++;
  return bin;
}

/** The side of a dotted quad, within quotation marks or not; 0 where it is anything else. */
function plainAddress(start: usize, end: usize): i32 {
  const quoted: usize = load<u8>(start) === QUOTE && load<u8>(end - 1) === QUOTE && end - start > 2 ? 1 : 0;
  let address: i32 = 0;
  let part: i32 = -1;
  let parts = 0;
  const last = end - quoted;
  for (let at = start + quoted; at < last; at++) {
    const digit: i32 = <i32>load<u8>(at) - DIGIT_0;
    if (<u32>digit <= 9) {
      // A part with a leading zero is an octal number to some programs, and no address to us.
      if (part === 0) return 0;
      part = part < 0 ? digit : part * 10 + digit;
      if (part > 255) return 0;
    } else if (digit === DOT - DIGIT_0 && part >= 0) {
      address = (address << 8) | part;
      part = -1;
      parts++;
      if (parts > 3) return 0;
    } else return 0;
  }
  if (parts !== 3 || part < 0) return 0;
  address = (address << 8) | part;
  const networksEnd: usize = NETWORKS + ((<usize>networkCount) << 3);
  for (let network = NETWORKS; network < networksEnd; network += 8) {
    if ((address & load<i32>(network)) === load<i32>(network, 4)) return internalCode;
  }
  return externalCode;
}

/**
 * Where scheme and host end: at the first "/", "?" or "#" that is not part of "://". Paths differ from event to event; only
 * what stands before them counts. 0 where a quoted cell is empty or has another mark before that.
 */
function endOfHost(start: usize, end: usize, quoted: bool): usize {
  let at = start;
  for (; at < end; at++) {
    const byte: i32 = load<u8>(at);
    if (byte === QUOTE && quoted) {
      if (at !== end - 1 || at === start) return 0;
      break;
    }
    if (byte === QUESTION_MARK || byte === NUMBER_SIGN) break;
    if (byte !== SLASH) continue;
    if (at === start || load<u8>(at - 1) !== COLON || load<u8>(at + 1) !== SLASH) break;
    at++;
  }
  // A cell that begins with its end still has a value.
  return at === start ? start + 1 : at > end ? end : at;
}

/**
 * From the cells of the current row to its key (src/portrisk/keys.ts). Plain ports, addresses and counts are read here, byte by byte;
 * names are looked up in the intern table; the host reads what is neither.
 *
 * The codes of parts add up to the first number of the key, to the second, and to the numbers of groups, of which the second takes the
 * equivalence class.
 */
import { CellForm } from "../cell-form";
import { classOfReadings } from "./classes";
import { readListValue } from "./host";
import {
  BOUNDS,
  CANDIDATES,
  CELL_ENDS,
  CELL_STARTS,
  GROUP_WEIGHTS,
  MAX_BOUNDS,
  MAX_CANDIDATES,
  MAX_GROUPS,
  MAX_NETWORKS,
  MAX_PARTS,
  NETWORKS,
  PART_BYTES,
  PARTS,
  SUMS,
} from "./memory";
import { textCode } from "./texts";

/** A part of the key. */
@unmanaged
class Part {
  form: CellForm;
  /** What its code adds to: 0 and 1 are the numbers of the key, the groups' numbers follow. */
  sum: i32;
  /** What one unit of its code adds. */
  weight: i32;
  /** What the host calls its reader. */
  reader: i32;
  firstCandidate: i32;
  candidateCount: i32;
  firstBound: i32;
  boundCount: i32;
}

/** The code of a cell without a value. */
const ABSENT: i32 = -1;
/** In place of a code: the list of values is malformed. */
const NO_LIST: i32 = -2;
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
let candidateCount: i32 = 0;
let boundCount: i32 = 0;
let groupCount: i32 = 0;
let networkCount: i32 = 0;
let internalCode: i32 = 0;
let externalCode: i32 = 0;

/** The codes of the two sides that an address can be on. */
export function configureSides(internal: i32, external: i32): void {
  internalCode = internal;
  externalCode = external;
}

/** An internal network of IPv4. */
export function addNetwork(mask: i32, address: i32): bool {
  if (networkCount === MAX_NETWORKS) return false;
  const network = NETWORKS + ((<usize>networkCount) << 3);
  store<i32>(network, mask);
  store<i32>(network, address, 4);
  networkCount++;
  return true;
}

/** A group of readings, with what one class adds to the second number of the key. */
export function addGroup(weight: i32): bool {
  if (groupCount === MAX_GROUPS) return false;
  store<i32>(GROUP_WEIGHTS + ((<usize>groupCount) << 2), weight);
  groupCount++;
  return true;
}

/** Describe the parts of the key anew. */
export function forgetParts(): void {
  partCount = 0;
  candidateCount = 0;
  boundCount = 0;
}

function partAt(index: i32): Part {
  return changetype<Part>(PARTS + <usize>(index * PART_BYTES));
}

/** A part of the key; the first is the port. Its candidates and bounds are added next. */
export function addPart(form: CellForm, sum: i32, weight: i32, reader: i32): bool {
  if (partCount === MAX_PARTS) return false;
  const part = partAt(partCount++);
  part.form = form;
  part.sum = sum;
  part.weight = weight;
  part.reader = reader;
  part.firstCandidate = candidateCount;
  part.candidateCount = 0;
  part.firstBound = boundCount;
  part.boundCount = 0;
  return true;
}

/** A field of the part added last: its places among the wanted cells, and that of its list of values or -1. */
export function addCandidate(scalar: i32, list: i32): bool {
  if (candidateCount === MAX_CANDIDATES) return false;
  const candidate = CANDIDATES + ((<usize>candidateCount) << 3);
  store<i32>(candidate, scalar);
  store<i32>(candidate, list, 4);
  candidateCount++;
  partAt(partCount - 1).candidateCount++;
  return true;
}

/** A bound of the part added last, greater than the one before. */
export function addBound(bound: f64): bool {
  if (boundCount === MAX_BOUNDS) return false;
  store<f64>(BOUNDS + ((<usize>boundCount) << 3), bound);
  boundCount++;
  partAt(partCount - 1).boundCount++;
  return true;
}

/** Read the current row's key; false where it has no usable port. */
export function readKey(): bool {
  const port = partCode(partAt(0));
  if (port === 0) return false;
  for (let sum = 0; sum < 2 + groupCount; sum++) store<i32>(SUMS + ((<usize>sum) << 2), 0);
  add(0, port * partAt(0).weight);
  for (let index = 1; index < partCount; index++) {
    const part = partAt(index);
    add(part.sum, partCode(part) * part.weight);
  }
  for (let group = 0; group < groupCount; group++) {
    const readings = load<i32>(SUMS + ((<usize>group) << 2), 8);
    const weight = load<i32>(GROUP_WEIGHTS + ((<usize>group) << 2));
    add(1, classOfReadings(group, readings) * weight);
  }
  connection = load<i32>(SUMS);
  evidence = load<i32>(SUMS, 4);
  return true;
}

function add(sum: i32, value: i32): void {
  const place = SUMS + ((<usize>sum) << 2);
  store<i32>(place, load<i32>(place) + value);
}

/** The code of the first of the part's fields that has a value; 0, which stands for none, when all are empty. */
function partCode(part: Part): i32 {
  let candidate: usize = CANDIDATES + ((<usize>part.firstCandidate) << 3);
  const last: usize = candidate + ((<usize>part.candidateCount) << 3);
  for (; candidate < last; candidate += 8) {
    const scalar: usize = (<usize>load<i32>(candidate)) << 2;
    const list = load<i32>(candidate, 4);
    let code = NO_LIST;
    if (list >= 0) {
      const listStart: usize = load<u32>(CELL_STARTS + ((<usize>list) << 2));
      const listEnd: usize = load<u32>(CELL_ENDS + ((<usize>list) << 2));
      if (listStart < listEnd) code = listCode(part, listStart, listEnd);
    }
    if (code === NO_LIST)
      code = cellCode(part, load<u32>(CELL_STARTS + scalar), load<u32>(CELL_ENDS + scalar));
    if (code !== ABSENT) return code;
  }
  return 0;
}

/**
 * The code of the first value of a list, `"$a$;$b$"`; NO_LIST where it does not begin like one, and the cell beside it counts. The host
 * reads values in which something is doubled, and values with a line end, which would part two values in a cell.
 */
function listCode(part: Part, start: usize, end: usize): i32 {
  const quoted: usize = load<u8>(start) === QUOTE ? 1 : 0;
  const from = start + quoted + 1;
  const last = end - quoted;
  if (from >= last || load<u8>(from - 1) !== DOLLAR) return NO_LIST;
  let plain = true;
  for (let at = from; at < last; at++) {
    const byte: i32 = load<u8>(at);
    if (byte === QUOTE || byte === LINE_FEED) plain = false;
    if (byte !== DOLLAR) continue;
    if (at + 1 < last && load<u8>(at + 1) === DOLLAR) {
      plain = false;
      at++;
      continue;
    }
    if (at + 1 < last && load<u8>(at + 1) !== SEMICOLON) return NO_LIST;
    if (at === from) return ABSENT;
    return plain ? cellCode(part, from, at) : readListValue(part.reader, from, at);
  }
  return NO_LIST;
}

function cellCode(part: Part, start: usize, end: usize): i32 {
  if (start === end) return ABSENT;
  switch (part.form) {
    case CellForm.Port: {
      const port = end - start <= 5 ? plainNumber(start, end) : -1;
      if (port >= 0) return port <= LARGEST_PORT ? <i32>port : 0;
      break;
    }
    case CellForm.Address: {
      const side = plainAddress(start, end);
      if (side !== 0) return side;
      break;
    }
    case CellForm.Count: {
      const count = end - start <= 15 ? plainNumber(start, end) : -1;
      if (count >= 0) return boundsReached(part, <f64>count) + 1;
      break;
    }
    case CellForm.Url: {
      const from: usize = load<u8>(start) === QUOTE ? start + 1 : start;
      const host = endOfHost(from, end, from > start);
      if (host > from) return textCode(part.reader, from, host);
      break;
    }
    default:
  }
  return textCode(part.reader, start, end);
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
function boundsReached(part: Part, value: f64): i32 {
  const first: usize = BOUNDS + ((<usize>part.firstBound) << 3);
  const count = part.boundCount;
  let reached = 0;
  while (reached < count && value >= load<f64>(first + ((<usize>reached) << 3))) reached++;
  return reached;
}

/** The side of a dotted quad, quoted or not; 0 where it is anything else. */
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
 * what stands before them counts. 0 where a quoted cell is empty or has another quote before that.
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

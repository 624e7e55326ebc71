/**
 * Answers by key: the cells to append. The host makes one on first sight; when too many are kept all are dropped, because any
 * of them can be made again from its key.
 */
import { alikePort, makeAnswer } from "./host";
import { ALIKE_PORTS, ANSWER_BYTES, ANSWER_PLACES, ANSWERS, MOST_ANSWERS } from "./memory";
import { forgetRecords, lengthOf, oneOfEqual } from "./records";

/** The longest answer that the host may make, in bytes; it refuses a longer one. */
export const LONGEST_ANSWER: i32 = 65536;
const MASK: u32 = <u32>(2 * MOST_ANSWERS - 1);

/** What one port adds to the first number of a key. */
let portWeight: i32 = 1;
/** How often all answers were dropped: a record is good for as long as this stays the same. */
export let generation: i32 = 0;
let count: i32 = 0;
let used: usize = 0;

export function configureAnswers(weight: i32): void {
  portWeight = weight;
}

export function forgetAnswers(): void {
  if (count > 0) {
    memory.fill(ANSWER_PLACES, 0, 24 * MOST_ANSWERS);
    forgetRecords();
  }
  count = 0;
  used = 0;
  generation++;
}

/** Forget which ports stand for others: that follows from the catalogue. */
export function forgetPorts(): void {
  memory.fill(ALIKE_PORTS, 0, 2 * 65536);
}

export function portOf(connection: i32): i32 {
  return connection / portWeight;
}

function firstPlace(key: i32, evidence: i32): u32 {
  const mixed = (<u32>key * 0x9e3779b1) ^ (<u32>evidence * 0x85ebca6b);
  return (mixed ^ (mixed >> 15)) & MASK;
}

/** The record of the answer for a key. Its cells may show another port than the key's, one that is alike. */
export function answerOf(connection: i32, evidence: i32): usize {
  const port = portOf(connection);
  let shown: i32 = load<u16>(ALIKE_PORTS + ((<usize>port) << 1));
  if (shown === 0) {
    shown = alikePort(port);
    store<u16>(ALIKE_PORTS + ((<usize>port) << 1), <u16>shown);
  }
  const key = connection + (shown - port) * portWeight;
  const first = firstPlace(key, evidence);
  let place = first;
  for (;;) {
    const entry: usize = ANSWER_PLACES + <usize>place * 12;
    const record: usize = load<u32>(entry, 8);
    if (record === 0) break;
    if (load<i32>(entry) === key && load<i32>(entry, 4) === evidence) return record;
    place = (place + 1) & MASK;
  }
  if (count === MOST_ANSWERS || used + <usize>LONGEST_ANSWER > <usize>ANSWER_BYTES) {
    forgetAnswers();
    place = first;
  }
  const made: usize = ANSWERS + used;
  const length: usize = makeAnswer(key, evidence, made);
  const record = oneOfEqual(made, length);
  const entry: usize = ANSWER_PLACES + <usize>place * 12;
  store<i32>(entry, key);
  store<i32>(entry, evidence, 4);
  store<u32>(entry, <u32>record, 8);
  count++;
  if (record === made) used += (length + 7) & ~7;
  return record;
}

export function scoreOf(record: usize): i32 {
  return load<i32>(record);
}

export function digitCount(port: i32): usize {
  return port < 10 ? 1 : port < 100 ? 2 : port < 1000 ? 3 : port < 10000 ? 4 : 5;
}

/** How many bytes the answer takes behind a row with this port. */
export function cellsLength(record: usize, port: i32): usize {
  const length = lengthOf(record);
  if (load<i32>(record, 4) === port) return length;
  return length - <usize>(load<i32>(record, 12) - load<i32>(record, 8)) + digitCount(port);
}

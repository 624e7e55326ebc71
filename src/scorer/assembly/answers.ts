/**
 * Answers by key: the cells to append. The host makes one on first sight; when there are too many all are dropped, because any of
 * them can be made again from its key.
 *
 * Of equal answers one is kept. Keys differ in what an answer does not show: whether a connection to an ordinary port was web or
 * name resolution, say. So there are fewer answers than keys, and each takes half a kilobyte.
 */
import { equalBytes, hashOf } from "./blocks";
import { representativeOf } from "./classes";
import { makeAnswer } from "./host";
import { ANSWER_BYTES, ANSWER_PLACES, ANSWERS, MAX_ANSWERS, RECORD_PLACES } from "./memory";

/** An answer; its cells follow. */
@unmanaged
export class Answer {
  score: i32;
  /** The port that the cells show, and where in them its digits begin and end. */
  port: i32;
  digitsStart: i32;
  digitsEnd: i32;
  /** Of the cells, in bytes. */
  length: i32;
}
const HEAD: usize = offsetof<Answer>();

/** The longest cells that the host may write, in bytes. */
const MAX_LENGTH: i32 = 65536;
const MASK: u32 = <u32>(2 * MAX_ANSWERS - 1);
/** What is not found soon is taken for new. */
const MAX_PROBES: i32 = 16;

/** What one port adds to the first number of a key. */
let portWeight: i32 = 1;
/** How often all answers were dropped: an answer's address is valid as long as this stays the same. */
export let generation: i32 = 0;
let count: i32 = 0;
let used: usize = 0;
/** The answer that the host is making. */
let made: usize = 0;

export function configureAnswers(weight: i32): void {
  portWeight = weight;
}

/** Called by the host for the answer that it makes. */
export function describeAnswer(score: i32, port: i32, digitsStart: i32, digitsEnd: i32, length: i32): void {
  const answer = answerAt(made);
  answer.score = score;
  answer.port = port;
  answer.digitsStart = digitsStart;
  answer.digitsEnd = digitsEnd;
  answer.length = length;
}

export function portOf(connection: i32): i32 {
  return connection / portWeight;
}

/** The answer for a key. Its cells may show another port than the key's, its representative. */
export function answerOf(connection: i32, evidence: i32): usize {
  const port = portOf(connection);
  const key = connection + (representativeOf(port) - port) * portWeight;
  const mixed = (<u32>key * 0x9e3779b1) ^ (<u32>evidence * 0x85ebca6b);
  const first = (mixed ^ (mixed >> 15)) & MASK;
  let place = first;
  for (;;) {
    const entry: usize = ANSWER_PLACES + <usize>place * 12;
    const answer: usize = load<u32>(entry, 8);
    if (answer === 0) break;
    if (load<i32>(entry) === key && load<i32>(entry, 4) === evidence) return answer;
    place = (place + 1) & MASK;
  }
  if (count === MAX_ANSWERS || used + HEAD + <usize>MAX_LENGTH > <usize>ANSWER_BYTES) {
    memory.fill(ANSWER_PLACES, 0, 24 * MAX_ANSWERS);
    memory.fill(RECORD_PLACES, 0, 8 * MAX_ANSWERS);
    count = 0;
    used = 0;
    generation++;
    place = first;
  }
  made = ANSWERS + used;
  makeAnswer(key, evidence, made + HEAD, MAX_LENGTH);
  const size = HEAD + <usize>answerAt(made).length;
  const answer = firstOfEqual(made, size);
  if (answer === made) used += (size + 7) & ~7;
  const entry: usize = ANSWER_PLACES + <usize>place * 12;
  store<i32>(entry, key);
  store<i32>(entry, evidence, 4);
  store<u32>(entry, <u32>answer, 8);
  count++;
  return answer;
}

/** The earlier answer with the same bytes as this one of so many bytes, or this one, which is then kept. */
function firstOfEqual(answer: usize, size: usize): usize {
  let place = hashOf(answer, size) & MASK;
  for (let probes = 0; probes < MAX_PROBES; probes++) {
    const entry = RECORD_PLACES + ((<usize>place) << 2);
    const earlier: usize = load<u32>(entry);
    if (earlier === 0) {
      store<u32>(entry, <u32>answer);
      return answer;
    }
    if (HEAD + <usize>answerAt(earlier).length === size && equalBytes(earlier, answer, size)) return earlier;
    place = (place + 1) & MASK;
  }
  return answer;
}

export function answerAt(address: usize): Answer {
  return changetype<Answer>(address);
}

export function scoreOf(answer: usize): i32 {
  return answerAt(answer).score;
}

export function cellsOf(answer: usize): usize {
  return answer + HEAD;
}

export function digitCount(port: i32): i32 {
  return port < 10 ? 1 : port < 100 ? 2 : port < 1000 ? 3 : port < 10000 ? 4 : 5;
}

/** How many bytes the answer takes in a row with this port. */
export function lengthWith(answer: usize, port: i32): usize {
  const described = answerAt(answer);
  if (described.port === port) return described.length;
  return described.length - (described.digitsEnd - described.digitsStart) + digitCount(port);
}

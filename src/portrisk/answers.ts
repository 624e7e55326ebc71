/**
 * Answers by key. An answer is made on first sight and kept; when too many are kept all are dropped, because any of them
 * can be made again from its key. So memory stays bounded however varied the events are.
 */
import type { Answer, AnswerMaker } from "./answer-maker.ts";
import { PORT_WEIGHT, portOf } from "./keys.ts";

/** An answer that is kept: its cells as bytes. */
export interface KeptAnswer extends Answer {
  readonly cells: Buffer;
}

/** An answer is about 700 bytes with its overhead, so this is about 12 MB. */
const MOST_ANSWERS = 16384;

export class Answers {
  /** Open addressing, half full at most: the two numbers of a key, and its answer at the same place. */
  private readonly connections = new Int32Array(MOST_ANSWERS * 2);
  private readonly evidences = new Int32Array(MOST_ANSWERS * 2);
  private readonly answers = new Array<KeptAnswer | undefined>(MOST_ANSWERS * 2).fill(undefined);
  private count = 0;

  constructor(private readonly maker: AnswerMaker) {}

  /**
   * The answer for a key. Its cells may show another port than the key's, a port that is alike: portOf tells which to write
   * in its place.
   */
  of(connection: number, evidence: number): KeptAnswer {
    const port = portOf(connection);
    const representative = this.maker.alikePort(port);
    const key = connection + (representative - port) * PORT_WEIGHT;
    const mask = MOST_ANSWERS * 2 - 1;
    let place = Math.imul(key, 0x9e3779b1) ^ Math.imul(evidence, 0x85ebca6b);
    place = (place ^ (place >>> 15)) & mask;
    for (let answer = this.answers[place]; answer !== undefined; answer = this.answers[place]) {
      if (this.connections[place] === key && this.evidences[place] === evidence) return answer;
      place = (place + 1) & mask;
    }
    const made = this.maker.make(key, evidence);
    const answer: KeptAnswer = { ...made, cells: Buffer.from(made.text, "latin1") };
    // Nothing else is kept then, so that any place is free.
    if (this.count >= MOST_ANSWERS) {
      this.answers.fill(undefined);
      this.count = 0;
    }
    this.connections[place] = key;
    this.evidences[place] = evidence;
    this.answers[place] = answer;
    this.count++;
    return answer;
  }
}

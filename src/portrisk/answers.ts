/**
 * Answers by key. An answer is made on first sight and kept; when too many are kept all are dropped, because any of them
 * can be made again from its key. So memory stays bounded however varied the events are.
 */
import type { Assessor } from "../risk/index.ts";
import { unpackKey } from "./keys.ts";
import { outputCells } from "./outputs.ts";

export interface Answer {
  /** The cells to append, a comma before each. */
  readonly cells: Buffer;
  readonly score: number;
}

/** An answer is about 700 bytes with its overhead, so this is about 12 MB. */
const MOST_ANSWERS = 16384;

export class Answers {
  /** Open addressing, half full at most: the two numbers of a key, and its answer at the same place. */
  private readonly connections = new Int32Array(MOST_ANSWERS * 2);
  private readonly evidences = new Int32Array(MOST_ANSWERS * 2);
  private readonly answers: (Answer | undefined)[] = new Array<Answer | undefined>(MOST_ANSWERS * 2).fill(
    undefined,
  );
  private count = 0;

  constructor(private readonly assessor: Assessor) {}

  of(connection: number, evidence: number): Answer {
    const mask = MOST_ANSWERS * 2 - 1;
    let place = (Math.imul(connection, 0x9e3779b1) ^ Math.imul(evidence, 0x85ebca6b)) >>> 0;
    place = (place ^ (place >>> 15)) & mask;
    for (let answer = this.answers[place]; answer !== undefined; answer = this.answers[place]) {
      if (this.connections[place] === connection && this.evidences[place] === evidence) return answer;
      place = (place + 1) & mask;
    }
    const assessment = this.assessor.assess(unpackKey(connection, evidence));
    const answer = { cells: outputCells(assessment), score: assessment.score };
    // Nothing else is kept then, so that any place is free.
    if (this.count >= MOST_ANSWERS) {
      this.answers.fill(undefined);
      this.count = 0;
    }
    this.connections[place] = connection;
    this.evidences[place] = evidence;
    this.answers[place] = answer;
    this.count++;
    return answer;
  }
}

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

/** An answer is about 500 bytes with its overhead, so this is about 8 MB. */
const MOST_ANSWERS = 16384;

export class Answers {
  private readonly kept = new Map<number, Answer>();

  constructor(private readonly assessor: Assessor) {}

  of(key: number): Answer {
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const assessment = this.assessor.assess(unpackKey(key));
    const answer = { cells: outputCells(assessment), score: assessment.score };
    if (this.kept.size >= MOST_ANSWERS) this.kept.clear();
    this.kept.set(key, answer);
    return answer;
  }
}

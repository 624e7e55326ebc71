/** Makes answers from keys; remembers none. */
import { Assessor, type Catalogue, type Verdict } from "../risk/index.ts";
import { AlikePorts } from "./alike.ts";
import { portOf, unpackKey } from "./keys.ts";
import { type OutputCells, outputCells } from "./outputs.ts";

export interface Answer extends OutputCells {
  readonly score: number;
}

export class AnswerMaker {
  private readonly assessor: Assessor;
  private readonly alike: AlikePorts;

  constructor(catalogue: Catalogue) {
    this.assessor = new Assessor(catalogue);
    this.alike = new AlikePorts(catalogue);
  }

  /** The port that stands for this one, because both get the same answer but for the number. */
  representative(port: number): number {
    return this.alike.representative(port);
  }

  /** What follows from a key, before it is put into words. */
  weigh(connection: number, evidence: number): Verdict {
    return this.assessor.weigh(unpackKey(connection, evidence));
  }

  /** Verdicts with the same signature have the same answer: most of what tells keys apart decides nothing. */
  signature(verdict: Verdict): string {
    return this.assessor.signature(verdict);
  }

  /** The answer to a verdict on a connection. */
  word(connection: number, verdict: Verdict): Answer {
    return { ...outputCells(this.assessor.word(verdict), portOf(connection)), score: verdict.score };
  }

  /** The answer for a key. */
  make(connection: number, evidence: number): Answer {
    return this.word(connection, this.weigh(connection, evidence));
  }
}

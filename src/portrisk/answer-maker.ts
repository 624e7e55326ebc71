/** Makes answers from keys; remembers none. */
import { Assessor, type Catalogue } from "../risk/index.ts";
import { portOf, type RepresentativePorts, representativePorts, unpackKey } from "./keys.ts";
import { type OutputCells, outputCells } from "./outputs.ts";

export interface Answer extends OutputCells {
  readonly score: number;
}

export class AnswerMaker {
  private readonly assessor: Assessor;
  private readonly ports: RepresentativePorts;

  constructor(catalogue: Catalogue) {
    this.assessor = new Assessor(catalogue);
    this.ports = representativePorts(catalogue);
  }

  /** The port that stands for this one, because both get the same answer but for the number. */
  alikePort(port: number): number {
    return this.ports.of(port);
  }

  /** The answer for a key. */
  make(connection: number, evidence: number): Answer {
    const assessment = this.assessor.assessFacts(unpackKey(connection, evidence));
    return { ...outputCells(assessment, portOf(connection)), score: assessment.score };
  }
}

/** Keys for which the model has the same answer, so that one answer serves them all. */
import { ASPECTS, Aspect, type Catalogue, classOfPort, LARGEST_PORT } from "../risk/index.ts";
import { type AspectSum, unpackAspect } from "./keys.ts";

/** Codes of the same class are represented by the first one met; a code of no class represents itself. */
abstract class Alike<Class> {
  /** Of each code one more than its representative; 0 where that is not known yet. */
  private readonly representatives: Int32Array;
  private readonly first = new Map<Class, number>();

  /** @param codes every code is less than this */
  protected constructor(codes: number) {
    this.representatives = new Int32Array(codes);
  }

  protected abstract classOf(code: number): Class | null;

  representative(code: number): number {
    const known = this.representatives[code]!;
    if (known !== 0) return known - 1;
    const found = this.find(code);
    this.representatives[code] = found + 1;
    return found;
  }

  private find(code: number): number {
    const kind = this.classOf(code);
    if (kind === null) return code;
    const first = this.first.get(kind) ?? code;
    this.first.set(kind, first);
    return first;
  }
}

/**
 * Ports for which the model has the same answer, but for the number in its text: most of a firewall's ports are in no
 * catalogue.
 */
export class AlikePorts extends Alike<number> {
  constructor(private readonly catalogue: Catalogue) {
    super(LARGEST_PORT + 1);
  }

  protected classOf(port: number): number | null {
    const listed = this.catalogue.find(port, "tcp") !== null || this.catalogue.find(port, "udp") !== null;
    return listed ? null : classOfPort(port);
  }
}

/** Readings of one aspect that differ in nothing the model asks of them. */
export class AlikeReadings extends Alike<string> {
  private readonly aspect: Aspect;

  constructor(private readonly sum: AspectSum) {
    super(sum.codes);
    this.aspect = new Aspect(ASPECTS[sum.aspect]);
  }

  protected classOf(code: number): string {
    return this.aspect.classOf(unpackAspect(this.sum, code));
  }
}

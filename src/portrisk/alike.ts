/** Keys for which the model has the same answer, so that one answer serves them all. */
import { ASPECTS, Aspect, type Catalogue, classOfPort, LARGEST_PORT } from "../risk/index.ts";
import { type AspectSum, unpackAspect } from "./keys.ts";

/**
 * Ports for which the model has the same answer, but for the number in its text: most of a firewall's ports are in no
 * catalogue. Each such port is represented by the first one met.
 */
export class AlikePorts {
  /** Of each port its representative; 0 where that is not known yet. */
  private readonly representatives = new Uint16Array(LARGEST_PORT + 1);
  private readonly first = new Map<number, number>();

  constructor(private readonly catalogue: Catalogue) {}

  representative(port: number): number {
    const known = this.representatives[port]!;
    if (known !== 0) return known;
    const found = this.find(port);
    this.representatives[port] = found;
    return found;
  }

  private find(port: number): number {
    if (this.catalogue.find(port, "tcp") !== null || this.catalogue.find(port, "udp") !== null) return port;
    const kind = classOfPort(port);
    if (kind === null) return port;
    const first = this.first.get(kind) ?? port;
    this.first.set(kind, first);
    return first;
  }
}

/** Readings of one aspect that differ in nothing the model asks of them: represented by the first ones met. */
export class AlikeReadings {
  private readonly aspect: Aspect;
  /** Of each code one more than its representative; 0 where that is not known yet. */
  private readonly representatives: Uint16Array;
  private readonly first = new Map<string, number>();

  constructor(private readonly sum: AspectSum) {
    this.aspect = new Aspect(ASPECTS[sum.aspect]);
    this.representatives = new Uint16Array(sum.codes);
  }

  representative(code: number): number {
    const known = this.representatives[code]!;
    if (known !== 0) return known - 1;
    const kind = this.aspect.classOf(unpackAspect(this.sum.aspect, code));
    const first = this.first.get(kind) ?? code;
    this.first.set(kind, first);
    this.representatives[code] = first + 1;
    return first;
  }
}

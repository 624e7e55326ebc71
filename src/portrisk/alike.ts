/**
 * Ports for which the model has the same answer, but for the number in its text: most of a firewall's ports are in no
 * catalogue. Each such port is represented by the first one met, so that one answer serves them all.
 */
import { type Catalogue, classOfPort, LARGEST_PORT } from "../risk/index.ts";

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

/**
 * Loads the fast path when the first large chunk comes. Small chunks gain nothing from it, and most starts of the command see
 * no chunk at all. Whatever prevents it, the plain path does the work.
 */
import { Kernel } from "../scorer/index.ts";

export class KernelLoader {
  /** Null until it is loaded, and where it cannot be. */
  loaded: Kernel | null = null;
  private failed = false;

  /** @param module the compiled kernel as base64, or null for none */
  constructor(private readonly module: string | null) {}

  /** Memory for a message of so many bytes, in which the fast path can work; null for none. */
  room(size: number): Buffer | null {
    if (this.failed || this.module === null) return null;
    try {
      this.loaded ??= load(this.module);
      return this.loaded.room(size);
    } catch (_) {
      // Too old a Node, one that may not compile, or too little memory.
      this.loaded = null;
      this.failed = true;
      return null;
    }
  }
}

function load(module: string): Kernel {
  return new Kernel(Buffer.from(module, "base64"));
}

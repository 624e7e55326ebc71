/** What the kernel's host uses of WebAssembly; the library of ES2017 does not describe it, and Node 8 has it. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: object);
    readonly exports: object;
  }
  interface Memory {
    readonly buffer: ArrayBuffer;
    /** @returns the size before, in pages of 64 KiB. @throws RangeError where there is no room. */
    grow(pages: number): number;
  }
  interface Global {
    readonly value: number;
  }
  /** False where this Node does not know something that the module uses. */
  function validate(bytes: Uint8Array): boolean;
}

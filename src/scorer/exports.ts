/** The exports of the compiled kernel (assembly/index.ts), as the host sees them. Addresses and lengths are bytes. */
export interface KernelExports {
  readonly memory: WebAssembly.Memory;

  configureScan(columns: number): void;
  configureParts(parts: number): void;
  configureKeys(aspects: number, networks: number, internal: number, external: number): void;
  configureAnswers(portWeight: number): void;
  configureRows(leastScore: number, emptyCells: number, emptyLength: number): void;
  forgetTexts(): void;
  forgetAnswers(): void;
  forgetPorts(): void;

  beginCount(start: number, notes: number, mostNotes: number): void;
  /** 1, or 0 where the plain path has to do the chunk. */
  count(limit: number, last: number): number;
  counted(): number;
  /** 1, or 0 once nobody reads. */
  send(
    header: number,
    contentEnd: number,
    rows: number,
    end: number,
    names: number,
    namesLength: number,
  ): number;

  readonly ANSWER_HEAD: WebAssembly.Global;
  readonly LONGEST_ANSWER: WebAssembly.Global;
  readonly FORM_PORT: WebAssembly.Global;
  readonly FORM_ADDRESS: WebAssembly.Global;
  readonly FORM_COUNT: WebAssembly.Global;
  readonly FORM_URL: WebAssembly.Global;
  readonly FORM_TEXT: WebAssembly.Global;
  readonly ARENA: WebAssembly.Global;
  readonly BOUNDS: WebAssembly.Global;
  readonly CANDIDATES: WebAssembly.Global;
  readonly NETWORKS: WebAssembly.Global;
  readonly PARTS: WebAssembly.Global;
  readonly WANTED: WebAssembly.Global;
  readonly TEXTS: WebAssembly.Global;
  readonly MOST_BOUNDS: WebAssembly.Global;
  readonly MOST_NETWORKS: WebAssembly.Global;
  readonly MOST_PARTS: WebAssembly.Global;
  readonly MOST_WANTED: WebAssembly.Global;
  readonly MOST_TEXT: WebAssembly.Global;
  readonly ASPECTS: WebAssembly.Global;
  readonly MOST_ASPECTS: WebAssembly.Global;
  readonly MOST_ALIKE: WebAssembly.Global;
}

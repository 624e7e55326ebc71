/**
 * PCRE2 itself (10.34, compiled to WebAssembly) as the oracle of our matcher. It is always in UTF mode; (*UCP) at the
 * beginning of a pattern adds UCP. Bytes mode is asked with one character a byte, which is the same but for letter case.
 */
import { createRequire } from "node:module";

interface Group {
  readonly start: number;
  readonly end: number;
}

interface Compiled {
  match(text: string, start?: number): ({ readonly length: number } & Readonly<Record<number, Group>>) | null;
  substituteAll(text: string, replacement: string): string;
  destroy(): void;
}

interface Pcre2 {
  new (pattern: string, flags?: string): Compiled;
  init(): Promise<void>;
  version(): string;
}

export type Answer =
  | { readonly kind: "invalid"; readonly message: string }
  | { readonly kind: "limit" }
  | { readonly kind: "no match" }
  | { readonly kind: "match"; readonly offsets: readonly (readonly [number, number])[] };

export interface Oracle {
  readonly version: string;
  exec(pattern: string, text: string): Answer;
  /** Every match replaced by this text; null where PCRE2 gives up or rejects the pattern. */
  replaceAll(pattern: string, text: string, replacement: string): string | null;
}

export async function loadPcre2(): Promise<Oracle> {
  // The package takes a Node that has fetch for a browser, and would ask it for a file.
  const { fetch } = globalThis;
  Reflect.deleteProperty(globalThis, "fetch");
  let pcre2: Pcre2;
  try {
    pcre2 = (createRequire(import.meta.url)("@stephen-riley/pcre2-wasm") as { default: Pcre2 }).default;
    await pcre2.init();
  } finally {
    globalThis.fetch = fetch;
  }
  const withPattern = <T>(
    pattern: string,
    use: (compiled: Compiled) => T,
    failed: (message: string) => T,
  ): T => {
    let compiled: Compiled | undefined;
    try {
      compiled = new pcre2(pattern);
      return use(compiled);
    } catch (error) {
      return failed(error instanceof Error ? error.message : String(error));
    } finally {
      compiled?.destroy();
    }
  };
  return {
    version: pcre2.version(),
    exec: (pattern, text) =>
      withPattern<Answer>(
        pattern,
        (compiled) => {
          const found = compiled.match(text);
          if (found === null) return { kind: "no match" };
          const offsets = Array.from({ length: found.length }, (_, i) => {
            const { start, end } = found[i]!;
            return [start, end] as const;
          });
          return { kind: "match", offsets };
        },
        (message) => (/LIMIT$/.test(message) ? { kind: "limit" } : { kind: "invalid", message }),
      ),
    replaceAll: (pattern, text, replacement) =>
      withPattern<string | null>(
        pattern,
        (compiled) => compiled.substituteAll(text, replacement),
        () => null,
      ),
  };
}

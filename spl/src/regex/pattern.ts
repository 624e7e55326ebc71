/** What a pattern is parsed to. */
import type { CharacterSet } from "./character-set.ts";

export type AssertionKind = "start" | "lineStart" | "end" | "lineEnd" | "absoluteEnd" | "word" | "notWord";

export type Pattern =
  | { readonly type: "set"; readonly set: CharacterSet; readonly literal: number | null }
  | { readonly type: "sequence"; readonly items: readonly Pattern[] }
  | { readonly type: "choice"; readonly options: readonly Pattern[] }
  | { readonly type: "group"; readonly index: number; readonly body: Pattern }
  | { readonly type: "atomic"; readonly body: Pattern }
  | { readonly type: "look"; readonly behind: boolean; readonly negative: boolean; readonly body: Pattern }
  | {
      readonly type: "repeat";
      readonly body: Pattern;
      readonly minimum: number;
      readonly maximum: number;
      readonly mode: "greedy" | "lazy" | "possessive";
    }
  | { readonly type: "assertion"; readonly kind: AssertionKind }
  | { readonly type: "reference"; readonly group: number; readonly ignoreCase: boolean };

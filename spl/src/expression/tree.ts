/**
 * The tree of an eval expression, as parsed: no names are looked up yet, every node knows its place in the text.
 */

import type { Span } from "../errors/spl-error.ts";
import type { ComparisonOperator } from "../evaluation/compare.ts";

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%";

export type Node = (
  | { readonly type: "number"; readonly text: string; readonly span: Span }
  | {
      readonly type: "string";
      /** The text with escapes undone. */
      readonly value: string;
      /** The literal holds \n or \r, which mean a line end inside a regular expression and are not settled elsewhere. */
      readonly lineEscape: boolean;
      readonly span: Span;
    }
  | {
      readonly type: "field";
      readonly name: string;
      /** Written NULL: the literal null as well, so that a value of this field is rejected. */
      readonly orNull?: true;
      readonly span: Span;
    }
  | { readonly type: "constant"; readonly value: boolean | null; readonly span: Span }
  | { readonly type: "negative"; readonly operand: Node; readonly span: Span }
  | { readonly type: "not"; readonly operand: Node; readonly span: Span }
  | {
      readonly type: "arithmetic";
      readonly operator: ArithmeticOperator;
      readonly left: Node;
      readonly right: Node;
      readonly span: Span;
    }
  | { readonly type: "join"; readonly left: Node; readonly right: Node; readonly span: Span }
  | {
      readonly type: "comparison";
      readonly operator: ComparisonOperator;
      readonly left: Node;
      readonly right: Node;
      readonly span: Span;
    }
  | {
      readonly type: "logical";
      readonly operator: "and" | "or" | "xor";
      readonly left: Node;
      readonly right: Node;
      readonly span: Span;
    }
  | {
      readonly type: "call";
      readonly name: string;
      readonly nameSpan: Span;
      readonly argument: readonly Node[];
      readonly span: Span;
    }
) & {
  /** Stood in parentheses of its own. */
  readonly grouped?: true;
};

/**
 * Functions that compare a text with a pattern: match, like, cidrmatch.
 * Source: Search Reference, Comparison and Conditional functions.
 */

import type { EvalContext, Expression } from "../contract/expression.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { compileRegex } from "../regex/index.ts";
import {
  isMapped,
  isVersion4,
  type Network,
  networkContains,
  parseAddress,
  parseNetwork,
} from "../values/address.ts";
import { type Arguments, family, open, textAt } from "./family.ts";

export function checkRegexAt(index: number) {
  return (argument: Arguments): void => {
    const { literal, span } = argument[index]!;
    if (typeof literal === "string") compileRegex(literal, span);
  };
}

/**
 * Match SQL wildcards: % any characters, _ one character (code point), case-sensitive.
 * Runs in time proportional to text × pattern at worst, counted by `spend`.
 */
export function matchLike(text: string, pattern: string, spend: (steps: number) => void): boolean {
  const characters = [...text];
  const wanted = [...pattern];
  let t = 0;
  let p = 0;
  let star = -1;
  let mark = 0;
  let steps = 0;
  while (t < characters.length) {
    if (++steps % 1024 === 0) spend(1024);
    if (p < wanted.length && wanted[p] === "%") {
      star = p++;
      mark = t;
    } else if (p < wanted.length && (wanted[p] === "_" || wanted[p] === characters[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (p < wanted.length && wanted[p] === "%") p++;
  return p === wanted.length;
}

function checkLike(pattern: string, span: Span): void {
  if (pattern.includes("\\"))
    throw open('whether "\\" takes the meaning from a wildcard in LIKE', "use match()", span);
}

function network(text: string, span: Span): Network {
  const parsed = parseNetwork(text);
  if (parsed === null) {
    throw new SplError(
      "wrong_type",
      `"${text}" is not a network in CIDR notation, such as 10.0.0.0/8 or 2001:db8::/32.`,
      span,
    );
  }
  return parsed;
}

const networks = new Map<string, Network>();

/** The same few networks are asked for every row. */
function cachedNetwork(text: string, span: Span): Network {
  let found = networks.get(text);
  if (found === undefined) {
    found = network(text, span);
    if (networks.size > 1000) networks.clear();
    networks.set(text, found);
  }
  return found;
}

function inNetwork(text: string, address: string, context: EvalContext, span: Span): boolean | null {
  context.spend(1);
  const wanted = cachedNetwork(text, span);
  const parsed = parseAddress(address);
  if (parsed === null) return null;
  if (isMapped(parsed) && isVersion4(wanted.address)) {
    throw open(
      `whether the IPv4-mapped address ${address} is matched by an IPv4 network`,
      "replace() the ::ffff: in front first",
      span,
    );
  }
  return networkContains(wanted, parsed);
}

export const COMPARISON_FUNCTIONS = family("Comparison and Conditional functions", [
  {
    name: "match",
    syntax: "match(<str>,<regex>)",
    summary: "Whether the regular expression matches somewhere in the text.",
    arity: [2, 2],
    kind: "boolean",
    parameters: ["string", "string"],
    regexParameter: 1,
    check: checkRegexAt(1),
    differences: [
      "Beyond ASCII an answer that depends on PCRE's modes is rejected (regular-expressions.md), as of \\w, \\d, \\s and \\b.",
    ],
    examples: [
      ['if(match("10.0.0.1", "^\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}$"), 1, 0)', "1"],
      ['if(match("foo", "^o"), 1, 0)', "0"],
    ],
    apply: (argument, row, context) => {
      const text = textAt(argument, 0, row, context);
      const { literal } = argument[1]!;
      const pattern = typeof literal === "string" ? literal : textAt(argument, 1, row, context);
      if (text === null || pattern === null) return null;
      return compileRegex(pattern, argument[1]!.span).test(text, context.spend);
    },
  },
  {
    name: "like",
    syntax: "like(<str>,<pattern>) or <str> LIKE <pattern>",
    summary: "Whether the whole text matches the pattern; % is any text, _ one character; case-sensitive.",
    arity: [2, 2],
    kind: "boolean",
    parameters: ["string", "string"],
    check: (argument) => {
      const { literal, span } = argument[1]!;
      if (typeof literal === "string") checkLike(literal, span);
    },
    examples: [
      ['if(like("foobar", "foo%"), 1, 0)', "1"],
      ['if("axxbc" LIKE "a%b_", 1, 0)', "1"],
      ['if("Foo" LIKE "foo", 1, 0)', "0"],
    ],
    apply: (argument, row, context, span) => {
      const text = textAt(argument, 0, row, context);
      const pattern = textAt(argument, 1, row, context);
      if (text === null || pattern === null) return null;
      checkLike(pattern, argument[1]!.span);
      const matched = matchLike(text, pattern, context.spend);
      if (matched && text.includes("\n") && /[%_]/.test(pattern)) {
        throw open("whether a wildcard of LIKE matches a line end", "use match()", span);
      }
      return matched;
    },
  },
  {
    name: "cidrmatch",
    syntax: "cidrmatch(<cidr>,<ip>)",
    summary: "Whether the address belongs to the network; IPv4 and IPv6; null for what is not an address.",
    arity: [2, 2],
    kind: "boolean",
    parameters: ["string", "string"],
    check: (argument) => {
      const { literal, span } = argument[0]!;
      if (typeof literal === "string") network(literal, span);
    },
    examples: [
      ['if(cidrmatch("192.0.2.0/24", "192.0.2.56"), 1, 0)', "1"],
      [
        'if(cidrmatch("2001:0db8:ffff:ffff:ffff:ffff:ffff:ff00/120", "2001:db8:ffff:ffff:ffff:ffff:ffff:ff99"), 1, 0)',
        "1",
      ],
      ['if(cidrmatch("192.0.2.0/24", "192.0.3.0"), 1, 0)', "0"],
    ],
    apply: (argument, row, context) => {
      const [first] = argument as [Expression];
      const text = typeof first.literal === "string" ? first.literal : textAt(argument, 0, row, context);
      const address = textAt(argument, 1, row, context);
      return text === null || address === null ? null : inNetwork(text, address, context, first.span);
    },
  },
]);

/**
 * How the texts of an event are read: one documented reading for each, the same in both engines, given as data
 * (a pattern, or a table of names) wherever more than one program must follow it.
 */
import { trimBlanks } from "./address.ts";

/**
 * A port is up to five decimal digits after any leading zeros, optionally followed by ".0…" (a number that went through
 * arithmetic), with spaces around it; nothing else: no sign, no hexadecimal, no digits of other scripts.
 */
export const PORT_PATTERN = /^[ \t]*0*([1-9][0-9]{0,4})(?:\.0+)?[ \t]*$/;
export const LARGEST_PORT = 65535;

/** The port, 1 to 65535, or null when the text is not a usable one. */
export function readPort(text: string): number | null {
  const match = PORT_PATTERN.exec(text);
  if (match === null) return null;
  const port = Number(match[1]);
  return port <= LARGEST_PORT ? port : null;
}

/**
 * A count is up to fifteen decimal digits (exact in any program's arithmetic), optionally followed by a fraction, which is
 * dropped, with blanks around it. Anything else is no count.
 */
export const COUNT_PATTERN = /^[ \t]*([0-9]{1,15})(?:\.[0-9]*)?[ \t]*$/;

/** The whole number, 0 or more, or null when the text is not a count. */
export function readCount(text: string): number | null {
  const match = COUNT_PATTERN.exec(text);
  return match === null ? null : Number(match[1]);
}

/** Transport protocols in the words and IANA protocol numbers that firewalls log. Whatever is not here is no transport. */
export const TRANSPORT_NAMES: readonly (readonly [raw: string, transport: string])[] = [
  ["tcp", "tcp"],
  ["6", "tcp"],
  ["udp", "udp"],
  ["17", "udp"],
  ["sctp", "sctp"],
  ["132", "sctp"],
  ["icmp", "icmp"],
  ["1", "icmp"],
  ["icmp6", "icmp6"],
  ["icmpv6", "icmp6"],
  ["ipv6-icmp", "icmp6"],
  ["58", "icmp6"],
  ["gre", "gre"],
  ["47", "gre"],
  ["esp", "esp"],
  ["50", "esp"],
];

/** Every transport that an event can have, each once. */
export const TRANSPORTS: readonly string[] = ["tcp", "udp", "sctp", "icmp", "icmp6", "gre", "esp"];

/** The transport, or null when the text names none that is known. Case and spaces around it do not matter. */
export function readTransport(text: string): string | null {
  return named(TRANSPORT_NAMES, text);
}

/**
 * What the firewall did, in the words of the eStreamer field AC_RuleAction and of CIM's Network Traffic `action`. Monitor
 * lets the connection pass on to the next rule and is logged when it was let through. Interactive blocks stop the
 * connection until a person clicks through; what passes then is logged as a new one.
 */
export const ACTION_NAMES: readonly (readonly [raw: string, action: "allowed" | "blocked"])[] = [
  ["allow", "allowed"],
  ["allowed", "allowed"],
  ["trust", "allowed"],
  ["monitor", "allowed"],
  ["fastpath", "allowed"],
  ["permit", "allowed"],
  ["permitted", "allowed"],
  ["block", "blocked"],
  ["blocked", "blocked"],
  ["block with reset", "blocked"],
  ["interactive block", "blocked"],
  ["interactive block with reset", "blocked"],
  ["deny", "blocked"],
  ["denied", "blocked"],
  ["drop", "blocked"],
  ["dropped", "blocked"],
  ["reset", "blocked"],
];

export const ACTIONS = ["allowed", "blocked"] as const;

/** "allowed" or "blocked", or null when the text says neither ("teardown", nothing). */
export function readAction(text: string): "allowed" | "blocked" | null {
  return named(ACTION_NAMES, text);
}

/** The tables are short and answers are remembered by the caller, so they are searched, not indexed. */
function named<Name extends string>(
  names: readonly (readonly [raw: string, name: Name])[],
  text: string,
): Name | null {
  const wanted = trimBlanks(text).toLowerCase();
  const found = names.find(([raw]) => raw === wanted);
  return found === undefined ? null : found[1];
}

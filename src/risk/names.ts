/** Names that stand for one another: the words of firewalls and add-ons for transport protocols and for what was done. */
import type { ReadingOf } from "./schema/index.ts";

/** Pairs of a name, in lower case, and what it stands for. Case and blanks around it do not matter. */
export type Names = readonly (readonly [raw: string, name: string])[];

/** Transport protocols by name and by IANA number. */
const TRANSPORT: Names = [
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

/**
 * What the firewall did, in the words of the eStreamer field AC_RuleAction and of CIM's Network Traffic `action`. Monitor
 * lets the connection pass on to the next rule and is logged when it was let through. Interactive blocks stop the
 * connection until the user clicks through; what passes then is logged as a new one.
 */
const ACTION: Names = [
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

export const NAMES: { readonly [reading in ReadingOf<"name">]: Names } = {
  transport: TRANSPORT,
  action: ACTION,
};

/**
 * What AppInspect takes for an IPv4 address that should not ship (check_hostnames_and_ips in check_malware.py of 4.3.1): versions
 * of four numbers too, as in "12.2.1.4". It warns only when the package is vetted; the build says so at once.
 */
import { isIPv4 } from "node:net";

/** Four numbers that stand alone, and not a network such as 10.0.0.0/8. */
const FOUR_NUMBERS =
  /(?<=^|[^\w.])(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?!\/[1-3]?\d(?:$|[^\w.]))(?=$|[^\w.])/gm;
/** Its own exceptions: no address, every address, and public resolvers of names. Loopback addresses are let pass as well. */
const LET_PASS = new Set([
  "0.0.0.0",
  "255.255.255.255",
  "208.67.222.222",
  "208.67.220.220",
  "1.1.1.1",
  "1.0.0.1",
  "8.8.8.8",
  "8.8.4.4",
  "199.85.126.10",
  "199.85.127.10",
  "8.26.56.26",
  "8.20.247.20",
  "9.9.9.9",
  "149.112.112.112",
]);

/** The first such text with its line, 1-based; null where there is none. */
export function addressIn(text: string): { readonly address: string; readonly line: number } | null {
  for (const { 1: address, index } of text.matchAll(FOUR_NUMBERS)) {
    if (!isIPv4(address!) || address!.startsWith("127.") || LET_PASS.has(address!)) continue;
    return { address: address!, line: text.slice(0, index).split("\n").length };
  }
  return null;
}

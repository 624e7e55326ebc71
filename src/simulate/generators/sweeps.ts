/**
 * Sweeps: one scanner tries five ports on all 256 public addresses within minutes, one port after the other. Six a day.
 * Shape: ZMap and masscan walk all addresses of a port in random order, one packet each. Five of the six are blocked; one meets a rule
 * that lets it through, and nothing answers.
 */
import type { Connection } from "../connection.ts";
import type { Generator, Hour } from "../generator.ts";
import { type Endpoint, internetHosts, ownPublicAddress } from "../network.ts";

const SWEPT: readonly (readonly number[])[] = [
  [22, 3389, 445, 8080, 5900],
  [23, 2323, 5555, 7547, 8291],
  [3389, 3390, 3388, 33389, 4489],
  [4444, 1337, 31337, 50050, 8888],
  [2375, 2376, 6443, 10250, 9200],
  [80, 443, 8443, 8000, 9443],
];
const PUBLIC_ADDRESSES = 256;
/** The sweep that a rule lets through. */
const ALLOWED = 4;

export const sweeps: Generator = {
  cause: "Internet sweeps",
  thinning: 0,
  prepare: (setup) => {
    const scanners = internetHosts(setup, SWEPT.length);
    const hours = SWEPT.map(() => setup.between(0, 23));
    return function* (hour) {
      for (const [index, ports] of SWEPT.entries()) {
        if (hours[index] === hour.ofDay) yield* sweep(hour, scanners[index]!, ports, index === ALLOWED);
      }
    };
  },
};

function* sweep(
  hour: Hour,
  from: Endpoint,
  ports: readonly number[],
  allowed: boolean,
): Iterable<Connection> {
  const begin = hour.start + hour.random.between(0, 1800);
  const sourcePort = hour.random.between(32768, 60999);
  for (const [turn, port] of ports.entries()) {
    for (let last = 0; last < PUBLIC_ADDRESSES; last++) {
      yield {
        start: begin + turn * 120 + hour.random.between(0, 100),
        from,
        to: ownPublicAddress(last),
        port,
        protocol: "tcp",
        sourcePort,
        rule: allowed ? "Inbound-Any-Temp" : "Default Action",
        outcome: allowed ? { kind: "unanswered", packets: 1 } : { kind: "blocked" },
      };
    }
  }
}

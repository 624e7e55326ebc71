/**
 * Programs that call their server by the clock: licence checks, telemetry, update checks and monitoring agents, every 5 to 60 minutes.
 * Most call a vendor that many hosts call; some call a server that no other host uses, with or without a name. They have the same hosts and
 * servers all the time, while an implant is new. Shape: the intervals that vendors document.
 */
import { exchanged } from "../connection.ts";
import type { Generator, Hour } from "../generator.ts";
import { type Endpoint, internetHosts, NETWORK, sample } from "../network.ts";
import { HOUR } from "../planted/attack.ts";

interface Agent {
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** Seconds between two calls. */
  readonly period: number;
  /** Seconds after midnight of its first call. */
  readonly phase: number;
  readonly host: string | null;
}

const SHARED = 40;
const ALONE = 9;

export const periodicAgents: Generator = {
  cause: "periodic agents",
  thinning: 0,
  prepare: (setup) => {
    const vendors = internetHosts(setup, 3);
    const servers = internetHosts(setup, ALONE);
    const hosts = sample(setup, NETWORK.servers.slice(0, 400), SHARED + ALONE);
    const agents = hosts.map((from, index): Agent => {
      const alone = index - SHARED;
      const period = setup.pick([300, 600, 900, 1800, 3600]);
      return {
        from,
        to: alone < 0 ? vendors[index % vendors.length]! : servers[alone]!,
        period: alone < 0 ? period : Math.min(period, 1800),
        phase: setup.between(0, period),
        host:
          alone < 0
            ? "telemetry.example-vendor.com"
            : alone % 3 === 0
              ? null
              : `agent${alone}.example-tools.net`,
      };
    });
    return (hour) => agents.flatMap((agent) => calls(agent, hour));
  },
};

function calls({ from, to, period, phase, host }: Agent, { random, start }: Hour) {
  const first = Math.ceil((start - phase) / period) * period + phase;
  const times: number[] = [];
  for (let time = first; time < start + HOUR; time += period) times.push(time);
  return times.map((time) => ({
    from,
    to,
    start: time + random.between(0, Math.min(10, start + HOUR - 1 - time)),
    port: 443,
    protocol: "tcp" as const,
    rule: "Server-Internet",
    outcome: exchanged(random),
    identity: { application: "HTTPS", client: "SSL client", ...(host === null ? {} : { host }) },
  }));
}

/**
 * Agents of cloud services on servers: HTTPS to their vendor once a minute, and what does not use 443: Azure Relay (9350 to 9354) and
 * Service Bus (5671), Datadog logs (10516), Splunk forwarders (9997), Puppet (8140), Salt (4505, 4506), Cloudflare's connector (7844).
 * Shape: the vendors' lists; steady, small, the same destination all day, which is what a beacon looks like.
 */
import { exchanged, talked } from "../connection.ts";
import { connections, type Generator, steadyCount } from "../generator.ts";
import { internetHosts, NETWORK, sample } from "../network.ts";

const OTHERS = [
  [9350, "HTTPS"],
  [9354, null],
  [5671, "AMQP"],
  [10516, "HTTPS"],
  [9997, null],
  [8140, "HTTPS"],
  [4505, null],
  [7844, "HTTPS"],
  [8088, "HTTPS"],
] as const;

export const cloudAgents: Generator = {
  cause: "cloud agents",
  thinning: 0.5,
  prepare: (setup) => {
    const clouds = internetHosts(setup, 40);
    const special = sample(setup, NETWORK.servers, 40).map((from, index) => ({
      from,
      to: clouds[index]!,
      service: OTHERS[index % OTHERS.length]!,
    }));
    return (hour) =>
      connections(hour, steadyCount(hour, 100_000), (start) => {
        const { random } = hour;
        const base = { start, protocol: "tcp", rule: "Server-Internet" } as const;
        if (random.chance(900)) {
          const identity = {
            application: "HTTPS",
            client: "SSL client",
            host: "agent.example-cloud.com",
            process: random.pick(["go http client", "python", "azure agent"]),
            threat: random.between(0, 15),
          };
          return {
            ...base,
            from: random.pick(NETWORK.servers),
            to: random.pick(clouds),
            port: 443,
            outcome: exchanged(random),
            ...(random.chance(700) ? { identity } : {}),
          };
        }
        const { from, to, service } = random.pick(special);
        const [port, application] = service;
        return {
          ...base,
          from,
          to,
          port,
          outcome: talked(random, [3.5, 6], [3, 5], [60, 7200]),
          ...(application === null ? {} : { identity: { application, client: "SSL client" } }),
        };
      });
  },
};

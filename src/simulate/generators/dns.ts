/**
 * Name resolution that crosses the edge: the company's two resolvers ask name servers of the Internet, a few clients try public
 * resolvers (blocked), guests may use them, some speak DNS over TLS (853). Shape: one question and one answer of 80 to 500 bytes (RFC 1035 and EDNS);
 * about 200 recursive queries a user and day miss the cache.
 */
import { exchanged, queried } from "../connection.ts";
import { connections, type Generator, officeCount } from "../generator.ts";
import { internetHosts, NETWORK } from "../network.ts";

export const dns: Generator = {
  cause: "name resolution",
  thinning: 1,
  prepare: (setup) => {
    const resolvers = NETWORK.servers.slice(0, 2);
    const nameServers = internetHosts(setup, 3000);
    return (hour) =>
      connections(hour, officeCount(hour, 1_800_000), (start) => {
        const { random } = hour;
        const to = random.pick(nameServers);
        const base = { start, to, port: 53, rule: "Allow-DNS" } as const;
        if (random.chance(80)) {
          const guest = { from: random.pick(NETWORK.guests), rule: "Guest-Internet" };
          return {
            ...base,
            ...guest,
            protocol: "udp",
            outcome: queried(random),
            identity: { application: "DNS" },
          };
        }
        if (random.chance(930)) {
          const identity = { application: "DNS", client: "DNS client" };
          return {
            ...base,
            from: random.pick(resolvers),
            protocol: "udp",
            outcome: queried(random),
            identity,
          };
        }
        if (random.chance(300)) {
          const identity = { application: "DNS" };
          return {
            ...base,
            from: random.pick(resolvers),
            protocol: "tcp",
            outcome: exchanged(random),
            identity,
          };
        }
        const from = random.pick(NETWORK.users);
        if (random.chance(800))
          return { ...base, from, protocol: "udp", rule: "Block-DNS", outcome: { kind: "blocked" } };
        const identity = { application: "DNS over TLS" };
        return { ...base, from, port: 853, protocol: "tcp", outcome: exchanged(random), identity };
      });
  },
};

/**
 * What the company offers to the world from its DMZ: web sites and an API (443, 80), a customers' portal (8443), SFTP for partners (22, 2222);
 * and what the DMZ asks outside: payment and map services, updates. Shape: inbound web of a middle-sized company, about 600,000
 * connections a day; a third of TLS is resumed or logged at its beginning and has no name.
 */
import { exchanged, talked } from "../connection.ts";
import { connections, type Generator, officeCount } from "../generator.ts";
import { internetHost, internetHosts, NETWORK } from "../network.ts";

export const publishedServices: Generator = {
  cause: "published services",
  thinning: 1,
  prepare: (setup) => {
    const partners = internetHosts(setup, 60);
    const services = internetHosts(setup, 25);
    return (hour) =>
      connections(hour, officeCount(hour, 600_000), (start) => {
        const { random } = hour;
        const kind = random.between(1, 1000);
        const inbound = {
          start,
          from: internetHost(random),
          to: NETWORK.dmz[random.between(4, 15)]!,
          protocol: "tcp",
          rule: "Published-Web",
        } as const;
        if (kind <= 560)
          return {
            ...inbound,
            port: 443,
            outcome: exchanged(random),
            identity: { application: "HTTPS", client: "SSL client", host: "www.example-company.com" },
          };
        if (kind <= 700) return { ...inbound, port: 443, outcome: exchanged(random) };
        if (kind <= 780) return { ...inbound, port: 443, outcome: { kind: "began" } };
        if (kind <= 860)
          return {
            ...inbound,
            port: 80,
            outcome: exchanged(random),
            identity: { application: "HTTP", client: "Web browser" },
          };
        if (kind <= 900)
          return {
            ...inbound,
            port: 8443,
            outcome: exchanged(random),
            ...(random.chance(700) ? { identity: { application: "HTTPS" } } : {}),
          };
        if (kind <= 910)
          return {
            ...inbound,
            port: 443,
            protocol: "udp",
            outcome: exchanged(random),
            identity: { application: "QUIC" },
          };
        if (kind <= 930) {
          const alternate = random.chance(300);
          return {
            ...inbound,
            from: random.pick(partners),
            to: NETWORK.dmz[alternate ? 3 : 2]!,
            port: alternate ? 2222 : 22,
            rule: "Published-SFTP",
            outcome: talked(random, [4, 8], [3.5, 6], [2, 600]),
            identity: { application: "SSH", client: "OpenSSH" },
          };
        }
        const identity = { application: "HTTPS", client: "SSL client", host: "api.example-payments.com" };
        return {
          start,
          from: NETWORK.dmz[random.between(4, 15)]!,
          to: random.pick(services),
          port: 443,
          protocol: "tcp",
          rule: "DMZ-Outbound",
          outcome: exchanged(random),
          ...(random.chance(700) ? { identity } : {}),
        };
      });
  },
};

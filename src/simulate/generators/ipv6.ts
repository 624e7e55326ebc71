/**
 * Dual-stack hosts whose interfaces belong to no zone: both ends of their connections have public addresses, and no zone says which is
 * ours. Shape: what such hosts prefer (RFC 6724): web, QUIC, push connections of phones (5223, 5228), NTP, DNS, a few SSH.
 */
import { exchanged, queried, talked } from "../connection.ts";
import { connections, type Generator, officeCount } from "../generator.ts";
import { internetHost6, NETWORK } from "../network.ts";

export const ipv6: Generator = {
  cause: "IPv6 without zones",
  thinning: 1,
  prepare: (setup) => {
    const servers = Array.from({ length: 500 }, () => internetHost6(setup));
    return (hour) =>
      connections(hour, officeCount(hour, 800_000), (start) => {
        const { random } = hour;
        const base = {
          start,
          from: random.pick(NETWORK.dualStack),
          to: random.pick(servers),
          rule: "Allow-IPv6",
        } as const;
        const kind = random.between(1, 1000);
        if (kind <= 600) {
          const named = random.chance(680);
          return {
            ...base,
            port: 443,
            protocol: "tcp",
            outcome: exchanged(random),
            ...(named
              ? {
                  identity: {
                    application: "HTTPS",
                    client: "Chrome",
                    host: "www.example.net",
                    process: "chromium browser",
                    threat: random.between(0, 4),
                  },
                }
              : {}),
          };
        }
        if (kind <= 750)
          return {
            ...base,
            port: 443,
            protocol: "udp",
            outcome: exchanged(random),
            identity: { application: "QUIC", client: "Chrome" },
          };
        if (kind <= 850)
          return {
            ...base,
            port: 53,
            protocol: "udp",
            outcome: queried(random),
            identity: { application: "DNS" },
          };
        if (kind <= 900)
          return {
            ...base,
            port: 123,
            protocol: "udp",
            outcome: queried(random),
            identity: { application: "NTP" },
          };
        if (kind <= 960) {
          const [port, application] = random.pick([
            [5223, "Apple Push Notification"],
            [5228, "Google Cloud Messaging"],
            [5222, "WhatsApp"],
          ] as const);
          return {
            ...base,
            port,
            protocol: "tcp",
            outcome: talked(random, [3, 4.5], [3, 4.5], [300, 10_000]),
            identity: { application },
          };
        }
        if (kind <= 980)
          return {
            ...base,
            port: random.between(49152, 65535),
            protocol: "udp",
            outcome: talked(random, [3, 8], [3, 8], [5, 2000]),
          };
        if (kind <= 990)
          return {
            ...base,
            port: random.pick([22, 22, 2222]),
            protocol: "tcp",
            outcome: talked(random, [3.5, 6], [3.5, 6], [5, 3600]),
            identity: { application: "SSH", client: "OpenSSH" },
          };
        return {
          ...base,
          port: random.pick([8080, 8443, 993, 587]),
          protocol: "tcp",
          outcome: exchanged(random),
          ...(random.chance(600) ? { identity: { application: "HTTPS" } } : {}),
        };
      });
  },
};

/**
 * Antivirus and management of endpoints: look-ups in the vendor's cloud over 443 and its own ports (Sophos 8190 to 8194 inside, ESET 2222 and
 * 8883, Kaspersky 13000, Trellix 8443, Trend Micro 4343 and 4122, Symantec 8014). Shape: the vendors' lists; every PC, a few times an hour.
 */
import { exchanged } from "../connection.ts";
import { connections, type Generator, officeCount } from "../generator.ts";
import { internetHosts, NETWORK } from "../network.ts";

const INSIDE = [
  [8194, null],
  [8190, "HTTPS"],
  [13000, null],
  [8443, "HTTPS"],
  [4343, "HTTPS"],
  [4122, "HTTPS"],
  [8014, "HTTP"],
  [2222, null],
] as const;

export const antivirus: Generator = {
  cause: "antivirus",
  thinning: 0.5,
  prepare: (setup) => {
    const clouds = internetHosts(setup, 30);
    const consoles = NETWORK.servers.slice(30, 34);
    return (hour) =>
      connections(hour, officeCount(hour, 120_000), (start) => {
        const { random } = hour;
        const base = {
          start,
          from: random.pick(random.chance(850) ? NETWORK.users : NETWORK.servers),
          protocol: "tcp",
          outcome: exchanged(random),
        } as const;
        if (random.chance(700)) {
          const identity = {
            application: "HTTPS",
            client: "SSL client",
            host: "ts01-b.cloudsink.net",
            process: "crowdstrike",
            threat: 0,
          };
          return {
            ...base,
            to: random.pick(clouds),
            port: 443,
            rule: "Allow-Internet",
            ...(random.chance(650) ? { identity } : {}),
          };
        }
        if (random.chance(80))
          return {
            ...base,
            to: random.pick(clouds),
            port: 8883,
            rule: "Allow-Internet",
            ...(random.chance(500) ? { identity: { application: "MQTT" } } : {}),
          };
        const [port, application] = random.pick(INSIDE);
        return {
          ...base,
          to: random.pick(consoles),
          port,
          rule: "Users-to-Servers",
          ...(application === null ? {} : { identity: { application } }),
        };
      });
  },
};

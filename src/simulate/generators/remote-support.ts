/**
 * Remote support: 120 PCs have TeamViewer's service, which keeps a connection to its vendor (5938); the help desk and suppliers use
 * TeamViewer, AnyDesk (443, 80, 6568) and ScreenConnect (8041) for sessions of minutes. Shape: the vendors' lists of ports. The
 * firewall names all of them, and calls some connections SSL only.
 */
import { talked } from "../connection.ts";
import { connections, type Generator, officeCount, steadyCount } from "../generator.ts";
import { internetHosts, NETWORK, sample } from "../network.ts";

export const remoteSupport: Generator = {
  cause: "remote support",
  thinning: 0,
  prepare: (setup) => {
    const masters = internetHosts(setup, 12);
    const relays = internetHosts(setup, 40);
    const hosts = sample(setup, NETWORK.users, 120);
    return function* (hour) {
      const { random } = hour;
      yield* connections(hour, steadyCount(hour, 480), (start) => ({
        start,
        from: random.pick(hosts),
        to: random.pick(masters),
        port: 5938,
        protocol: "tcp",
        rule: "Allow-Internet",
        outcome: talked(random, [3.3, 4.7], [3.3, 4.7], [600, 14_400]),
        ...(random.chance(900) ? { identity: { application: "TeamViewer", client: "TeamViewer" } } : {}),
      }));
      yield* connections(hour, officeCount(hour, 160), (start) => {
        const [application, port, protocol] = random.pick([
          ["TeamViewer", 5938, "tcp"],
          ["TeamViewer", 443, "tcp"],
          ["AnyDesk", 443, "tcp"],
          ["AnyDesk", 6568, "tcp"],
          ["AnyDesk", 80, "tcp"],
          ["AnyDesk", 7070, "tcp"],
          ["ScreenConnect", 8041, "tcp"],
        ] as const);
        return {
          start,
          from: random.pick(random.chance(600) ? hosts : NETWORK.servers),
          to: random.pick(relays),
          port,
          protocol,
          rule: "Allow-Internet",
          outcome: talked(random, [5.5, 8], [5, 7.5], [120, 3600]),
          identity: { application, client: application },
        };
      });
    };
  },
};

/**
 * Games among guests: consoles and PCs reach their networks and other players. Shape: ports that the vendors ask to open (Xbox 3074;
 * PlayStation 3478 to 3480, 9295 to 9304; Steam 27015 to 27050; Nintendo any high UDP port; Minecraft 25565; Battle.net 1119, 6113).
 */
import { talked } from "../connection.ts";
import { connections, type Generator, officeCount } from "../generator.ts";
import { internetHost, internetHosts, NETWORK, sample } from "../network.ts";

export const consoles: Generator = {
  cause: "games",
  thinning: 0,
  prepare: (setup) => {
    const players = sample(setup, NETWORK.guests, 25);
    const servers = internetHosts(setup, 80);
    return (hour) =>
      connections(hour, officeCount(hour, 1200), (start) => {
        const { random } = hour;
        const [application, port, protocol] = random.pick([
          ["Xbox Live", 3074, "udp"],
          ["Xbox Live", 3074, "tcp"],
          ["PlayStation Network", random.between(3478, 3480), "udp"],
          ["PlayStation Network", random.between(9295, 9304), "udp"],
          ["Steam", random.between(27015, 27050), "udp"],
          ["Steam", random.between(27015, 27050), "tcp"],
          [null, random.between(45000, 65535), "udp"],
          [null, 25565, "tcp"],
          ["Battle.net", random.pick([1119, 6113]), "tcp"],
        ] as const);
        return {
          start,
          from: random.pick(players),
          to: random.chance(600) ? random.pick(servers) : internetHost(random),
          port,
          protocol,
          rule: "Guest-Internet",
          outcome: random.chance(150)
            ? { kind: "unanswered", packets: 3 }
            : talked(random, [3, 7.3], [3, 7.5], [5, 5400]),
          ...(application === null || random.chance(200) ? {} : { identity: { application } }),
        };
      });
  },
};

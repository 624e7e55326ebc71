/**
 * BitTorrent among guests: eight devices try some 500 peers each. Shape: BEP 5 and BEP 29 (most of it is uTP over UDP); clients' default
 * ports 6881 to 6889 and 51413, all others chosen at random; two of three peers are offline and do not answer; the policy blocks what the
 * firewall identifies, and it does not identify encrypted peers.
 */
import { talked } from "../connection.ts";
import { connections, type Generator, officeCount } from "../generator.ts";
import { internetHost, NETWORK, sample } from "../network.ts";

export const peerToPeer: Generator = {
  cause: "guests' peer-to-peer",
  thinning: 0,
  prepare: (setup) => {
    const guests = sample(setup, NETWORK.guests, 8);
    return (hour) =>
      connections(hour, officeCount(hour, 4000), (start) => {
        const { random } = hour;
        const base = {
          start,
          from: random.pick(guests),
          to: internetHost(random),
          port: random.chance(250)
            ? random.between(6881, 6889)
            : random.chance(120)
              ? 51413
              : random.between(1025, 65535),
          protocol: random.chance(700) ? "udp" : "tcp",
          rule: "Guest-Internet",
        } as const;
        if (random.chance(640))
          return { ...base, outcome: { kind: "unanswered", packets: random.between(1, 3) } };
        const identity = { application: "BitTorrent", client: "BitTorrent client" };
        if (random.chance(450))
          return { ...base, rule: "Block-P2P", outcome: { kind: "blocked", packets: 3 }, identity };
        return {
          ...base,
          outcome: talked(random, [2.5, 7.5], [2.5, 7], [5, 3000]),
          ...(random.chance(400) ? { identity } : {}),
        };
      });
  },
};

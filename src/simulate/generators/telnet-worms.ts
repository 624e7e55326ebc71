/**
 * Mirai and its descendants: SYNs to 23, one in ten to 2323, from cameras and routers all over the world. Shape: scanner.c of
 * the published Mirai source (`if (i % 10 == 0) … htons(2323) else htons(23)`), random targets, never a second packet.
 */
import { connections, type Generator, steadyCount } from "../generator.ts";
import { internetHost, NETWORK, ownPublicAddress } from "../network.ts";

export const telnetWorms: Generator = {
  cause: "Telnet worms",
  thinning: 0.5,
  prepare: () => (hour) =>
    connections(hour, steadyCount(hour, 60_000), (start) => {
      const { random } = hour;
      const allowed = random.chance(30);
      return {
        start,
        from: internetHost(random),
        to: allowed ? random.pick(NETWORK.dmz) : ownPublicAddress(random.between(0, 255)),
        port: random.chance(100) ? 2323 : 23,
        protocol: "tcp",
        rule: allowed ? "Inbound-Any-Temp" : "Default Action",
        outcome: allowed ? { kind: "unanswered", packets: 1 } : { kind: "blocked" },
      };
    }),
};

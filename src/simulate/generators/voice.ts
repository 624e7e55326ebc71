/**
 * Telephony: phones register at the exchange (SIP, 5060 and 5061), the exchange talks to the provider's trunk, voice goes over RTP on high
 * ports. Shape: RFC 3261, RFC 3550; 16384 to 32767 are Cisco's RTP ports; a G.711 call sends about 10 kB a second each way.
 */
import { talked } from "../connection.ts";
import { connections, type Generator, officeCount, steadyCount } from "../generator.ts";
import { internetHosts, NETWORK } from "../network.ts";

export const voice: Generator = {
  cause: "telephony",
  thinning: 0.5,
  prepare: (setup) => {
    const exchange = NETWORK.servers[8]!;
    const trunk = internetHosts(setup, 4);
    return function* (hour) {
      const { random } = hour;
      yield* connections(hour, steadyCount(hour, 90_000), (start) => ({
        start,
        from: random.pick(NETWORK.phones),
        to: exchange,
        port: random.chance(700) ? 5060 : 5061,
        protocol: random.chance(600) ? "udp" : "tcp",
        rule: "Voice",
        outcome: talked(random, [2.8, 3.8], [2.7, 3.6], [1, 60]),
        identity: { application: "SIP", client: "Cisco IP Phone" },
      }));
      yield* connections(hour, officeCount(hour, 20_000), (start) => {
        const inside = random.chance(500);
        const seconds = random.between(5, 1800);
        return {
          start,
          from: random.pick(NETWORK.phones),
          to: inside ? random.pick(NETWORK.phones) : random.pick(trunk),
          port: random.between(8192, 16383) * 2,
          protocol: "udp",
          rule: inside ? "Voice" : "Voice-Trunk",
          outcome: { kind: "ended", sent: seconds * 10_700, received: seconds * 10_650, seconds },
          ...(random.chance(800) ? { identity: { application: "RTP" } } : {}),
        };
      });
    };
  },
};

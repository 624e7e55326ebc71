/**
 * Meetings and WebRTC: STUN and TURN first, then media over UDP to a relay (Teams 3478 to 3481, Zoom 8801 to 8810, Webex 9000 and 5004, Meet
 * 3478 and 19305), or between two homes on high ports. Shape: the vendors' lists of ports, RFC 8489 and RFC 8656. The
 * firewall names STUN; media often has no name.
 */
import { queried, streamed } from "../connection.ts";
import { connections, type Generator, officeCount } from "../generator.ts";
import { internetHost, internetHosts, NETWORK } from "../network.ts";

const RELAYS = [
  ["Microsoft Teams", [3478, 3479, 3480, 3481]],
  ["Zoom", [8801, 8802, 8803, 8810]],
  ["WebEx", [9000, 5004]],
  ["Google Meet", [3478, 19305]],
] as const;

export const meetings: Generator = {
  cause: "meetings (WebRTC)",
  thinning: 0.5,
  prepare: (setup) => {
    const servers = internetHosts(setup, 300);
    return (hour) =>
      connections(hour, officeCount(hour, 150_000), (start) => {
        const { random } = hour;
        const from = random.pick(random.chance(950) ? NETWORK.users : NETWORK.guests);
        const base = { start, from, protocol: "udp", rule: "Allow-Internet" } as const;
        if (random.chance(500)) {
          const port = random.weighted([
            [60, 3478],
            [15, 19302],
            [10, 3479],
            [5, 5349],
            [10, 443],
          ] as const);
          const identity = { application: "STUN", client: "STUN client" };
          return { ...base, to: random.pick(servers), port, outcome: queried(random), identity };
        }
        const outcome = streamed(random, [10, 5400]);
        if (random.chance(120)) {
          return {
            ...base,
            to: internetHost(random),
            port: random.between(49152, 65535),
            outcome,
            ...(random.chance(400) ? { identity: { application: "STUN" } } : {}),
          };
        }
        const [product, ports] = random.pick(RELAYS);
        const identity = random.chance(600) ? { application: "STUN", web: product, client: product } : {};
        return { ...base, to: random.pick(servers), port: random.pick(ports), outcome, identity };
      });
  },
};

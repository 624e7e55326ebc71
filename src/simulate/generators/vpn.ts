/**
 * Tunnels: staff reach the company's gateway (443, and DTLS), a partner's site is joined by IPsec (500, 4500), guests and developers run
 * WireGuard (51820), OpenVPN (1194), Tailscale (41641) or a commercial service. Shape: the projects' default ports; WireGuard has a name
 * (RFC-less, but the firewall has a detector), keep-alives make sessions of hours.
 */
import { talked } from "../connection.ts";
import { connections, type Generator, officeCount, steadyCount } from "../generator.ts";
import { internetHost, internetHosts, NETWORK, ownPublicAddress, sample } from "../network.ts";

export const vpn: Generator = {
  cause: "VPN",
  thinning: 0,
  prepare: (setup) => {
    const sites = internetHosts(setup, 3);
    const services = internetHosts(setup, 60);
    const staff = internetHosts(setup, 400);
    const clients = [...sample(setup, NETWORK.guests, 40), ...sample(setup, NETWORK.developers, 20)];
    return function* (hour) {
      const { random } = hour;
      yield* connections(hour, officeCount(hour, 1200), (start) => ({
        start,
        from: random.pick(staff),
        to: ownPublicAddress(9),
        port: 443,
        protocol: random.chance(500) ? "tcp" : "udp",
        rule: "Remote-Access",
        outcome: talked(random, [5, 8.5], [5, 9], [300, 28_000]),
        identity: { application: "HTTPS", client: "Cisco AnyConnect" },
      }));
      yield* connections(hour, steadyCount(hour, 144), (start) => ({
        start,
        from: ownPublicAddress(9),
        to: random.pick(sites),
        port: random.chance(500) ? 500 : 4500,
        protocol: "udp",
        rule: "Site-to-Site",
        outcome: talked(random, [3, 8.5], [3, 8.5], [30, 3600]),
        identity: { application: "ISAKMP" },
      }));
      yield* connections(hour, officeCount(hour, 260), (start) => {
        const [application, port, protocol] = random.pick([
          ["WireGuard", 51820, "udp"],
          ["WireGuard", 51820, "udp"],
          ["OpenVPN", 1194, "udp"],
          ["OpenVPN", 1194, "tcp"],
          ["OpenVPN", 443, "tcp"],
          ["WireGuard", 41641, "udp"],
          ["ISAKMP", 4500, "udp"],
        ] as const);
        const from = random.pick(clients);
        return {
          start,
          from,
          to: random.chance(700) ? random.pick(services) : internetHost(random),
          port,
          protocol,
          rule: from.zone === "guest" ? "Guest-Internet" : "Allow-Internet",
          outcome: talked(random, [4, 8], [4.5, 8.8], [60, 14_400]),
          ...(random.chance(800) ? { identity: { application } } : {}),
        };
      });
    };
  },
};

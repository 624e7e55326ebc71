/**
 * Business with partners, each with ports of its own: SFTP on 22, 2222 and 10022, FTP with passive data channels (high ports; half of them
 * deliver, and the firewall does not name those whose control connection it did not follow), OFTP2
 * (6619), AS2 (4080, 5080), banks' HTTPS on 8443 and 9443, hosting panels (2083, 2087, 8443, 10000, 888), license servers (27000 up). Shape:
 * what firewall change requests of any company ask for; always the same pairs.
 */
import { delivered, talked } from "../connection.ts";
import { connections, type Generator, officeCount } from "../generator.ts";
import { internetHosts, NETWORK, sample } from "../network.ts";

const SERVICES = [
  [22, "SSH"],
  [2222, "SSH"],
  [10022, "SSH"],
  [21, "FTP"],
  [0, "FTP Data"],
  [6619, null],
  [4080, "HTTP"],
  [5080, "HTTPS"],
  [8443, "HTTPS"],
  [9443, "HTTPS"],
  [2083, "HTTPS"],
  [2087, "HTTPS"],
  [10000, "HTTPS"],
  [888, "HTTP"],
  [27000, null],
  [7001, "HTTP"],
  [5000, "HTTPS"],
] as const;

export const partners: Generator = {
  cause: "partners",
  thinning: 0,
  prepare: (setup) => {
    const servers = sample(setup, NETWORK.servers, SERVICES.length * 2);
    const pairs = internetHosts(setup, servers.length).map((to, index) => ({
      from: servers[index]!,
      to,
      service: SERVICES[index % SERVICES.length]!,
      host: `gateway${index}.example-partner.com`,
    }));
    return (hour) =>
      connections(hour, officeCount(hour, 800), (start) => {
        const { random } = hour;
        const { from, to, service, host } = random.pick(pairs);
        const [port, application] = service;
        const base = { start, from, to, protocol: "tcp", rule: "Partners" } as const;
        if (port === 0) {
          const outcome = random.chance(500)
            ? delivered(random, [2.8, 6.5], random.between(0, 60))
            : talked(random, [2.5, 3], [3.3, 7], [0, 60]);
          const identity = random.chance(50) ? {} : { identity: { application: "FTP Data" } };
          return { ...base, port: random.between(50_000, 60_000), outcome, ...identity };
        }
        const web = application === "HTTP" || application === "HTTPS";
        return {
          ...base,
          port,
          outcome: talked(random, [3.3, random.chance(30) ? 9 : 7], [3.3, 7], [1, 900]),
          ...(application === null ? {} : { identity: web ? { application, host } : { application } }),
        };
      });
  },
};

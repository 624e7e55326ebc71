/**
 * Staff who look after things at home in the lunch break: a NAS or Home Assistant behind a dynamic DNS name, on 443, 5001, 8123, 8443,
 * 32400 (Plex) or a forwarded port. Shape: Synology's, Home Assistant's and Plex's default ports; a browser, TLS with a server name.
 */
import { exchanged } from "../connection.ts";
import { connections, type Generator, officeCount } from "../generator.ts";
import { internetHosts, NETWORK, sample } from "../network.ts";

export const homeServers: Generator = {
  cause: "staff's home servers",
  thinning: 0,
  prepare: (setup) => {
    const homes = internetHosts(setup, 30);
    const owners = sample(setup, NETWORK.users, homes.length).map((from, index) => ({
      from,
      to: homes[index]!,
      port: setup.pick([443, 443, 443, 5001, 5001, 8123, 8443, 32400, 50443]),
      host: `${setup.word(7)}.${setup.pick(["duckdns.org", "ddns.net", "synology.me", "myds.me"])}`,
    }));
    return (hour) =>
      connections(hour, officeCount(hour, 250), (start) => {
        const { random } = hour;
        const { from, to, port, host } = random.pick(owners);
        const identity = {
          application: "HTTPS",
          client: "Chrome",
          host,
          process: "chromium browser",
          threat: random.between(0, 5),
        };
        return {
          start,
          from,
          to,
          port,
          protocol: "tcp",
          rule: "Allow-Internet",
          outcome: exchanged(random),
          identity,
        };
      });
  },
};

/**
 * Mail: servers of the Internet deliver to two gateways, the gateways deliver to the world, a few programs submit (587, 465) or fetch
 * (993, 995) elsewhere. Shape: RFC 5321 and RFC 8314 for the ports; nine tenths of what arrives is turned away after
 * a few lines, the rest has the size of messages.
 */
import { talked } from "../connection.ts";
import { connections, type Generator, officeCount, steadyCount } from "../generator.ts";
import { internetHost, internetHosts, NETWORK } from "../network.ts";

export const mail: Generator = {
  cause: "mail",
  thinning: 0.5,
  prepare: (setup) => {
    const gateways = NETWORK.dmz.slice(0, 2);
    const providers = internetHosts(setup, 200);
    return function* (hour) {
      const { random } = hour;
      yield* connections(hour, steadyCount(hour, 30_000), (start) => ({
        start,
        from: internetHost(random),
        to: random.pick(gateways),
        port: 25,
        protocol: "tcp",
        rule: "Published-Mail",
        outcome: random.chance(900)
          ? talked(random, [2.6, 3.2], [2.6, 3.2], [1, 30])
          : talked(random, [4, 7], [2.8, 3.4], [1, 60]),
        identity: { application: random.chance(500) ? "SMTP" : "SMTPS", client: "SMTP client" },
      }));
      yield* connections(hour, officeCount(hour, 12_000), (start) => ({
        start,
        from: random.pick(gateways),
        to: random.pick(providers),
        port: 25,
        protocol: "tcp",
        rule: "DMZ-Outbound",
        outcome: talked(random, [4, 7.4], [2.8, 3.4], [1, 60]),
        identity: { application: "SMTP", client: "SMTP client" },
      }));
      yield* connections(hour, officeCount(hour, 4000), (start) => {
        const port = random.pick([993, 993, 587, 587, 995, 465]);
        const application = port === 993 ? "IMAPS" : port === 995 ? "POP3S" : "SMTPS";
        return {
          start,
          from: random.pick(random.chance(500) ? NETWORK.users : NETWORK.guests),
          to: random.pick(providers),
          port,
          protocol: "tcp",
          rule: "Allow-Internet",
          outcome: talked(random, [3, 5], [3.5, 6], [2, 1700]),
          identity: { application, client: "Thunderbird" },
        };
      });
    };
  },
};

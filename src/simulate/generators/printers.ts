/**
 * Printing: users send jobs over 9100 (raw), 631 (IPP) and 515 (LPD), look at the printer's pages, and ask its SNMP; printers talk to their
 * vendor. Shape: RFC 8010, RFC 1179, HP's JetDirect; jobs of 100 kB to 50 MB, hardly an answer.
 */
import { exchanged, queried, talked } from "../connection.ts";
import { connections, type Generator, officeCount } from "../generator.ts";
import { internetHosts, NETWORK } from "../network.ts";

export const printers: Generator = {
  cause: "printing",
  thinning: 0.5,
  prepare: (setup) => {
    const vendor = internetHosts(setup, 6);
    return (hour) =>
      connections(hour, officeCount(hour, 30_000), (start) => {
        const { random } = hour;
        const printer = random.pick(NETWORK.printers);
        if (random.chance(60)) {
          const identity = { application: "HTTPS", client: "SSL client", host: "connect.hpeprint.com" };
          return {
            start,
            from: printer,
            to: random.pick(vendor),
            port: random.pick([443, 443, 5222, 8883]),
            protocol: "tcp",
            rule: "Devices-Internet",
            outcome: exchanged(random),
            identity,
          };
        }
        const base = {
          start,
          from: random.pick(NETWORK.users),
          to: printer,
          rule: "Users-to-Printers",
        } as const;
        if (random.chance(300))
          return {
            ...base,
            port: 161,
            protocol: "udp",
            outcome: queried(random),
            identity: { application: "SNMP" },
          };
        const [port, application] = random.pick([
          [9100, null],
          [9100, null],
          [631, "IPP"],
          [515, "LPD"],
          [443, "HTTPS"],
          [80, "HTTP"],
        ] as const);
        return {
          ...base,
          port,
          protocol: "tcp",
          outcome: talked(random, [5, 7.7], [2.3, 4], [1, 90]),
          ...(application === null ? {} : { identity: { application } }),
        };
      });
  },
};

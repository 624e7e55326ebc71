/**
 * Monitoring: two servers in the management zone ping 1,000 others and poll them every five minutes with SNMP (161), NRPE (5666), Zabbix
 * (10050), Prometheus exporters (9100, 9182, 9090) and Checkmk (6556); hosts send syslog (514), traps (162), NetFlow (2055), Zabbix' active
 * checks (10051), and logs to Splunk (9997, 8089). Shape: the projects' documents for ports; the firewall names SNMP, Syslog and HTTP, and not the agents.
 */
import { exchanged, queried, type Service } from "../connection.ts";
import { connections, type Generator, steadyCount } from "../generator.ts";
import { NETWORK } from "../network.ts";

const POLLS: readonly Service[] = [
  [161, "udp", "SNMP"],
  [161, "udp", "SNMP"],
  [5666, "tcp", null],
  [10050, "tcp", null],
  [9100, "tcp", "HTTP"],
  [9182, "tcp", "HTTP"],
  [9090, "tcp", "HTTP"],
  [6556, "tcp", null],
  [9443, "tcp", "HTTPS"],
];
const PUSHES: readonly Service[] = [
  [514, "udp", "Syslog"],
  [162, "udp", "SNMP"],
  [2055, "udp", null],
  [10051, "tcp", null],
  [9997, "tcp", null],
  [8089, "tcp", "HTTPS"],
];

export const monitoring: Generator = {
  cause: "monitoring",
  thinning: 1,
  prepare: () => {
    const pollers = NETWORK.administrators.slice(0, 2);
    const collectors = NETWORK.servers.slice(10, 14);
    const polled = [...NETWORK.servers, ...NETWORK.databases, ...NETWORK.kubernetes];
    return (hour) =>
      connections(hour, steadyCount(hour, 2_000_000), (start) => {
        const { random } = hour;
        const polls = random.chance(700);
        const [port, protocol, application] = random.pick(polls ? POLLS : PUSHES);
        const host = random.pick(polled);
        if (polls && random.chance(150)) {
          const ping = { start, from: random.pick(pollers), to: host, port: null, protocol: "icmp" } as const;
          return {
            ...ping,
            rule: "Mgmt-to-Servers",
            outcome: queried(random),
            identity: { application: "ICMP" },
          };
        }
        return {
          start,
          from: polls ? random.pick(pollers) : host,
          to: polls ? host : random.pick(collectors),
          port,
          protocol,
          rule: polls ? "Mgmt-to-Servers" : "Server-Segments",
          outcome: random.chance(10)
            ? { kind: "unanswered", packets: 3 }
            : protocol === "udp"
              ? queried(random)
              : exchanged(random),
          ...(application === null ? {} : { identity: { application } }),
        };
      });
  },
};

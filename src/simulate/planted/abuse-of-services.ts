/**
 * Ordinary protocols that go where they have no business: out to the Internet, or in from it. Shapes: rogue .rdp files (RDP out), Log4Shell
 * (LDAP to 1389, its proof of concept's port), TeamTNT (Docker 2375), brute-forced RDP, Telnet and VNC to rented hosts, SSH on 443 to pass
 * a firewall, Tor's ORPort 9001, XMRig's pool port 3333, uploads with rclone to a host of one's own.
 */
import { talked } from "../connection.ts";
import { internetHost, NETWORK } from "../network.ts";
import { type Attack, between, outbound } from "./attack.ts";

export const abuseOfServices: readonly Attack[] = [
  {
    name: "miner",
    oneConnection: true,
    make: (random, day) => [
      {
        ...outbound(random, NETWORK.servers[501]!, 3333),
        start: between(random, day, 0, 12),
        outcome: { kind: "ended", sent: 420_000, received: 910_000, seconds: 28_000 },
        identity: { application: "Stratum" },
      },
    ],
  },
  {
    name: "Tor",
    oneConnection: true,
    make: (random, day) => [
      {
        ...outbound(random, NETWORK.users[4200]!, 9001),
        start: between(random, day, 8, 18),
        outcome: talked(random, [5, 6], [6, 7.4], [600, 3400]),
        identity: { application: "Tor", client: "Tor", process: "tor browser", threat: 20 },
      },
    ],
  },
  {
    name: "SSH on 443",
    oneConnection: true,
    make: (random, day) => [
      {
        ...outbound(random, NETWORK.users[4201]!, 443),
        start: between(random, day, 8, 18),
        outcome: talked(random, [6, 7], [5, 6], [1200, 3400]),
        identity: { application: "SSH", client: "OpenSSH" },
      },
    ],
  },
  {
    name: "RDP out to a public address",
    oneConnection: true,
    make: (random, day) => [
      {
        ...outbound(random, NETWORK.users[4202]!, 3389),
        start: between(random, day, 8, 18),
        outcome: talked(random, [5.5, 6.5], [5.5, 6.8], [300, 2400]),
        identity: { application: "RDP", client: "RDP" },
      },
    ],
  },
  {
    name: "Telnet out",
    oneConnection: true,
    make: (random, day) => [
      {
        ...outbound(random, NETWORK.devices[120]!, 23),
        rule: "Devices-Internet",
        start: between(random, day, 0, 22),
        outcome: talked(random, [3, 4], [3, 4.5], [20, 600]),
        identity: { application: "Telnet" },
      },
    ],
  },
  {
    name: "VNC out",
    oneConnection: true,
    make: (random, day) => [
      {
        ...outbound(random, NETWORK.users[4203]!, 5900),
        start: between(random, day, 8, 18),
        outcome: talked(random, [6, 7.2], [4.5, 5.5], [300, 2400]),
        identity: { application: "RFB" },
      },
    ],
  },
  {
    name: "LDAP out (Log4Shell)",
    oneConnection: true,
    make: (random, day) => [
      {
        ...outbound(random, NETWORK.dmz[20]!, 1389),
        rule: "DMZ-Outbound",
        start: between(random, day, 0, 22),
        outcome: talked(random, [2.7, 3], [2.7, 3.2], [1, 3]),
        identity: { application: "LDAP" },
      },
    ],
  },
  {
    name: "large upload to an unusual port",
    oneConnection: true,
    make: (random, day) => [
      {
        ...outbound(random, NETWORK.servers[502]!, 8765),
        start: between(random, day, 0, 20),
        outcome: { kind: "ended", sent: 7_400_000_000, received: 118_000_000, seconds: 3300 },
      },
    ],
  },
  {
    name: "RDP exposed to the Internet",
    oneConnection: true,
    make: (random, day) => [
      {
        from: internetHost(random),
        to: NETWORK.servers[503]!,
        port: 3389,
        protocol: "tcp",
        rule: "Inbound-Any-Temp",
        start: between(random, day, 0, 22),
        outcome: talked(random, [5.5, 6.5], [6, 7], [900, 3000]),
        identity: { application: "RDP", client: "RDP" },
      },
    ],
  },
  {
    name: "Docker API exposed to the Internet",
    oneConnection: true,
    make: (random, day) => [
      {
        from: internetHost(random),
        to: NETWORK.dmz[21]!,
        port: 2375,
        protocol: "tcp",
        rule: "Inbound-Any-Temp",
        start: between(random, day, 0, 22),
        outcome: talked(random, [3.5, 4.2], [3.7, 4.5], [1, 40]),
        identity: { application: "HTTP", client: "Go-http-client" },
      },
    ],
  },
  {
    name: "lateral movement between workstations",
    oneConnection: true,
    make: (random, day) => {
      const from = NETWORK.users[4204]!;
      const begin = between(random, day, 10, 20);
      // Other hosts each day: throttling holds the same pair back for 24 hours.
      const first = random.between(4300, 6000);
      return [0, 1, 2, 3].flatMap((turn) =>
        [445, 5985].map((port) => ({
          from,
          to: NETWORK.users[first + turn]!,
          port,
          protocol: "tcp" as const,
          rule: "User-Segments",
          start: begin + turn * 300 + (port === 445 ? 0 : 40),
          outcome: talked(random, [4, 5.6], [3.8, 5], [2, 120]),
          identity: { application: port === 445 ? "NetBIOS-ssn (SMB)" : "HTTP" },
        })),
      );
    },
  },
];

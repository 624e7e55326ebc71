/**
 * Implants that call their servers. Shapes: Metasploit's default LPORT 4444; Cobalt Strike's HTTPS beacon with sleep 60 and jitter 20 %;
 * AsyncRAT's default ports 6606, 7707, 8808 and its TLS; njRAT's 5552; Quasar's 4782; an IRC bot on 6667; public sandbox reports
 * of each. Sizes of raw sessions: the public captures of Stratosphere (njRAT, Android RATs) have a few kilobytes an hour.
 */
import { talked } from "../connection.ts";
import { internetHost, NETWORK } from "../network.ts";
import { type Attack, between, outbound } from "./attack.ts";

export const commandAndControl: readonly Attack[] = [
  {
    name: "Metasploit reverse shell",
    oneConnection: true,
    make: (random, day) => [
      {
        ...outbound(random, NETWORK.users[4100]!, 4444),
        start: between(random, day, 8, 18),
        outcome: { kind: "ended", sent: 240_000, received: 95_000, seconds: 10_900 },
      },
    ],
  },
  {
    name: "Cobalt Strike HTTPS beacon",
    oneConnection: false,
    make: (random, day) => {
      const base = outbound(random, NETWORK.users[4101]!, 443);
      const begin = between(random, day, 8, 14);
      return Array.from({ length: 360 }, (_, turn) => ({
        ...base,
        start: begin + turn * 60 - random.between(0, 12),
        outcome: talked(random, [3.1, 3.2], [3.5, 3.6], [1, 2]),
        identity: {
          application: "HTTPS",
          client: "SSL client",
          host: "cdn.update-metrics.net",
          process: "chromium browser",
          threat: random.between(5, 18),
        },
      }));
    },
  },
  {
    name: "AsyncRAT",
    oneConnection: true,
    make: (random, day) => {
      const base = outbound(random, NETWORK.users[4102]!, 6606);
      return [0, 1, 2].map((turn) => ({
        ...base,
        start: between(random, day, 9 + turn * 3, 11 + turn * 3),
        outcome: talked(random, [4.2, 5.2], [3.8, 4.6], [900, 3400]),
        identity: { application: "HTTPS", client: "SSL client", process: "malware asyncrat", threat: 92 },
      }));
    },
  },
  {
    name: "njRAT",
    oneConnection: true,
    make: (random, day) => [
      {
        ...outbound(random, NETWORK.users[4103]!, 5552),
        start: between(random, day, 8, 16),
        outcome: { kind: "ended", sent: 310_000, received: 41_000, seconds: 7600 },
      },
    ],
  },
  {
    name: "IRC bot",
    oneConnection: true,
    make: (random, day) => [
      {
        ...outbound(random, NETWORK.servers[500]!, 6667),
        start: between(random, day, 1, 15),
        outcome: { kind: "ended", sent: 38_000, received: 120_000, seconds: 14_000 },
        identity: { application: "IRC", client: "IRC client" },
      },
    ],
  },
  {
    name: "TLS on an odd port with a malware fingerprint",
    oneConnection: true,
    make: (random, day) => [
      {
        ...outbound(random, NETWORK.users[4104]!, 7722),
        start: between(random, day, 7, 20),
        outcome: talked(random, [4, 5], [4, 5], [60, 900]),
        identity: { application: "HTTPS", client: "SSL client", process: "malware", threat: 95 },
      },
    ],
  },
  {
    name: "dynamic DNS name on an odd port",
    oneConnection: true,
    make: (random, day) => {
      const base = outbound(random, NETWORK.users[4105]!, 1604);
      return [0, 1, 2, 3].map((turn) => ({
        ...base,
        start: between(random, day, 8 + turn * 2, 10 + turn * 2),
        outcome: talked(random, [3.8, 4.6], [3.8, 4.6], [300, 1800]),
        identity: { application: "HTTPS", client: "SSL client", host: "winupd8.duckdns.org" },
      }));
    },
  },
  {
    name: "blocked call-back of an infected host",
    oneConnection: true,
    make: (random, day) => {
      const base = outbound(random, NETWORK.users[4106]!, 4782);
      const begin = between(random, day, 9, 15);
      return Array.from({ length: 60 }, (_, turn) => ({
        ...base,
        start: begin + turn * 90,
        rule: "Block-Threats",
        outcome: { kind: "blocked", packets: 3, reset: true } as const,
        identity: { application: "HTTPS", client: "SSL client", process: "malware", threat: 96 },
      }));
    },
  },
  {
    name: "DNS tunnel",
    oneConnection: false,
    make: (random, day) => {
      const to = internetHost(random);
      const begin = between(random, day, 9, 18);
      return Array.from({ length: 400 }, (_, turn) => ({
        from: NETWORK.users[4107]!,
        to,
        start: begin + turn * 9,
        port: 53,
        protocol: "udp" as const,
        rule: "Allow-DNS",
        outcome: talked(random, [3.4, 4.2], [3.3, 4], [1, 30]),
        identity: { application: "DNS", client: "DNS client" },
      }));
    },
  },
];

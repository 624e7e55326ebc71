/**
 * Users' web browsing: seven tenths of what a firewall at an Internet edge logs. About 2,000 connections a user and day.
 *
 * Shape: a third of ordinary connections on 443 have no name (resumed sessions, lost packets, events of the beginning), as counted in
 * public captures; about a tenth is QUIC (Cloudflare Radar gives 30 % of requests, but policies of companies block it often);
 * HTTP without TLS is a few per cent of page loads (Google Transparency Report). Sizes are log-uniform. Large uploads are
 * file synchronisation and meetings' recordings.
 */
import type { Random } from "../../random/index.ts";
import { type Connection, exchanged, type Identity, type Outcome, talked } from "../connection.ts";
import { connections, type Generator, officeCount } from "../generator.ts";
import { internetHost, internetHosts, NETWORK } from "../network.ts";

const PER_DAY = 13_000_000;

const BROWSERS: readonly (readonly [number, Identity])[] = [
  [50, { client: "Chrome", process: "chromium browser" }],
  [30, { client: "Microsoft Edge", process: "chromium browser" }],
  [10, { client: "Firefox", process: "firefox browser" }],
  [5, { client: "SSL client", process: "ms office" }],
  [5, { client: "SSL client" }],
];
const SITES = [
  ["www.google.com", "Google"],
  ["outlook.office365.com", "Office 365"],
  ["teams.microsoft.com", "Microsoft Teams"],
  ["www.bing.com", "Bing"],
  ["cdn.jsdelivr.net", undefined],
  ["fonts.gstatic.com", "Google"],
  ["www.linkedin.com", "LinkedIn"],
  ["s3.eu-central-1.amazonaws.com", "Amazon Web Services"],
  ["www.example-supplier.com", undefined],
  ["news.example.net", undefined],
] as const;

type Kind =
  | "named"
  | "resumed"
  | "begin"
  | "quic"
  | "plain"
  | "alternate"
  | "pending"
  | "blocked"
  | "dead"
  | "upload"
  | "bare"
  | "trusted"
  | "quic blocked";

const KINDS: readonly (readonly [number, Kind])[] = [
  [500, "named"],
  [150, "resumed"],
  [90, "begin"],
  [100, "quic"],
  [70, "plain"],
  [4, "alternate"],
  [10, "pending"],
  [15, "blocked"],
  [8, "dead"],
  [0.3, "upload"],
  [1, "bare"],
  [40, "trusted"],
  [15, "quic blocked"],
];

export const web: Generator = {
  cause: "web browsing",
  thinning: 1,
  prepare: (setup) => {
    const servers = internetHosts(setup, 4000);
    return (hour) =>
      connections(hour, officeCount(hour, PER_DAY), (start) => {
        const to = hour.random.chance(900) ? hour.random.pick(servers) : internetHost(hour.random);
        const from = hour.random.pick(NETWORK.users);
        return { start, from, to, ...browse(hour.random, to.address) };
      });
  },
};

function browse(
  random: Random,
  address: string,
): Pick<Connection, "port" | "protocol" | "rule" | "outcome" | "identity" | "trusted"> {
  const kind = random.weighted(KINDS);
  const browser = random.weighted(BROWSERS);
  const [host, site] = random.pick(SITES);
  const https = (identity: Identity, outcome: Outcome = exchanged(random)) =>
    ({ port: 443, protocol: "tcp", rule: "Allow-Internet", outcome, identity }) as const;
  const named: Identity = {
    ...browser,
    application: "HTTPS",
    host,
    ...(site === undefined ? {} : { web: site }),
    ...(browser.process === undefined
      ? {}
      : { threat: random.chance(990) ? random.between(0, 5) : random.between(6, 45) }),
  };
  switch (kind) {
    case "named":
      return https(named);
    case "resumed":
      return https({});
    case "begin":
      return { ...https({}, { kind: "began" }), rule: "Allow-Internet-Log-Begin" };
    case "quic":
      return { ...https({ ...named, application: "QUIC" }), protocol: "udp" };
    case "plain":
      return { ...https({ client: browser.client ?? "Web browser", application: "HTTP", host }), port: 80 };
    case "alternate":
      return {
        ...https(
          random.chance(600) ? named : { client: browser.client ?? "Web browser", application: "HTTP", host },
        ),
        port: random.pick([
          8080, 8080, 8443, 8443, 2083, 2087, 2096, 8000, 8888, 9443, 10443, 4443, 81, 8081, 5000, 3000, 7443,
        ]),
      };
    case "trusted":
      return { ...https({}), rule: "Trust-Microsoft-365", trusted: true };
    case "quic blocked":
      return { ...https({}, { kind: "blocked" }), protocol: "udp", rule: "Block-QUIC" };
    case "pending":
      return https({ application: "Pending" }, talked(random, [2.3, 3], [2, 3], [0, 5]));
    case "blocked":
      return {
        ...https({ ...named }, { kind: "blocked", packets: 3, reset: true }),
        rule: "Block-URL-Categories",
      };
    case "dead":
      return https({}, { kind: "unanswered", packets: random.between(2, 4) });
    case "upload":
      return https(
        {
          application: "HTTPS",
          client: "SSL client",
          web: "OneDrive",
          host: "company-my.sharepoint.com",
          process: "onedrive",
          threat: 0,
        },
        talked(random, [7.4, 9.5], [5, 6.2], [30, 3000]),
      );
    case "bare":
      return {
        ...https({ client: browser.client ?? "Web browser", application: "HTTP", host: address }),
        port: 80,
      };
  }
}

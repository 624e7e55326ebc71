/**
 * Background noise of the Internet: what knocks on a company's 256 public addresses, about 2,000 packets an address and day.
 *
 * Shape: ports as darknets and honeypots report them (SANS ISC/DShield top ports, GreyNoise, the ORION telescope: 23, 22, 445, 3389,
 * 80, 8080, 443, 5060/udp and a long tail over all ports); few sources send most of it (Zipf). The access policy blocks most
 * at the first packet; rules for published servers let some through, where nothing listens, or a server answers to a
 * banner grab (research scanners on 80, 443, 25 and 22).
 */
import type { Random } from "../../random/index.ts";
import { type Connection, exchanged, talked } from "../connection.ts";
import { connections, type Generator, steadyCount } from "../generator.ts";
import { type Endpoint, internetHosts, NETWORK, ownPublicAddress } from "../network.ts";

const TCP: readonly (readonly [number, number])[] = [
  [70, 22], [60, 445], [55, 3389], [50, 80], [50, 443], [45, 8080], [25, 8443], [22, 5555], [20, 6379], [20, 8728],
  [18, 1433], [15, 3306], [14, 81], [14, 5900], [12, 2222], [12, 8888], [12, 5432], [10, 21], [10, 25], [10, 2375],
  [10, 9200], [9, 8000], [9, 8081], [8, 9000], [8, 3000], [8, 27017], [8, 11211], [7, 5038], [7, 10250], [6, 1723],
  [6, 7547], [6, 37215], [6, 52869], [5, 4444], [5, 3128], [5, 1080], [5, 5985], [5, 6443], [4, 9001], [4, 50050],
  [4, 31337], [4, 2376], [4, 60000], [3, 502], [3, 102], [3, 47808], [3, 20000],
]; // biome-ignore format: pairs of weight and port
const UDP: readonly (readonly [number, number])[] = [
  [30, 5060], [15, 53], [15, 123], [15, 161], [12, 1900], [10, 389], [8, 3702], [8, 11211], [8, 5683], [6, 500],
  [4, 51820], [4, 1194], [4, 137], [3, 69],
]; // biome-ignore format: pairs of weight and port

export const noise: Generator = {
  cause: "Internet background noise",
  thinning: 0.5,
  prepare: (setup) => {
    const sources = internetHosts(setup, 20_000);
    return (hour) =>
      connections(hour, steadyCount(hour, 500_000), (start) => knock(hour.random, start, sources));
  },
};

function knock(random: Random, start: number, sources: readonly Endpoint[]): Connection {
  // The square of a fraction: the first tenth of the sources sends a third.
  const from = sources[Math.floor(random.fraction() ** 2 * sources.length)]!;
  const protocol = random.chance(830) ? "tcp" : "udp";
  const port = random.chance(350)
    ? random.between(1, 65535)
    : random.weighted(protocol === "tcp" ? TCP : UDP);
  const base = { start, from, port, protocol } as const;
  const server = random.pick(NETWORK.dmz);
  if (protocol === "tcp" && (port === 80 || port === 443) && random.chance(300)) {
    const identity =
      port === 80
        ? { application: "HTTP" }
        : random.chance(700)
          ? { application: "HTTPS", client: "SSL client" }
          : {};
    return { ...base, to: server, rule: "Published-Web", outcome: exchanged(random), identity };
  }
  if (protocol === "tcp" && (port === 25 || port === 22) && random.chance(250)) {
    const identity = { application: port === 25 ? "SMTP" : "SSH" };
    return {
      ...base,
      to: server,
      rule: "Published-Servers",
      outcome: talked(random, [2.5, 3.3], [2.5, 3.3], [1, 20]),
      identity,
    };
  }
  if (random.chance(40)) {
    // A datagram to a closed port is answered by ICMP, which is no packet of its connection.
    const outcome =
      random.chance(700) || protocol === "udp"
        ? ({ kind: "unanswered", packets: random.between(1, 3) } as const)
        : ({ kind: "reset" } as const);
    return { ...base, to: server, rule: "Inbound-Any-Temp", outcome };
  }
  const to = random.chance(150) ? server : ownPublicAddress(random.between(9, 254));
  return { ...base, to, rule: "Default Action", outcome: { kind: "blocked" } };
}

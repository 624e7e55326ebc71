/**
 * Connections as a firewall logs them: a few thousand hosts inside, tens of thousands outside, mostly web and names, some of
 * everything that the catalogue knows, and ports that nobody knows. All made up.
 */
import { compileCatalogue, readFacts } from "../catalogue/index.ts";
import { Random } from "../random/index.ts";

export interface KnownPort {
  readonly port: number;
  readonly transport: string;
}

/** The catalogue's ports, from the folder with its facts. */
export function knownPorts(folder: string): readonly KnownPort[] {
  return compileCatalogue(readFacts(folder)).map(({ port, transport }) => ({ port, transport }));
}

export interface Connection {
  readonly src: string;
  readonly dest: string;
  /** Empty where the protocol has none. */
  readonly port: string;
  readonly transport: string;
  readonly action: string;
  readonly application: string;
  readonly rule: string;
  readonly user: string;
  readonly sourcePort: string;
  readonly bytesOut: number;
  readonly bytesIn: number;
}

const EVERYDAY: readonly (readonly [weight: number, port: number, transport: string, application: string])[] =
  [
    [400, 443, "tcp", "HTTPS"],
    [120, 80, "tcp", "HTTP"],
    [200, 53, "udp", "DNS"],
    [60, 443, "udp", "QUIC"],
    [30, 445, "tcp", "SMB"],
    [10, 3389, "tcp", "RDP"],
    [15, 22, "tcp", "SSH"],
    [25, 123, "udp", "NTP"],
  ];
const APPLICATIONS = [
  "HTTPS",
  "SSL client",
  "Microsoft Update",
  "Unknown",
  "SSH",
  "HTTP",
  "Office 365",
  "Zoom",
];
const RULES = [
  "Allow-Outbound-Web",
  "Block-Known-Bad",
  "Users to Servers, inspected",
  "Default Action",
  "VPN-Users-Allow",
  "Mgmt-to-Servers",
];
const NETWORKS_OUTSIDE = [13, 20, 34, 52, 64, 93, 104, 142, 151, 185, 199];

/** What the events of a seed have in common: its hosts and people. */
export class Traffic {
  private readonly inside: readonly string[];
  private readonly outside: readonly string[];
  private readonly ipv6: readonly string[];
  private readonly users: readonly string[];
  private readonly everyday: readonly (readonly [port: number, transport: string, application: string])[];

  constructor(private readonly known: readonly KnownPort[]) {
    const random = new Random(1);
    const list = (length: number, make: () => string) => Array.from({ length }, make);
    this.inside = [
      ...list(4000, () => `10.${random.between(0, 7)}.${random.between(0, 255)}.${random.between(1, 254)}`),
      ...list(800, () => `192.168.${random.between(0, 19)}.${random.between(1, 254)}`),
    ];
    this.outside = list(
      20_000,
      () =>
        `${random.pick(NETWORKS_OUTSIDE)}.${random.between(0, 255)}.${random.between(0, 255)}.${random.between(1, 254)}`,
    );
    this.ipv6 = [
      ...list(3000, () => this.addressOutside(random)),
      ...list(
        1500,
        () => `fd00:${random.between(1, 65535).toString(16)}::${random.between(1, 65535).toString(16)}`,
      ),
    ];
    this.users = list(3000, () => `${random.word(5)}${random.between(1, 99)}@corp.example.com`);
    this.everyday = EVERYDAY.flatMap(([weight, ...rest]) => Array<typeof rest>(weight).fill(rest));
  }

  /** One connection; `ipv6` is how many of a thousand have IPv6 addresses. */
  connection(random: Random, ipv6 = 40): Connection {
    const [src, dest] = random.chance(ipv6)
      ? [random.pick(this.ipv6), random.pick(this.ipv6)]
      : this.addresses(random);
    const [port, transport, application] = this.service(random);
    return {
      src,
      dest,
      port,
      transport,
      application,
      action: random.chance(820) ? "allowed" : random.chance(900) ? "blocked" : "teardown",
      rule: random.pick(RULES),
      user: random.pick(this.users),
      sourcePort: String(random.between(1024, 65535)),
      bytesOut: random.size(1.5, 7.6),
      bytesIn: random.size(1.5, 8),
    };
  }

  private addressOutside(random: Random): string {
    const group = () => random.between(1, 65535).toString(16);
    return `2a01:${group()}:${group()}::${group()}`;
  }

  private addresses(random: Random): readonly [string, string] {
    const kind = random.between(1, 100);
    if (kind <= 73) return [random.pick(this.inside), random.pick(this.outside)];
    if (kind <= 86) return [random.pick(this.inside), random.pick(this.inside)];
    return [random.pick(this.outside), random.pick(this.inside)];
  }

  private service(random: Random): readonly [port: string, transport: string, application: string] {
    const kind = random.between(1, 1000);
    // Servers on ports of the ephemeral range: data channels, calls, games.
    if (kind <= 80) {
      const transport = random.chance(500) ? "tcp" : "udp";
      return [String(random.between(49152, 65535)), transport, random.pick(APPLICATIONS)];
    }
    if (kind <= 90) return ["", "icmp", "ICMP"];
    if (kind <= 150) {
      const { port, transport } = random.pick(this.known);
      return [String(port), transport, random.pick(APPLICATIONS)];
    }
    const [port, transport, application] = random.pick(this.everyday);
    return [String(port), transport, random.chance(950) ? application : random.pick(APPLICATIONS)];
  }
}

/**
 * A Windows domain: PCs and servers ask domain controllers (Kerberos 88, LDAP 389 and 3268, RPC 135 and 49152 up, DNS 53, SMB 445) and open
 * files (445). Shape: Microsoft's list of service ports; a PC makes a few hundred such connections a day, most of them not through
 * the firewall.
 */
import { talked } from "../connection.ts";
import { connections, type Generator, officeCount } from "../generator.ts";
import { NETWORK } from "../network.ts";

const SERVICES = [
  [88, "tcp", "Kerberos"],
  [389, "tcp", "LDAP"],
  [389, "udp", "CLDAP"],
  [3268, "tcp", "LDAP"],
  [636, "tcp", "LDAPS"],
  [135, "tcp", "DCE/RPC"],
  [0, "tcp", "DCE/RPC"],
  [445, "tcp", "NetBIOS-ssn (SMB)"],
  [445, "tcp", "NetBIOS-ssn (SMB)"],
  [53, "udp", "DNS"],
  [53, "udp", "DNS"],
  [464, "tcp", "Kerberos"],
  [123, "udp", "NTP"],
] as const;

export const windowsDomain: Generator = {
  cause: "Windows domain",
  thinning: 1,
  prepare: () => {
    const controllers = NETWORK.servers.slice(40, 46);
    const files = NETWORK.servers.slice(50, 70);
    return (hour) =>
      connections(hour, officeCount(hour, 2_000_000), (start) => {
        const { random } = hour;
        const [port, protocol, application] = random.pick(SERVICES);
        return {
          start,
          from: random.pick(random.chance(850) ? NETWORK.users : NETWORK.servers),
          to: random.pick(port === 445 ? files : controllers),
          // RPC's second connection goes to the port that the end-point mapper gave.
          port: port === 0 ? random.between(49664, 49700) : port,
          protocol,
          rule: "Users-to-Servers",
          outcome: talked(random, [2.5, 5.5], [2.5, 6], [0, 900]),
          ...(random.chance(60) ? {} : { identity: { application } }),
        };
      });
  },
};

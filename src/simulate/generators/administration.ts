/**
 * Administration: from the management zone RDP (3389), SSH (22, 2222), WinRM (5985, 5986), SMB, web consoles of hosts (8443, 9443, 5480), IPMI
 * (623), and VNC of the help desk to PCs; and what grows in every network: developers' and database administrators' RDP and SSH from
 * the user zone to servers, and an administrator's RDP to two rented hosts that have no VPN. Shape: the products' ports; sessions of minutes to hours.
 */
import { talked } from "../connection.ts";
import { connections, type Generator, officeCount } from "../generator.ts";
import { internetHosts, NETWORK, sample } from "../network.ts";

const FROM_MANAGEMENT = [
  [3389, "RDP", "RDP"],
  [22, "SSH", "PuTTY"],
  [22, "SSH", "OpenSSH"],
  [2222, "SSH", "OpenSSH"],
  [5985, "HTTP", null],
  [5986, "HTTPS", null],
  [445, "NetBIOS-ssn (SMB)", null],
  [8443, "HTTPS", "Chrome"],
  [9443, "HTTPS", "Chrome"],
  [5480, "HTTPS", "Firefox"],
  [902, null, null],
] as const;

export const administration: Generator = {
  cause: "administration",
  thinning: 0,
  prepare: (setup) => {
    const servers = [...NETWORK.servers, ...NETWORK.databases];
    const rented = internetHosts(setup, 2);
    const privileged = sample(setup, NETWORK.developers, 60);
    return (hour) =>
      connections(hour, officeCount(hour, 3000), (start) => {
        const { random } = hour;
        const base = {
          start,
          protocol: "tcp",
          outcome: talked(random, [3.5, 7], [3.5, 7.5], [5, 10_000]),
        } as const;
        if (random.chance(4)) {
          const identity = { application: "RDP", client: "RDP" };
          return {
            ...base,
            from: NETWORK.administrators[7]!,
            to: random.pick(rented),
            port: 3389,
            rule: "Mgmt-Internet",
            identity,
          };
        }
        if (random.chance(60)) {
          const identity = { application: "RFB", client: "UltraVNC" };
          return {
            ...base,
            from: random.pick(NETWORK.administrators),
            to: random.pick(NETWORK.users),
            port: 5900,
            rule: "Helpdesk-VNC",
            identity,
          };
        }
        if (random.chance(150)) {
          const remote = random.chance(600);
          const identity = remote
            ? { application: "RDP", client: "RDP" }
            : { application: "SSH", client: "PuTTY" };
          return {
            ...base,
            from: random.pick(privileged),
            to: random.pick(servers),
            port: remote ? 3389 : 22,
            rule: "Users-to-Servers",
            identity,
          };
        }
        const [port, application, client] = random.pick(FROM_MANAGEMENT);
        const identity = {
          ...(application === null ? {} : { application }),
          ...(client === null ? {} : { client }),
        };
        return {
          ...base,
          from: random.pick(NETWORK.administrators),
          to: random.pick(servers),
          port,
          rule: "Mgmt-to-Servers",
          identity,
        };
      });
  },
};

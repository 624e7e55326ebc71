/** The ports on which protocols are expected: IANA's registry, and the alternates that vendors document. */
import type { ApplicationGroup } from "../kinds.ts";

export interface OwnPorts {
  readonly groups: readonly ApplicationGroup[];
  readonly ports: readonly number[];
}

/** Protocols that are at home on few ports; elsewhere they hide, or somebody moved them. */
export const OWN_PORTS: readonly OwnPorts[] = [
  // RDP; VNC's displays and its Java viewer; X11's displays; Radmin, DameWare, NetSupport.
  { groups: ["remote_desktop"], ports: [3389, 5800, 5900, 5901, 5902, 5903, 6000, 6001, 4899, 6129, 5405] },
  { groups: ["ssh"], ports: [22, 2200, 2222, 22222] },
  { groups: ["telnet"], ports: [23, 992, 2323, 513, 514] },
  // NetBIOS sessions, SMB, RPC's endpoint mapper, WinRM.
  { groups: ["file_sharing"], ports: [135, 137, 138, 139, 445, 593, 5985, 5986] },
  { groups: ["directory"], ports: [88, 389, 464, 636, 749, 3268, 3269] },
  { groups: ["database"], ports: [1433, 1434, 1521, 1522, 1526, 3306, 5432, 6379, 27017, 27018, 33060] },
  {
    groups: ["chat_relay"],
    ports: [194, 6660, 6661, 6662, 6663, 6664, 6665, 6666, 6667, 6668, 6669, 6697, 7000],
  },
];

/** Where web servers are met on the Internet: 80, 443 and their usual alternates, plain and over TLS. */
export const WEB_PORTS: readonly number[] = [
  80, 81, 443, 591, 2052, 2053, 2082, 2083, 2086, 2087, 2095, 2096, 3000, 4443, 5000, 5001, 5228, 7443, 8000,
  8008, 8010, 8080, 8081, 8088, 8090, 8181, 8443, 8800, 8843, 8880, 8888, 9000, 9090, 9443, 10443,
];

/** Where other services are met that speak TLS: mail, directories, files, chat and names. */
export const TLS_PORTS: readonly number[] = [
  465, 563, 587, 636, 853, 989, 990, 992, 993, 995, 3269, 3389, 5223, 5349, 5671, 5938, 8883,
];

/** Ports that the registry gives to TLS alone: FTP, names, Telnet and mail. */
export const PLAIN_HTTP_NEVER: readonly number[] = [853, 989, 990, 992, 993, 995];

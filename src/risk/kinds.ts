/**
 * What names mean: applications, client programs, processes, zones and URLs, each sorted into a few kinds by
 * patterns on the name. Patterns are data because both engines follow them (RegExp here, `match` in SPL); they keep to
 * what both read in the same way: ASCII, no look-around, letters of either case, a dot for any character. The first pattern that matches
 * gives the kind.
 *
 * Application, client and process names are those of Cisco's application detectors and Encrypted Visibility Engine, as its
 * logs have them.
 */
import type { ReadingOf } from "./schema/index.ts";

export interface Kind {
  readonly kind: string;
  /** A regular expression, matched without regard to case anywhere in the text unless it says otherwise. */
  readonly pattern: string;
}

/** The whole text, blanks around it aside. */
const whole = (names: string) => `^[ \\t]*(?:${names})[ \\t]*$`;
/** One word of the text: zones are named "user-lan", "DMZ_Outbound", "Mgmt-net". */
const word = (names: string) => `(?:^|[^A-Za-z])(?:${names})(?:[^A-Za-z]|$)`;

/** A protocol or product that the firewall names, and the group to which the model counts it. */
interface Application extends Kind {
  /** Shown to the analyst as it stands; "" where the name is not worth showing. */
  readonly kind: string;
  readonly group: ApplicationGroup;
}

export type ApplicationGroup =
  | "none"
  | "unrecognised"
  | "web"
  | "encrypted_web"
  | "name_resolution"
  | "ssh"
  | "remote_desktop"
  | "remote_support"
  | "file_sharing"
  | "directory"
  | "database"
  | "telnet"
  | "anonymiser"
  | "tunnel"
  | "miner"
  | "chat_relay"
  | "named";

const application = (group: ApplicationGroup, kind: string, names: string): Application => ({
  group,
  kind,
  pattern: whole(names),
});

/**
 * Names of application protocols and products, as Cisco's application detectors and its logs write them. The first pattern that
 * matches gives the kind, which is the name that the reason shows.
 */
const APPLICATIONS: readonly Application[] = [
  // The firewall has not decided yet, or the event was written before it could.
  application("none", "pending", "pending"),
  application(
    "unrecognised",
    "unrecognised",
    "unknown|unclassified|unidentified|undetermined|none|n/a|-|tcp|udp|other",
  ),
  application("web", "HTTP", "http(?:/[0-9.]+)?|http2|websocket|web browsing"),
  application("encrypted_web", "QUIC", "quic|http/?3"),
  application("encrypted_web", "TLS", "https|ssl|tls|ssl/tls|ssl client|dtls"),
  application("name_resolution", "DNS", "dns|m?dns over (?:https|tls)|mdns|llmnr|nbns|netbios-ns"),
  application("ssh", "SSH", "ssh|sftp|scp|openssh|mosh"),
  application("remote_desktop", "RDP", "(?:ms[ -])?rdp|ms-wbt-server|remote desktop.*"),
  application("remote_desktop", "VNC", "rfb|.*vnc.*"),
  application("remote_desktop", "X11", "x11"),
  application("remote_desktop", "a remote control program", "radmin.*|dameware.*|ammyy.*|netsupport.*"),
  // Through the vendor's servers, as help desks do it, and intruders too.
  application("remote_support", "TeamViewer", "teamviewer.*"),
  application("remote_support", "AnyDesk", "anydesk.*"),
  application("remote_support", "RustDesk", "rustdesk.*"),
  application("remote_support", "ScreenConnect", "screenconnect.*|connectwise.*"),
  application(
    "remote_support",
    "a remote support program",
    "splashtop.*|logmein.*|bomgar.*|beyondtrust.*|supremo.*|ultraviewer.*|dwservice.*|remote utilities.*|meshcentral.*|gotomypc.*|aeroadmin.*|zoho assist.*|atera.*|nomachine.*",
  ),
  application("file_sharing", "SMB", "smb.*|cifs|microsoft-ds|netbios-ssn.*"),
  application("file_sharing", "WinRM", "winrm|ms-wsman|wsman"),
  application("file_sharing", "Windows RPC", "dce/?rpc|msrpc"),
  application("directory", "LDAP", "ldaps?|msft-gc.*|cldap|active directory.*"),
  application("directory", "Kerberos", "kerberos|krb5"),
  application("database", "Microsoft SQL Server", "ms[ -]?sql.*|tds|microsoft sql.*"),
  application("database", "MySQL", "mysql|mariadb"),
  application("database", "PostgreSQL", "postgres(?:ql)?|pgsql"),
  application("database", "Oracle", "oracle(?: db| database|[ -]sqlnet|[ -]tns)?|tns"),
  application("database", "MongoDB", "mongodb?"),
  application("database", "Redis", "redis"),
  application("telnet", "Telnet", "telnet|rlogin|rsh|rexec"),
  application("anonymiser", "Tor", "tor|tor .*|tor2web"),
  application("anonymiser", "SOCKS", "socks.*"),
  application(
    "anonymiser",
    "an anonymiser",
    "i2p.*|psiphon.*|ultrasurf.*|freegate.*|hotspot shield.*|lantern|hidemyass.*|shadowsocks.*|v2ray.*|trojan-gfw",
  ),
  application("tunnel", "WireGuard", "wireguard"),
  application("tunnel", "OpenVPN", "openvpn.*"),
  application("tunnel", "ngrok", "ngrok.*"),
  application("tunnel", "Cloudflare Tunnel", "cloudflare(?:d| tunnel).*"),
  application(
    "tunnel",
    "a tunnel",
    "softether.*|l2tp.*|pptp|gre|tailscale.*|zerotier.*|netbird.*|hamachi.*|chisel.*|frp|iodine|dnscat.*|ligolo.*|icmp tunnel.*",
  ),
  application(
    "miner",
    "cryptocurrency mining",
    "stratum.*|.*(?:bitcoin|monero|ethereum|crypto).*min.*|xmrig.*|minergate.*|nicehash.*|mining.*",
  ),
  // The protocols between nodes of a coin's network: mining pools speak them, and wallets do.
  application("miner", "a cryptocurrency protocol", "ethereum|monero|bitcoin"),
  application("chat_relay", "IRC", "irc.*"),
  // Any other name is an application that the firewall knows, and none of the above.
  { group: "named", kind: "named", pattern: "[^ \\t]" },
];

/** The kinds of a group, as they are shown. */
export function applicationsOf(...groups: ApplicationGroup[]): readonly string[] {
  return APPLICATIONS.filter(({ group }) => groups.includes(group)).map(({ kind }) => kind);
}

const BROWSERS =
  "(?:google )?chrom(?:e|ium).*|(?:mozilla )?firefox.*|(?:microsoft |ms )?edge.*|(?:mobile )?safari.*|internet explorer.*|opera.*|brave.*|vivaldi.*|samsung (?:internet|browser).*";

/** Programs whose name says something, wherever it is read: Cisco EVE's process or the client application. */
const PROGRAMS: readonly Kind[] = [
  {
    kind: "malware",
    pattern: whole(
      "malware.*|.*(?:trojan|ransom|botnet|stealer|beacon).*|cobalt ?strike.*|metasploit.*|meterpreter.*|sliver.*|mythic.*|havoc.*|brute ratel.*|emotet.*|qakbot.*|icedid.*|trickbot.*|dridex.*|asyncrat.*|remcos.*|njrat.*|xmrig.*|mimikatz.*|nmap.*|masscan.*",
    ),
  },
  { kind: "anonymiser", pattern: whole("tor|tor browser.*|tor client.*|psiphon.*|ultrasurf.*") },
  { kind: "browser", pattern: whole(`${BROWSERS}|.* browser`) },
  {
    // Programs of the operating system that intruders borrow (LOLBAS); few of them speak TLS in ordinary work.
    kind: "system_tool",
    pattern: whole(
      "(?:powershell|pwsh|cmd|wscript|cscript|mshta|rundll32|regsvr32|certutil|bitsadmin|msbuild|installutil|msiexec|regasm|regsvcs|wmic|odbcconf|cmstp|hh|bash|sh|nc|ncat|netcat|socat)(?:[.]exe)?",
    ),
  },
];

const CLIENT: readonly Kind[] = [
  // What the firewall calls a client that it cannot name; "web browser" is any client of HTTP.
  { kind: "generic", pattern: whole("ssl client|tls client|web browser|http|https|client|unknown|pending") },
  ...PROGRAMS,
  { kind: "named", pattern: "[^ \\t]" },
];

const PROCESS: readonly Kind[] = [...PROGRAMS, { kind: "named", pattern: "[^ \\t]" }];

const ZONE: readonly Kind[] = [
  { kind: "outside", pattern: word("outside|wan|internet|untrust|untrusted|external|public|isp|uplink") },
  { kind: "management", pattern: word("mgmt|mgt|management|admin|admins|jump|bastion|oob") },
  { kind: "dmz", pattern: word("dmz|perimeter") },
  { kind: "guest", pattern: word("guest|guests|visitor|visitors|byod") },
  {
    kind: "users",
    pattern: word(
      "user|users|client|clients|office|workstation|workstations|desktop|desktops|vdi|employee|employees|staff|corp|campus|wifi|wlan",
    ),
  },
  {
    kind: "servers",
    pattern: word("server|servers|srv|datacenter|datacentre|dc|prod|production|backend|database|db"),
  },
  {
    kind: "devices",
    pattern: word("iot|ot|ics|scada|plant|camera|cameras|cctv|voice|voip|printer|printers|building"),
  },
  {
    kind: "inside",
    pattern: word("inside|trust|trusted|lan|internal|intranet|lab|dev|test|private|vpn|core|branch"),
  },
];

/** The ports that version 9 of the published detection looks for, and the same patterns in five digits. */
const DIGITS: { readonly [kind: string]: readonly number[] } = {
  repeated: [1111, 2222, 3333, 4444, 5555, 6666, 7777, 8888, 9999, 11111, 22222, 33333, 44444, 55555],
  rising: [1234, 2345, 3456, 4567, 5678, 6789, 12345, 23456, 34567, 45678],
  falling: [9876, 8765, 7654, 6543, 5432, 4321, 65432, 54321, 43210],
};

export const KINDS: { readonly [reading in ReadingOf<"kind" | "url">]: readonly Kind[] } = {
  application: APPLICATIONS,
  client: CLIENT,
  process: PROCESS,
  src_zone: ZONE,
  dest_zone: ZONE,
  url: [
    {
      kind: "address",
      pattern:
        "^(?:[A-Za-z]{2,9}://)?(?:[0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}|\\[[0-9A-Fa-f:.]{2,45}\\])(?:[:/?#]|$)",
    },
    {
      // Names that anyone gets for nothing and points where they like, within minutes.
      kind: "dynamic_name",
      pattern:
        "^(?:[A-Za-z]{2,9}://)?[A-Za-z0-9.-]{1,200}[.](?:ddns[.]net|duckdns[.]org|no-ip[.](?:org|com|biz)|hopto[.]org|zapto[.]org|sytes[.]net|servebeer[.]com|myftp[.](?:org|biz)|dyndns[.](?:org|info)|dynu[.]net|ddnsfree[.]com|freeddns[.]org|gleeze[.]com|serveo[.]net|ngrok[.]io|ngrok-free[.]app|trycloudflare[.]com|portmap[.](?:io|host)|chickenkiller[.]com|mooo[.]com)(?:[:/?#]|$)",
    },
    { kind: "name", pattern: "^(?:[A-Za-z]{2,9}://)?[A-Za-z0-9-]{1,63}[.][A-Za-z0-9.-]{1,190}(?:[:/?#]|$)" },
  ],
};

/** The patterns of a port's digits, as kinds of its number's text. */
export const DIGIT_PATTERNS: readonly Kind[] = Object.keys(DIGITS).map((kind) => ({
  kind,
  pattern: `^(?:${DIGITS[kind]!.join("|")})$`,
}));

const compiled = new Map<readonly Kind[], readonly { readonly kind: string; readonly test: RegExp }[]>();

/** The kind of a name, or null where no pattern matches. */
export function kindOf(kinds: readonly Kind[], text: string): string | null {
  let tests = compiled.get(kinds);
  if (tests === undefined) {
    // "s": a dot matches every character, as in SPL, whose texts have no line feed here.
    tests = kinds.map(({ kind, pattern }) => ({ kind, test: new RegExp(pattern, "is") }));
    compiled.set(kinds, tests);
  }
  for (let i = 0; i < tests.length; i++) if (tests[i]!.test.test(text)) return tests[i]!.kind;
  return null;
}

let patterned: Map<number, string> | null = null;

/** The pattern of a port's digits, the same as kindOf(DIGIT_PATTERNS) of its number, or null. */
export function digitsOf(port: number): string | null {
  if (patterned === null) {
    patterned = new Map();
    for (const kind of Object.keys(DIGITS)) for (const each of DIGITS[kind]!) patterned.set(each, kind);
  }
  return patterned.get(port) ?? null;
}

/** Every kind of a list, each once, in order. */
export function kindsIn(kinds: readonly Kind[]): readonly string[] {
  return Array.from(new Set(kinds.map(({ kind }) => kind)));
}

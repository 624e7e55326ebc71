/** Every generator of ordinary traffic. A new one is added here; its random stream is its own, so the others stay as they are. */
import type { Generator } from "../generator.ts";
import { administration } from "./administration.ts";
import { antivirus } from "./antivirus.ts";
import { backup } from "./backup.ts";
import { businessApplications } from "./business-applications.ts";
import { ceph } from "./ceph.ts";
import { cloudAgents } from "./cloud-agents.ts";
import { consoles } from "./consoles.ts";
import { databases } from "./databases.ts";
import { developers } from "./developers.ts";
import { dns } from "./dns.ts";
import { homeServers } from "./home-servers.ts";
import { ipv6 } from "./ipv6.ts";
import { kubernetes } from "./kubernetes.ts";
import { leisure } from "./leisure.ts";
import { mail } from "./mail.ts";
import { meetings } from "./meetings.ts";
import { mobile } from "./mobile.ts";
import { monitoring } from "./monitoring.ts";
import { noise } from "./noise.ts";
import { partners } from "./partners.ts";
import { peerToPeer } from "./peer-to-peer.ts";
import { periodicAgents } from "./periodic-agents.ts";
import { printers } from "./printers.ts";
import { publishedServices } from "./published-services.ts";
import { remoteSupport } from "./remote-support.ts";
import { sshGuessing } from "./ssh-guessing.ts";
import { sweeps } from "./sweeps.ts";
import { telnetWorms } from "./telnet-worms.ts";
import { things } from "./things.ts";
import { voice } from "./voice.ts";
import { vpn } from "./vpn.ts";
import { vulnerabilityScan } from "./vulnerability-scan.ts";
import { web } from "./web.ts";
import { windowsDomain } from "./windows-domain.ts";
import { wsus } from "./wsus.ts";

export const GENERATORS: readonly Generator[] = [
  administration,
  antivirus,
  backup,
  businessApplications,
  ceph,
  cloudAgents,
  consoles,
  databases,
  developers,
  dns,
  homeServers,
  ipv6,
  kubernetes,
  leisure,
  mail,
  meetings,
  mobile,
  monitoring,
  noise,
  partners,
  peerToPeer,
  periodicAgents,
  printers,
  publishedServices,
  remoteSupport,
  sshGuessing,
  sweeps,
  telnetWorms,
  things,
  voice,
  vpn,
  vulnerabilityScan,
  web,
  windowsDomain,
  wsus,
];

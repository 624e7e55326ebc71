/**
 * What the command reads of an event, and in which fields it looks for each thing: the CIM name that an add-on gives, and
 * the name that the firewall itself uses (eStreamer); the first that has a value counts. A field named by an option is the
 * only one looked at.
 */
import type { NumberReading, TextReading } from "../risk/index.ts";

/** The five that options can name. */
export const ROLES = ["src", "dest", "dest_port", "transport", "action"] as const;

export type Role = (typeof ROLES)[number];

export const DEFAULT_FIELDS: { readonly [role in Role]: readonly string[] } = {
  src: ["src", "InitiatorIP"],
  dest: ["dest", "ResponderIP"],
  dest_port: ["dest_port", "ResponderPort"],
  transport: ["transport", "Protocol"],
  action: ["action", "AC_RuleAction"],
};

/** Names that are sorted into kinds (src/risk/kinds.ts). */
export type NameEvidence = Exclude<TextReading, "transport" | "action" | "src_side" | "dest_side" | "digits">;

export type Evidence = NameEvidence | NumberReading;

/**
 * What else the firewall saw. For volume only the firewall's own names count: which way bytes_in and bytes_out go
 * differs between add-ons.
 */
export const EVIDENCE_FIELDS: { readonly [evidence in Evidence]: readonly string[] } = {
  application: ["app", "Application"],
  client: ["ClientApplication"],
  process: ["EVE_Process"],
  threat_confidence: ["EVE_ThreatConfidencePct"],
  url: ["url", "URL"],
  src_zone: ["src_zone", "IngressZone"],
  dest_zone: ["dest_zone", "EgressZone"],
  rule: ["rule", "FirewallRule"],
  bytes_sent: ["InitiatorBytes"],
  bytes_received: ["ResponderBytes"],
  packets_sent: ["InitiatorPackets"],
  packets_received: ["ResponderPackets"],
  duration: ["ConnectionDuration", "duration"],
};

export const EVIDENCE = Object.keys(EVIDENCE_FIELDS) as readonly Evidence[];

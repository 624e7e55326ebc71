/**
 * A connection → the record that the firewall's eStreamer client writes: raw names in the order of the real one in
 * examples/estreamer_json_real.log. Fields that a connection does not have are left out. EVE_Fingerprint, which nothing
 * reads, is always left out: it would be half of the record.
 */
import type { Random } from "../random/index.ts";
import type { Connection, Outcome } from "./connection.ts";
import { translatedAddress } from "./network.ts";

export type ConnectionEvent = Readonly<Record<string, string | number>>;

export interface LoggedEvent {
  /** InstanceID, ConnectionID and FirstPacketSecond: what identifies a connection at one sensor. */
  readonly id: string;
  /** Epoch seconds at which the event can be searched: when it was written, and a delay. */
  readonly indexed: number;
  readonly event: ConnectionEvent;
}

const DEVICE = "11bc8e94-f604-11ef-bcfe-eeb1de9c8a63";
const INSTANCES = 8;
const SMALLEST_PACKET = 66;
/** Bytes of a packet on average, by the size of the transfer. */
const AVERAGE_PACKET = 850;
const TLS = new Set(["HTTPS", "QUIC", "SSL", "IMAPS", "SMTPS", "LDAPS", "SIPS"]);
/** Seconds from writing to searching: the eStreamer client polls, the forwarder batches. */
const DELAY = [5, 90] as const;

/** @param number unlike that of any other connection of the day */
export function logEvent(connection: Connection, number: number, random: Random): LoggedEvent {
  const { from, to, port, protocol, start, outcome, identity = {} } = connection;
  const counts = count(outcome, random);
  const instance = 1 + (number % INSTANCES);
  const sourcePort = connection.sourcePort ?? random.between(49152, 65535);
  const action =
    outcome.kind === "blocked"
      ? outcome.reset === true
        ? "Block with reset"
        : "Block"
      : connection.trusted === true
        ? "Trust"
        : "Allow";
  const encrypted = identity.process !== undefined || TLS.has(identity.application ?? "");
  const event: Record<string, string | number> = {
    EventType: "ConnectionEvent",
    FirstPacketSecond: start,
    ...(counts.seconds === null ? {} : { LastPacketSecond: start + counts.seconds }),
    DeviceUUID: DEVICE,
    InstanceID: instance,
    ConnectionID: 1 + Math.floor(number / INSTANCES),
    AC_RuleAction: action,
    InitiatorIP: from.address,
    ResponderIP: to.address,
    ...(port === null ? {} : { InitiatorPort: sourcePort, ResponderPort: port }),
    Protocol: protocol,
    ...(from.zone === null ? {} : { IngressInterface: from.zone }),
    ...(to.zone === null ? {} : { EgressInterface: to.zone }),
    ...(from.zone === null ? {} : { IngressZone: from.zone }),
    ...(to.zone === null ? {} : { EgressZone: to.zone }),
    IngressVRF: "Global",
    EgressVRF: "Global",
    FirewallPolicy: "default",
    FirewallRule: connection.rule,
    PrefilterPolicy: "Default Prefilter Policy",
    ...(identity.client === undefined ? {} : { ClientApplication: identity.client }),
    ...(identity.application === undefined ? {} : { Application: identity.application }),
    ...(identity.web === undefined ? {} : { WebApplication: identity.web }),
    InitiatorPackets: counts.packetsSent,
    ResponderPackets: counts.packetsReceived,
    InitiatorBytes: counts.sent,
    ResponderBytes: counts.received,
    ...(counts.seconds === null ? {} : { ConnectionDuration: counts.seconds }),
    NAP_Policy: "Balanced Security and Connectivity",
    ...(encrypted ? TLS_FIELDS : {}),
    ...(identity.host === undefined ? {} : { URL: `${encrypted ? "https" : "http"}://${identity.host}` }),
    ...(from.zone !== null && from.zone !== "outside" && to.zone === "outside"
      ? {
          ...(port === null ? {} : { NAT_InitiatorPort: sourcePort, NAT_ResponderPort: port }),
          NAT_InitiatorIP: translatedAddress(random),
          NAT_ResponderIP: to.address,
        }
      : {}),
    ...(identity.process === undefined
      ? {}
      : { EVE_Process: identity.process, EVE_ProcessConfidencePct: random.between(60, 100) }),
    ...(identity.threat === undefined
      ? {}
      : {
          EVE_ThreatConfidencePct: identity.threat,
          EVE_ThreatConfidenceIndex: 1 + Math.floor(Math.min(identity.threat, 99) / 20),
        }),
    ...(identity.process === undefined ? {} : { ClientAppDetector: "Encrypted Visibility" }),
  };
  return {
    id: `${instance}/${event.ConnectionID}/${start}`,
    indexed: start + (counts.seconds ?? 0) + random.between(...DELAY),
    event,
  };
}

const TLS_FIELDS = {
  SSL_Policy: "None",
  SSL_FlowStatus: "Success",
  SSL_CipherSuite: "Unknown",
  SSL_Version: "Unknown",
  SSL_ServerCertStatus: "Not Checked",
  SSL_ActualAction: "Do Not Decrypt",
  SSL_ExpectedAction: "Do Not Decrypt",
};

interface Counts {
  readonly packetsSent: number;
  readonly packetsReceived: number;
  readonly sent: number;
  readonly received: number;
  /** Null in events that are written before the connection has ended. */
  readonly seconds: number | null;
}

function count(outcome: Outcome, random: Random): Counts {
  switch (outcome.kind) {
    case "ended": {
      const { sent, received, seconds } = outcome;
      return { sent, received, seconds, packetsSent: packets(sent), packetsReceived: packets(received) };
    }
    case "began":
      return { packetsSent: 2, packetsReceived: 1, sent: 140, received: 74, seconds: null };
    case "blocked": {
      const { packets: identified = 0 } = outcome;
      if (identified === 0)
        return { packetsSent: 1, packetsReceived: 0, sent: SMALLEST_PACKET, received: 0, seconds: null };
      return {
        packetsSent: identified,
        packetsReceived: 1,
        sent: identified * SMALLEST_PACKET + random.between(200, 700),
        received: SMALLEST_PACKET,
        seconds: null,
      };
    }
    case "unanswered":
      return {
        packetsSent: outcome.packets,
        packetsReceived: 0,
        sent: outcome.packets * SMALLEST_PACKET,
        received: 0,
        seconds: outcome.packets > 1 ? random.between(3, 60) : 0,
      };
    case "reset":
      return { packetsSent: 1, packetsReceived: 1, sent: SMALLEST_PACKET, received: 60, seconds: 0 };
  }
}

function packets(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / AVERAGE_PACKET) + (bytes > 600 ? 4 : 0));
}

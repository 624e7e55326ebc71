/** A connection as a generator describes it, before the firewall logs it (event.ts). Times are epoch seconds, sizes bytes. */
import type { Random } from "../random/index.ts";
import type { Endpoint } from "./network.ts";

/** How it went, and so what the firewall could count. */
export type Outcome =
  /** Both ends talked; logged when it ended. Bytes are those of packets, headers included. */
  | { readonly kind: "ended"; readonly sent: number; readonly received: number; readonly seconds: number }
  /** Logged when it began (the rule logs at the beginning): two packets and one, nothing identified yet. */
  | { readonly kind: "began" }
  /** Refused at its first packet, or, with `packets` of the initiator, once it was identified. */
  | { readonly kind: "blocked"; readonly packets?: number; readonly reset?: boolean }
  /** Let through; so many packets went, and nothing came back. */
  | { readonly kind: "unanswered"; readonly packets: number }
  /** Let through, and the host answered with a reset. */
  | { readonly kind: "reset" };

/** What the firewall identified. An absent name was not identified. */
export interface Identity {
  /** Application protocol, as Cisco's application detectors name it. */
  readonly application?: string;
  readonly client?: string;
  readonly web?: string;
  /** Host name of the URL or of the TLS server name; the scheme is added by the application. */
  readonly host?: string;
  /** Encrypted Visibility Engine: the process behind the TLS fingerprint. */
  readonly process?: string;
  /** Encrypted Visibility Engine: per cent that the process is malware. */
  readonly threat?: number;
}

export interface Connection {
  readonly start: number;
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** Null where the protocol has none. */
  readonly port: number | null;
  readonly protocol: "tcp" | "udp" | "icmp";
  readonly rule: string;
  /** The rule trusts it: it is not inspected, and nothing is identified. */
  readonly trusted?: boolean;
  readonly outcome: Outcome;
  readonly identity?: Identity;
  /** Of the initiator; ephemeral where it is not given. */
  readonly sourcePort?: number;
}

/** A service: port, protocol, and the application's name if the firewall has one for it. */
export type Service = readonly [port: number, protocol: "tcp" | "udp", application: string | null];

/** Acknowledgements alone: 66 bytes for every second segment of 1,514, or for more where the receiver merges them. */
const ACKNOWLEDGED = [0.01, 0.022] as const;

/**
 * A conversation between so many and so many bytes (powers of ten), and from and to so many seconds. Whoever receives much sends
 * acknowledgements at least.
 */
export function talked(
  random: Random,
  [sentFrom, sentTo]: readonly [number, number],
  [receivedFrom, receivedTo]: readonly [number, number],
  [secondsFrom, secondsTo]: readonly [number, number],
): Outcome {
  const sent = random.size(sentFrom, sentTo);
  const received = random.size(receivedFrom, receivedTo);
  return {
    kind: "ended",
    sent: Math.max(sent, acknowledgements(random, received)),
    received: Math.max(received, acknowledgements(random, sent)),
    seconds: random.between(secondsFrom, secondsTo),
  };
}

/** Data goes one way, in so many bytes (powers of ten), and the other end only acknowledges it. */
export function delivered(
  random: Random,
  [sentFrom, sentTo]: readonly [number, number],
  seconds: number,
): Outcome {
  const sent = random.size(sentFrom, sentTo);
  // SYN, an acknowledgement and FIN beside those of the data.
  return { kind: "ended", sent, received: 3 * 66 + acknowledgements(random, sent), seconds };
}

function acknowledgements(random: Random, bytes: number): number {
  const [minimum, maximum] = ACKNOWLEDGED;
  return Math.round(bytes * (minimum + (maximum - minimum) * random.fraction()));
}

/** Sound and pictures: both ends send (a call), or the one much more than the other (an audience of a talk, or the speaker). */
export function streamed(random: Random, [secondsFrom, secondsTo]: readonly [number, number]): Outcome {
  const seconds = random.between(secondsFrom, secondsTo);
  const rate = () => seconds * random.size(3.9, 5.3);
  const both = rate();
  const [sent, received] = random.weighted([
    [60, [both, Math.round(both * (0.5 + random.fraction()))]],
    [32, [Math.round(both * 0.03), rate()]],
    [8, [rate(), Math.round(both * 0.03)]],
  ] as const);
  return { kind: "ended", sent, received, seconds };
}

/** One question, one answer: DNS, NTP, SNMP. */
export function queried(random: Random): Outcome {
  return talked(random, [1.9, 2.2], [1.9, 2.7], [0, 1]);
}

/** A short exchange of a request or a few: most of the web, most polls. */
export function exchanged(random: Random): Outcome {
  return talked(random, [3, 4.3], [3.4, 5.5], [1, 120]);
}

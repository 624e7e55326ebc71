/**
 * How high a score may rise, whatever the factors add up to. A port alone proves nothing, and one kind of evidence is not two. What a
 * limit takes away is listed among the factors, so that they still add up.
 */
import { all, any, atLeast, type Condition, field, not } from "../expression.ts";
import { direction, likelyThreat, unanswered } from "./derived.ts";

export interface Limit {
  /** Listed among the factors as `name=-points`; a public name. */
  readonly name: string;
  readonly when: Condition;
  /** The highest score. Whole, 0 to 99. */
  readonly atMost: number;
  /** For docs/scoring.md. */
  readonly why: string;
}

/** An attempt from outside that was refused or not answered. Where the fingerprint says malware and both ends are public, it may be ours. */
export const nothingGotIn: Condition = all(
  any(direction("inbound"), all(direction("external"), not(likelyThreat))),
  unanswered,
);

/** The first that applies counts. */
export const LIMITS: readonly Limit[] = [
  {
    name: "nothing_got_in",
    when: nothingGotIn,
    atMost: 10,
    why: "The Internet knocks on every port all day. What was refused or not answered got nowhere, whatever the port. Where both ends are public, nothing says that the attempt came from inside.",
  },
  {
    name: "port_alone",
    when: not(atLeast(field("evidence"), 1)),
    atMost: 49,
    why: "A port number proves nothing. 50 and more needs evidence of another kind: what the firewall identified, how the connection behaved, or the client's fingerprint.",
  },
  {
    name: "single_evidence",
    when: not(atLeast(field("evidence"), 2)),
    atMost: 69,
    why: "70 and more needs two kinds of evidence beyond the port.",
  },
];

/** What is planted among the ordinary traffic, and what makes the hosts that take part in it. */
import type { Random } from "../../random/index.ts";
import type { Connection } from "../connection.ts";
import { type Endpoint, internetHost } from "../network.ts";

export interface Attack {
  readonly name: string;
  /**
   * Whether one connection can show it: it has a port, an application, a fingerprint, a volume or a direction that is rare in
   * ordinary traffic. Where it is false, only repetition or history can.
   */
  readonly oneConnection: boolean;
  /** Its connections, all begun and ended within the day that begins at this epoch second. */
  make(random: Random, day: number): readonly Connection[];
}

export const HOUR = 3600;

/** A second between the two hours of the day. */
export function between(random: Random, day: number, fromHour: number, toHour: number): number {
  return day + random.between(fromHour * HOUR, toHour * HOUR);
}

/** Fields that most attacks have in common: out to a host of the Internet, over TCP, by the users' rule. */
export function outbound(random: Random, from: Endpoint, port: number, to: Endpoint = internetHost(random)) {
  return {
    from,
    to,
    port,
    protocol: "tcp",
    rule: from.zone === "user-lan" ? "Allow-Internet" : "Server-Internet",
  } as const;
}

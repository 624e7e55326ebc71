/**
 * Windows updates inside: each PC asks the two WSUS servers about once in 22 hours, over 8530 (HTTP) or 8531 (HTTPS), and shares pieces
 * with its neighbours over 7680. Shape: Microsoft's documents of WSUS (ports, detection frequency of 22 hours) and of Delivery
 * Optimization.
 */
import { talked } from "../connection.ts";
import { connections, type Generator, officeCount } from "../generator.ts";
import { NETWORK } from "../network.ts";

export const wsus: Generator = {
  cause: "Windows updates inside",
  thinning: 0,
  prepare: () => (hour) => {
    const { random } = hour;
    return connections(hour, officeCount(hour, 9000), (start) => {
      const from = random.pick(random.chance(900) ? NETWORK.users : NETWORK.servers);
      const base = { start, from, protocol: "tcp" } as const;
      if (random.chance(250)) {
        const outcome = random.chance(600)
          ? talked(random, [3, 5], [4, 7.5], [1, 600])
          : ({ kind: "unanswered", packets: 3 } as const);
        return { ...base, to: random.pick(NETWORK.users), port: 7680, rule: "User-Segments", outcome };
      }
      const secure = random.chance(400);
      const identity = secure
        ? { application: "HTTPS", client: "SSL client", host: "wsus1.corp.example.com" }
        : { application: "HTTP", client: "Microsoft Update", host: "wsus1.corp.example.com" };
      return {
        ...base,
        to: NETWORK.servers[random.between(4, 5)]!,
        port: secure ? 8531 : 8530,
        rule: "Users-to-Servers",
        outcome: talked(random, [3, 4.5], [3.5, 7.5], [1, 300]),
        // A part of the secure ones is resumed, and has no name.
        ...(secure && random.chance(300) ? {} : { identity }),
      };
    });
  },
};

/**
 * Phones of guests and staff: push connections (Apple 5223, Google 5228), messengers (WhatsApp 5222, Telegram 443, Signal), mail, and web of
 * apps. Shape: Apple's and Google's lists of ports; a push connection is renewed after half an hour to some hours.
 */
import { exchanged, talked } from "../connection.ts";
import { connections, type Generator, officeCount } from "../generator.ts";
import { internetHosts, NETWORK } from "../network.ts";

export const mobile: Generator = {
  cause: "mobile phones",
  thinning: 1,
  prepare: (setup) => {
    const servers = internetHosts(setup, 300);
    return (hour) =>
      connections(hour, officeCount(hour, 900_000), (start) => {
        const { random } = hour;
        const base = {
          start,
          from: random.pick(NETWORK.guests),
          to: random.pick(servers),
          protocol: "tcp",
          rule: "Guest-Internet",
        } as const;
        if (random.chance(60)) {
          const [port, application] = random.pick([
            [5223, "Apple Push Notification"],
            [5228, "Google Cloud Messaging"],
            [5222, "WhatsApp"],
          ] as const);
          return {
            ...base,
            port,
            outcome: talked(random, [3, 4.7], [3, 4.7], [1200, 12_000]),
            ...(random.chance(850) ? { identity: { application } } : {}),
          };
        }
        const identity = { application: "HTTPS", client: "SSL client", host: "api.example-app.com" };
        return {
          ...base,
          port: 443,
          outcome: exchanged(random),
          ...(random.chance(650) ? { identity } : {}),
        };
      });
  },
};

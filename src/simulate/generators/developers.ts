/**
 * Developers: services on 3000, 4200, 5000, 8000, 8080, 8443, 8888 and 9000 of colleagues, of test servers and of rented ones; Selenium
 * (4444), remote debuggers (5005, 9229), adb (5555), Docker with TLS (2376), SSH to code hosts and cloud hosts. Shape: the tools'
 * default ports; mostly HTTP from a browser or curl.
 */
import { exchanged, talked } from "../connection.ts";
import { connections, type Generator, officeCount } from "../generator.ts";
import { internetHosts, NETWORK, sample } from "../network.ts";

const WEB_PORTS = [3000, 3000, 4200, 5000, 5173, 8000, 8000, 8080, 8080, 8080, 8443, 8888, 9000, 9000, 9090];

export const developers: Generator = {
  cause: "developers",
  thinning: 0,
  prepare: (setup) => {
    const rented = internetHosts(setup, 40);
    const codeHosts = internetHosts(setup, 8);
    const tests = sample(setup, NETWORK.servers, 60);
    return (hour) =>
      connections(hour, officeCount(hour, 5000), (start) => {
        const { random } = hour;
        const from = random.pick(NETWORK.developers);
        const base = { start, from, protocol: "tcp" } as const;
        const client = random.pick(["Chrome", "Firefox", "cURL", "Microsoft Edge"]);
        const kind = random.between(1, 100);
        if (kind <= 50) {
          const identity = { application: "HTTP", client };
          return {
            ...base,
            to: random.chance(800) ? random.pick(tests) : random.pick(NETWORK.developers),
            port: random.pick(WEB_PORTS),
            rule: "Dev-Lab-Any",
            outcome: exchanged(random),
            identity,
          };
        }
        if (kind <= 62) {
          const secure = random.chance(400);
          const identity = secure
            ? { application: "HTTPS", client, host: "staging.example.org" }
            : { application: "HTTP", client };
          return {
            ...base,
            to: random.pick(rented),
            port: secure ? random.pick([8443, 9443, 6443]) : random.pick(WEB_PORTS),
            rule: "Allow-Internet",
            outcome: exchanged(random),
            ...(random.chance(80) ? {} : { identity }),
          };
        }
        if (kind <= 82) {
          const [to, port] = random.chance(800)
            ? [random.pick(codeHosts), 22]
            : [random.pick(rented), random.pick([22, 22, 2222, 2200])];
          const outcome = talked(random, [3.5, 6], [3.5, 7], [1, random.chance(100) ? 14_000 : 120]);
          return {
            ...base,
            to,
            port,
            rule: "Allow-Internet",
            outcome,
            identity: { application: "SSH", client: "OpenSSH" },
          };
        }
        const [port, application] = random.pick([
          [4444, "HTTP"],
          [5005, null],
          [9229, "HTTP"],
          [5555, null],
          [2376, "HTTPS"],
          [2222, "SSH"],
          [8009, null],
          [5672, "AMQP"],
        ] as const);
        return {
          ...base,
          to: random.pick(tests),
          port,
          rule: "Dev-Lab-Any",
          outcome: talked(random, [3, 6], [3, 6], [1, 3600]),
          ...(application === null ? {} : { identity: { application } }),
        };
      });
  },
};

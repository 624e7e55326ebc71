/**
 * Kubernetes: nodes ask the API server (6443), it asks kubelets (10250), control planes talk to etcd (2379, 2380), services are reached on
 * node ports (30000 to 32767), VXLAN is 8472 and 4789. Shape: Kubernetes documentation, ports and protocols. TLS everywhere.
 */
import { exchanged, talked } from "../connection.ts";
import { connections, type Generator, steadyCount } from "../generator.ts";
import { NETWORK } from "../network.ts";

export const kubernetes: Generator = {
  cause: "Kubernetes",
  thinning: 0.5,
  prepare: (setup) => {
    const control = NETWORK.kubernetes.slice(0, 3);
    const nodePorts = Array.from({ length: 40 }, () => setup.between(30_000, 32_767));
    return (hour) =>
      connections(hour, steadyCount(hour, 50_000), (start) => {
        const { random } = hour;
        const base = { start, protocol: "tcp", rule: "Server-Segments" } as const;
        const secure = random.chance(850) ? { identity: { application: "HTTPS", client: "SSL client" } } : {};
        const node = random.pick(NETWORK.kubernetes);
        const kind = random.between(1, 100);
        if (kind <= 35)
          return {
            ...base,
            from: random.pick([node, random.pick(NETWORK.developers)]),
            to: random.pick(control),
            port: 6443,
            outcome: talked(random, [3, 6], [3, 7], [1, 3600]),
            ...secure,
          };
        if (kind <= 60)
          return {
            ...base,
            from: random.pick(control),
            to: node,
            port: 10250,
            outcome: exchanged(random),
            ...secure,
          };
        if (kind <= 75)
          return {
            ...base,
            from: random.pick(control),
            to: random.pick(control),
            port: random.pick([2379, 2379, 2380]),
            outcome: talked(random, [4, 7], [4, 7], [60, 7200]),
            ...secure,
          };
        if (kind <= 80)
          return {
            ...base,
            from: node,
            to: random.pick(NETWORK.kubernetes),
            port: random.pick([8472, 4789]),
            protocol: "udp",
            outcome: talked(random, [4, 8], [4, 8], [10, 600]),
          };
        return {
          ...base,
          from: random.pick(NETWORK.servers),
          to: node,
          port: random.pick(nodePorts),
          outcome: exchanged(random),
          ...(random.chance(700) ? { identity: { application: "HTTP" } } : {}),
        };
      });
  },
};

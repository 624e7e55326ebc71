/**
 * A Ceph cluster: clients ask the monitors (3300 and 6789), then talk to the storage daemons (6800 to 7568). Shape: Ceph documentation,
 * network configuration reference. The firewall has no name for its protocol; connections stay for hours.
 */
import { talked } from "../connection.ts";
import { connections, type Generator, steadyCount } from "../generator.ts";
import { NETWORK } from "../network.ts";

export const ceph: Generator = {
  cause: "Ceph storage",
  thinning: 0,
  prepare: () => (hour) => {
    const { random } = hour;
    return connections(hour, steadyCount(hour, 2400), (start) => ({
      start,
      from: random.pick(NETWORK.kubernetes),
      to: NETWORK.storage[random.between(10, 24)]!,
      port: random.pick([6789, 6789, 3300, 3300, random.between(6800, 6850), random.between(6800, 7568)]),
      protocol: "tcp",
      rule: "Server-Segments",
      outcome: talked(random, [3, 8.5], [3, 8.5], [1, 10_800]),
    }));
  },
};

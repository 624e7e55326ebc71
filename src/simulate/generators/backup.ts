/**
 * Backup: servers send their night's changes to object storage (443), to a provider's Veeam gateway (6180), by rsync over SSH to a
 * second site, and inside to the backup server. Shape: ports of the vendors' lists (Veeam: 2500–3300, 6160, 6162, 6180; Commvault:
 * 8400, 8403; NetBackup: 1556, 13724; NDMP: 10000); gigabytes one way, between 22 and 5 o'clock.
 */
import { talked } from "../connection.ts";
import { connections, type Generator, type Hour, steadyCount } from "../generator.ts";
import { internetHosts, NETWORK, sample } from "../network.ts";

const isNight = ({ ofDay }: Hour) => ofDay >= 22 || ofDay < 5;

export const backup: Generator = {
  cause: "backup",
  thinning: 0,
  prepare: (setup) => {
    const storage = internetHosts(setup, 24);
    const [veeam, secondSite] = internetHosts(setup, 2);
    const toCloud = sample(setup, NETWORK.servers, 60);
    const server = NETWORK.storage[0]!;
    return function* (hour) {
      const { random } = hour;
      if (!isNight(hour)) return;
      // Seven hours of the night have all of the day's.
      const count = (perDay: number) => steadyCount(hour, (perDay * 24) / 7);
      yield* connections(hour, count(240), (start) => ({
        start,
        from: random.pick(toCloud),
        to: random.pick(storage),
        port: 443,
        protocol: "tcp",
        rule: random.chance(500) ? "Backup-to-S3" : "Server-Internet",
        outcome: talked(random, [8, 10.8], [5.3, 7], [300, 3500]),
        identity: random.chance(800)
          ? {
              application: "HTTPS",
              client: "SSL client",
              host: "company-backup.s3.eu-central-1.amazonaws.com",
              web: "Amazon Web Services",
              process: "aws cli",
              threat: 0,
            }
          : {},
      }));
      yield* connections(hour, count(24), (start) => ({
        start,
        from: toCloud[0]!,
        to: veeam!,
        port: 6180,
        protocol: "tcp",
        rule: "Server-Internet",
        outcome: talked(random, [9, 10.8], [6, 7], [900, 3500]),
        identity: { application: "HTTPS", client: "SSL client" },
      }));
      yield* connections(hour, count(16), (start) => ({
        start,
        from: toCloud[1]!,
        to: secondSite!,
        port: 22,
        protocol: "tcp",
        rule: "Server-Internet",
        outcome: talked(random, [8, 10], [5, 6], [300, 3500]),
        identity: { application: "SSH", client: "OpenSSH" },
      }));
      yield* connections(hour, count(1600), (start) => ({
        start,
        from: random.pick(NETWORK.servers),
        to: server,
        port: random.pick([
          2500, 2501, 2502, 2505, 2510, 2533, 3011, 3200, 6160, 6162, 8400, 8403, 1556, 13724, 10000,
        ]),
        protocol: "tcp",
        rule: "Server-Segments",
        trusted: random.chance(500),
        outcome: talked(random, [7, 10.5], [5, 7], [30, 3000]),
      }));
    };
  },
};

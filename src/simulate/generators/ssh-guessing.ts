/**
 * Password guessing against the published SFTP servers, on 22 and, by one of them, 2222. Shape: Cowrie honeypots report clients that call
 * themselves libssh, Go and PuTTY, sessions of one to fifteen seconds, a few kilobytes each way, hundreds of sessions from a source.
 */
import { talked } from "../connection.ts";
import { connections, type Generator, steadyCount } from "../generator.ts";
import { internetHosts, NETWORK } from "../network.ts";

export const sshGuessing: Generator = {
  cause: "SSH password guessing",
  thinning: 0.5,
  prepare: (setup) => {
    const sources = internetHosts(setup, 150);
    return (hour) =>
      connections(hour, steadyCount(hour, 20_000), (start) => {
        const { random } = hour;
        const alternate = random.chance(150);
        return {
          start,
          from: random.pick(sources),
          to: NETWORK.dmz[alternate ? 3 : 2]!,
          port: alternate ? 2222 : 22,
          protocol: "tcp",
          rule: "Published-SFTP",
          outcome: talked(random, [3.1, 3.7], [3.2, 3.7], [1, 15]),
          identity: { application: "SSH", client: random.pick(["libssh", "Go SSH", "PuTTY", "OpenSSH"]) },
        };
      });
  },
};

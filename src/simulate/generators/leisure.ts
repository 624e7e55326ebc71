/**
 * Music, video and chat of staff and guests on ports that are not the web's: Spotify (4070), Internet radio (8000, 8010), RTMP (1935), Plex
 * (32400), Chromecast (8009), Dropbox (17500), FaceTime (16384 to 16402/udp), Discord (50000 to 50100/udp), Telegram (5222). Shape: the vendors'
 * lists; long downloads for music, balanced streams for calls.
 */
import { streamed, talked } from "../connection.ts";
import { connections, type Generator, officeCount } from "../generator.ts";
import { internetHosts, NETWORK } from "../network.ts";

export const leisure: Generator = {
  cause: "music, video and chat",
  thinning: 0.5,
  prepare: (setup) => {
    const servers = internetHosts(setup, 200);
    return (hour) =>
      connections(hour, officeCount(hour, 30_000), (start) => {
        const { random } = hour;
        const from = random.pick(random.chance(600) ? NETWORK.users : NETWORK.guests);
        const base = {
          start,
          from,
          to: random.pick(servers),
          rule: from.zone === "guest" ? "Guest-Internet" : "Allow-Internet",
        } as const;
        if (random.chance(250)) {
          const port = random.chance(500) ? random.between(16384, 16402) : random.between(50000, 50100);
          return {
            ...base,
            port,
            protocol: "udp",
            outcome: streamed(random, [20, 3000]),
            ...(random.chance(500) ? { identity: { application: "STUN" } } : {}),
          };
        }
        const [port, application] = random.pick([
          [4070, "Spotify"],
          [4070, "Spotify"],
          [4070, random.chance(200) ? null : "Spotify"],
          [8000, "HTTP"],
          [8010, "HTTP"],
          [1935, "RTMP"],
          [32400, "HTTPS"],
          [5222, "Telegram"],
          [17500, null],
        ] as const);
        return {
          ...base,
          port,
          protocol: "tcp",
          outcome: talked(random, [3.5, 5], [4.5, 8], [20, 7200]),
          ...(application === null ? {} : { identity: { application } }),
        };
      });
  },
};

/**
 * Business applications inside: SAP (3200 to 3299, 3300, 3600, 8000, 44300), Citrix (1494, 2598), terminal servers (3389 from every user),
 * AS/400 (Telnet 23, 992), Notes (1352), a time clock (4370), Oracle forms (9001), Jira (8080), report servers (8443). Shape: the products'
 * port lists; a user keeps two or three sessions open all day.
 */
import { talked } from "../connection.ts";
import { connections, type Generator, officeCount } from "../generator.ts";
import { NETWORK } from "../network.ts";

const APPLICATIONS = [
  [3200, null],
  [3201, null],
  [3300, null],
  [3600, null],
  [8000, "HTTP"],
  [44300, "HTTPS"],
  [1494, "Citrix ICA"],
  [2598, "Citrix CGP"],
  [3389, "RDP"],
  [3389, "RDP"],
  [23, "Telnet"],
  [992, "Telnets"],
  [1352, "Lotus Notes"],
  [9001, "HTTP"],
  [8080, "HTTP"],
  [8443, "HTTPS"],
  [4370, null],
] as const;
/** Servers of each application. */
const FARM = 4;

export const businessApplications: Generator = {
  cause: "business applications",
  thinning: 1,
  prepare: () => (hour) =>
    connections(hour, officeCount(hour, 800_000), (start) => {
      const { random } = hour;
      const index = random.between(0, APPLICATIONS.length - 1);
      const [port, application] = APPLICATIONS[index]!;
      return {
        start,
        from: random.pick(NETWORK.users),
        to: NETWORK.servers[100 + index * FARM + random.between(0, FARM - 1)]!,
        port,
        protocol: "tcp",
        rule: "Users-to-Servers",
        outcome: talked(random, [3.5, 6], [3.5, 7], [5, 10_000]),
        ...(application === null || random.chance(50) ? {} : { identity: { application } }),
      };
    }),
};

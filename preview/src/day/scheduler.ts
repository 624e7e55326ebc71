/** What the scheduler of the simulated site logs in the index _internal: the detection that is enabled ran each hour. */
import type { Row } from "spl-runner";

/** The detection that the site has enabled. */
export const ENABLED =
  "Suspicious Ports - Cisco Secure Firewall - Scored Communication Over Suspicious Ports - Rule";
const HOUR = 3600;

/** @param begin, end epoch seconds */
export function schedulerEvents(begin: number, end: number): readonly Row[] {
  const hours = Array.from({ length: Math.floor((end - begin) / HOUR) }, (_, hour) => begin + hour * HOUR);
  return hours.map(
    (time): Row =>
      new Map<string, string | number>([
        ["_time", time],
        ["_indextime", time],
        ["index", "_internal"],
        ["sourcetype", "scheduler"],
        ["app", "suspicious_ports"],
        ["savedsearch_name", ENABLED],
        ["status", "success"],
      ]),
  );
}
